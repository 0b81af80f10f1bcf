import { createRequire } from "node:module";
import type * as Library from "miniflare";

export type Database = Awaited<ReturnType<Library.Miniflare["getD1Database"]>>;

/**
 * The library that hosts the Workers runtime. An `import` of its one large CommonJS file takes twice the time of a
 * `require`, and keeps a second copy of its text.
 */
export function loadMiniflare(): typeof Library {
  return createRequire(import.meta.url)("miniflare") as typeof Library;
}
