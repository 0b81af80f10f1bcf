import { globSync } from "node:fs";
import { join } from "node:path";
import { version } from "esbuild";
import { createFileDigests, digest } from "./digest.ts";
import { ROOT } from "./root.ts";

/** All that has a say in what a DAG file compiles to, besides the file. */
const PARTS = ["src/{core,sdk,operators,sensors}/**/*.ts", "scripts/dags/*.ts", "package-lock.json", "tsconfig*.json"];

/** Names the version of the compiling product: the same while no part of it changed. */
export async function digestProduct(): Promise<string> {
  const digestFile = createFileDigests();
  const paths = PARTS.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).toSorted();
  const parts = await Promise.all(paths.map(async (path) => `${path} ${await digestFile(join(ROOT, path))}`));
  return digest([`esbuild ${version}`, `node ${process.version}`, ...parts].join("\n"));
}
