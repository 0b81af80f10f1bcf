// Usage: npm run oracle -- FILE…
// Compares recorded decisions of Airflow (timetables, retries, trigger rules) with ours. Exits with 1 when one differs unintended.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { evaluateRetry } from "./evaluate-retry.ts";
import { evaluateTimetable } from "./evaluate-timetable.ts";
import type { TriggerRulesFile } from "./evaluate-trigger-rules.ts";
import type { Evaluation } from "./evaluation.ts";

/** The kind of a file shows in its keys. */
async function evaluateFile(file: unknown): Promise<Evaluation> {
  if (typeof file !== "object" || file === null) throw new TypeError("is no object");
  if ("catchup_10y" in file && "cases" in file) return evaluateTimetable(file);
  if ("retry" in file) return evaluateRetry(file);
  if ("specs" in file) {
    const { evaluateTriggerRules } = await import("./evaluate-trigger-rules.ts");
    return evaluateTriggerRules(file as unknown as TriggerRulesFile);
  }
  if ("airflow" in file && "cases" in file) return evaluateScheduling(file);
  throw new TypeError("holds neither timetables, nor retries, nor trigger rules");
}

/** Decisions about runs, pools, clears and backfills: the kind shows in the id of the first case. */
async function evaluateScheduling(file: object): Promise<Evaluation> {
  const { cases } = file as { cases: readonly { readonly id: string }[] };
  const [kind] = (cases[0]?.id ?? "").split("-");
  if (kind === "past") return (await import("./evaluate-past.ts")).evaluatePast({ cases: cases as never });
  if (kind === "pools") return (await import("./evaluate-pools.ts")).evaluatePools({ cases: cases as never });
  if (kind === "clear") return (await import("./evaluate-clear.ts")).evaluateClear({ cases: cases as never });
  if (kind === "backfill") return (await import("./evaluate-backfill.ts")).evaluateBackfill({ cases: cases as never });
  throw new TypeError(`holds cases of an unknown kind, ${kind ?? ""}`);
}

async function main(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) {
    console.error("Usage: npm run oracle -- FILE…");
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const path of paths) {
    // npm starts scripts in the project's folder and keeps the caller's in INIT_CWD.
    const file: unknown = JSON.parse(readFileSync(resolve(process.env["INIT_CWD"] ?? ".", path), "utf8"));
    const { passed: same, mismatches, intended = [] } = await evaluateFile(file);
    for (const line of intended) console.log(`intended: ${line}`);
    for (const line of mismatches) console.log(line);
    passed += same;
    failed += mismatches.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
