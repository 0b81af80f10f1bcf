import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ManifestFile } from "../../src/core/manifest.ts";
import { bundleFile, type Bundle } from "./bundle.ts";
import type { Cache, Verdict } from "./cache.ts";
import type { Compiler } from "./compiler.ts";
import { describeUnreadable } from "./faults.ts";
import { judge } from "./judge.ts";

/** A machine under load may have been the cause, so a verdict of time is tried anew after a while. */
const TRUST_TIMEOUT_FOR = 5 * 60_000;

export interface CompileContext {
  readonly dagsDir: string;
  readonly cache: Cache;
  readonly compiler: Compiler;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Told of each file that the cache could not answer for. */
  readonly onCompile: (file: string) => void;
}

/** One entry of the manifest. Whatever is wrong with the file becomes a broken entry; this never rejects because of author code. */
export async function compileFile(context: CompileContext, file: string): Promise<ManifestFile> {
  const { dagsDir, cache } = context;
  const path = `${basename(dagsDir)}/${file}`;
  let source: string;
  try {
    source = await readFile(join(dagsDir, file), "utf8");
  } catch (error) {
    const place = { file: path, line: null, column: null };
    const fault = describeUnreadable(place, error instanceof Error ? error.message : String(error));
    return { kind: "broken", file, source: "", errors: [fault] };
  }
  const verdict = (await cache.find(file)) ?? (await compileAnew(context, file, { path, source }));
  return { ...verdict, file, source };
}

interface Text {
  readonly path: string;
  readonly source: string;
}

/** A file that does not bundle is not cached: what it imports, and misses, is not known. */
async function compileAnew(context: CompileContext, file: string, text: Text): Promise<Verdict> {
  context.onCompile(file);
  context.compiler.warm();
  const bundle = await bundleFile(context.dagsDir, file);
  if (!bundle.ok) return { kind: "broken", errors: bundle.error };
  return await evaluate(context, file, { ...text, ...bundle.value });
}

async function evaluate(context: CompileContext, file: string, bundle: Text & Bundle): Promise<Verdict> {
  const { cache, compiler, timeLimit } = context;
  const outcome = await compiler.compile({ file, code: bundle.code });
  const verdict: Verdict =
    outcome.kind === "compiled"
      ? { kind: "compiled", bundleId: bundle.bundleId, dags: outcome.dags }
      : { kind: "broken", errors: judge(bundle, outcome, timeLimit) };
  const until = outcome.kind === "timed_out" ? Date.now() + TRUST_TIMEOUT_FOR : null;
  await cache.keep(file, bundle.inputs, verdict, until);
  return verdict;
}
