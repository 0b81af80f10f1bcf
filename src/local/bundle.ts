import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  build,
  context,
  formatMessages,
  type BuildFailure,
  type BuildOptions,
  type OutputFile,
  type Plugin,
} from "esbuild";
import type { FrameTable } from "../core/frame-table.ts";
import { refuse, succeed, type Result } from "../core/result.ts";
import { insertTable, makeFrameTable } from "./frame-table.ts";

export interface BundleOptions {
  readonly root: string;
  readonly entry: string;
  /** Where generated code lies, in place of src/gen. */
  readonly genDir: string;
  readonly dagsDir: string;
  readonly outFile: string;
  readonly keepNames: boolean;
}

/** Whether the bundle differs from the one before it, or what is wrong as text for a terminal. */
export type Built = Result<{ readonly isChanged: boolean }, readonly string[]>;

export interface Bundler {
  /** Builds anew what changed since the last time. */
  build(): Promise<Built>;
}

/** Bundles the Worker as wrangler does. A build that fails leaves the bundle before it in place. */
export async function createBundler(options: BundleOptions): Promise<Bundler> {
  const builder = await context({ ...describeBuild(options), write: false });
  let last = await readFile(options.outFile, "utf8").catch(() => "");
  return {
    async build() {
      try {
        const { outputFiles } = await builder.rebuild();
        const text = insertTable(findText(outputFiles, options.outFile), readTable(outputFiles, options));
        const isChanged = text !== last;
        if (isChanged) {
          writeAll(outputFiles);
          writeFileSync(options.outFile, text);
        }
        last = text;
        return succeed({ isChanged });
      } catch (error) {
        if (!isBuildFailure(error)) throw error;
        return refuse(await formatMessages(error.errors, { kind: "error" }));
      }
    },
  };
}

/** Where author code will stand in a bundle of the same sources. Throws what the bundler does. */
export async function foreseeFrames(options: BundleOptions): Promise<FrameTable | null> {
  const { outputFiles } = await build({ ...describeBuild(options), write: false });
  return readTable(outputFiles, options);
}

function readTable(outputFiles: readonly OutputFile[], options: BundleOptions): FrameTable | null {
  const { outFile: file } = options;
  const bundle = { file, text: findText(outputFiles, file), map: findText(outputFiles, `${file}.map`) };
  return makeFrameTable(bundle, options);
}

function findText(outputFiles: readonly OutputFile[], wanted: string): string {
  return outputFiles.find(({ path }) => path === wanted)?.text ?? "";
}

function describeBuild({ root, entry, genDir, outFile, keepNames }: BundleOptions): BuildOptions {
  return {
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: outFile,
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    define: { "process.env.NODE_ENV": '"development"' },
    loader: { ".txt": "text", ".html": "text", ".sql": "text" },
    sourcemap: "linked",
    sourcesContent: false,
    keepNames,
    plugins: [findGenerated(root, genDir), findProduct(root), findBuiltins],
    logLevel: "silent",
  };
}

/** Lets the Worker of a checkout run the DAGs of another folder. */
function findGenerated(root: string, genDir: string): Plugin {
  const usual = join(root, "src/gen");
  return {
    name: "find-generated",
    setup(build) {
      build.onResolve({ filter: /\/gen\// }, ({ path, resolveDir }) => {
        const below = relative(usual, resolve(resolveDir, path));
        return below.startsWith("..") ? undefined : { path: join(genDir, below) };
      });
    },
  };
}

/** Author code outside the checkout finds the product and its packages too. */
function findProduct(root: string): Plugin {
  return {
    name: "find-product",
    setup(build) {
      build.onResolve({ filter: /^(tradewind|zod)(\/|$)/ }, async ({ path, kind, resolveDir, pluginData }) => {
        const isInside = !relative(root, resolveDir).split(sep).includes("..");
        if (isInside || pluginData === root) return undefined;
        return await build.resolve(path, { kind, resolveDir: root, pluginData: root });
      });
    },
  };
}

const BUILTINS = new Set(builtinModules);
const findBuiltins: Plugin = {
  name: "find-builtins",
  setup(build) {
    build.onResolve({ filter: /^[a-z_/0-9]+$/ }, ({ path }) =>
      BUILTINS.has(path) ? { path: `node:${path}`, external: true } : undefined,
    );
  },
};

function writeAll(files: readonly OutputFile[]): void {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
