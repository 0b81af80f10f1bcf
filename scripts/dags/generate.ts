import { basename, resolve } from "node:path";
import type { BrokenFile, Manifest, ManifestFile } from "../../src/core/manifest.ts";
import { openCache } from "./cache.ts";
import { compileFile, type CompileContext } from "./compile-file.ts";
import { createCompiler } from "./compiler.ts";
import { refuseDuplicates } from "./duplicates.ts";
import { createManifest, emit } from "./emit.ts";
import { findDagFiles } from "./find-files.ts";

export interface GenerateOptions {
  readonly dagsDir: string;
  readonly outDir: string;
  readonly cacheDir: string;
  /** Milliseconds that the import and compilation of one file may take. */
  readonly timeLimit: number;
  /** Names the version of all that compiles; what was compiled by another is compiled anew. */
  readonly readProduct: () => Promise<string>;
}

export interface Generated {
  readonly manifest: Manifest;
  readonly broken: readonly BrokenFile[];
  /** The files that were not answered from the cache. */
  readonly compiled: readonly string[];
  /** Whether an output file changed. */
  readonly isWritten: boolean;
}

/** Bundles side by side; bundling mostly waits for esbuild. */
const LANES = 8;

export interface Generator {
  /** Compiles every DAG file alone and writes the manifest and the table of handlers. A broken file touches no other. */
  generate(): Promise<Generated>;
  close(): void;
}

/** A generator may be asked again and again: from the second time on its compiling process is warm. One call at a time. */
export function createGenerator({ timeLimit, readProduct, ...options }: GenerateOptions): Generator {
  const [dagsDir, outDir] = [resolve(options.dagsDir), resolve(options.outDir)];
  const compiler = createCompiler(timeLimit);
  let lastProduct = "";
  const renewAfterUpgrade = (product: string) => {
    if (product !== lastProduct) compiler.close();
    lastProduct = product;
  };
  return {
    async generate() {
      const product = await readProduct();
      renewAfterUpgrade(product);
      const files = findDagFiles(dagsDir);
      const cache = openCache(resolve(options.cacheDir), dagsDir, product);
      const anew = new Set<string>();
      const onCompile = (file: string) => anew.add(file);
      const entries = await compileFiles({ dagsDir, cache, compiler, timeLimit, onCompile }, files);
      const manifest = createManifest(refuseDuplicates(entries, basename(dagsDir)));
      const broken = manifest.files.filter((entry) => entry.kind === "broken");
      cache.prune(files);
      const compiled = files.filter((file) => anew.has(file));
      return { manifest, broken, compiled, isWritten: emit(manifest, dagsDir, outDir) };
    },
    close: () => compiler.close(),
  };
}

/** In the order of `files`, whichever is done first. */
async function compileFiles(context: CompileContext, files: readonly string[]): Promise<ManifestFile[]> {
  const entries = new Map<string, ManifestFile>();
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      entries.set(file, await compileFile(context, file));
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return files.flatMap((file) => entries.get(file) ?? []);
}
