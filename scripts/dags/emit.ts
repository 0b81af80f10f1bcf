import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Manifest, ManifestFile } from "../../src/core/manifest.ts";
import { NO_TABLE } from "../../src/local/frame-table.ts";
import { digest } from "./digest.ts";
import { ROOT } from "./root.ts";
import { writeIfChanged } from "./write-file.ts";

const HEADER = "// Written by scripts/generate-dags.ts; changes made here are lost.\n";

export function createManifest(files: readonly ManifestFile[]): Manifest {
  return { v: 1, hash: digest(JSON.stringify(files)), files };
}

/** Writes manifest.ts (data) and handlers.ts (functions, loaded when first called). True when either changed. */
export function emit(manifest: Manifest, dagsDir: string, outDir: string): boolean {
  const wroteHandlers = writeIfChanged(join(outDir, "handlers.ts"), renderHandlers(manifest, dagsDir, outDir));
  const wroteManifest = writeIfChanged(join(outDir, "manifest.ts"), renderManifest(manifest, outDir));
  return wroteHandlers || wroteManifest;
}

/** As text that is parsed: an engine reads JSON faster than a literal of the same size, and the type checker skips it. */
function renderManifest(manifest: Manifest, outDir: string): string {
  const type = toSpecifier(outDir, join(ROOT, "src/core/manifest.ts"));
  const text = JSON.stringify(JSON.stringify(manifest));
  return `${HEADER}import type { Manifest } from ${type};\n\nexport const manifest: Manifest = JSON.parse(\n  ${text},\n);\n`;
}

function renderHandlers(manifest: Manifest, dagsDir: string, outDir: string): string {
  const entries = manifest.files.flatMap((entry) => {
    if (entry.kind === "broken") return [];
    const load = `() => import(${toSpecifier(outDir, join(dagsDir, entry.file))})`;
    return [`  ${JSON.stringify(entry.file)}: { bundleId: "${entry.bundleId}", load: ${load} },\n`];
  });
  const type = "Readonly<Record<string, { readonly bundleId: string; readonly load: () => Promise<unknown> }>>";
  const frames = `\n/** Where author code stands in the Worker's bundle, once that is known. */\nexport const frames = ${JSON.stringify(NO_TABLE)};\n`;
  return `${HEADER}/** By path below ${basename(dagsDir)}/; a broken file has none. */\nexport const handlers: ${type} = {\n${entries.join("")}};\n${frames}`;
}

function toSpecifier(fromDir: string, path: string): string {
  const below = relative(resolve(fromDir), resolve(dirname(path), basename(path)))
    .split(sep)
    .join("/");
  return JSON.stringify(below.startsWith(".") ? below : `./${below}`);
}
