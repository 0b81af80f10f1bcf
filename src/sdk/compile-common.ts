import type { Retry, TaskNode } from "../core/graph.ts";
import { compileLimits, LIMIT_OPTIONS } from "./compile-limits.ts";
import type { Limits } from "./compile-limits.ts";
import { add, show } from "./compile-report.ts";
import type { Raw } from "./definition.ts";
import { readChoice, readCount, readDuration, readFlag, readText, refuseUnknown } from "./read-option.ts";
import type { Options } from "./read-option.ts";

/** Flags that a graph names only where they differ from their default. */
const PAST_OPTIONS = [
  "dependsOnPast",
  "waitForDownstream",
  "waitForPastDependsBeforeSkipping",
  "ignoreFirstDependsOnPast",
] as const;

/** What a DAG's `defaults` may set, and every task may set for itself. */
export const COMMON_OPTIONS = [
  "retry",
  "timeout",
  "pool",
  "poolSlots",
  "priorityWeight",
  "weightRule",
  "executor",
  "cpuHeavy",
  "owner",
  ...PAST_OPTIONS,
  ...LIMIT_OPTIONS,
] as const;

export type Common = Pick<
  TaskNode,
  | "retry"
  | "executionTimeout"
  | "pool"
  | "poolSlots"
  | "priorityWeight"
  | "weightRule"
  | "executor"
  | "cpuHeavy"
  | "owner"
  | (typeof PAST_OPTIONS)[number]
> &
  Limits;

/** Airflow's defaults: no retries, five minutes between tries. */
const COMMON: Common = {
  retry: { limit: 0, delay: 300_000, multiplier: 0, maxDelay: null },
  executionTimeout: null,
  pool: null,
  poolSlots: 1,
  priorityWeight: 1,
  weightRule: "downstream",
  executor: "auto",
  cpuHeavy: false,
  owner: null,
};

/** The DAG's defaults, checked once and not once a task. */
export function compileDefaults({ report, raw }: Options): Common {
  const { defaults } = raw;
  if (defaults === undefined) return COMMON;
  const options: Options = { report, raw: isRaw(defaults) ? defaults : {} };
  if (!isRaw(defaults)) {
    add(report, "option_invalid", { option: "defaults", value: show(defaults), expected: "an object of task options" });
  }
  refuseUnknown(options, COMMON_OPTIONS);
  return compileCommon(options, COMMON);
}

export function compileCommon(options: Options, missing: Common): Common {
  return {
    retry: compileRetry(options, missing.retry),
    executionTimeout: readDuration(options, "timeout", missing.executionTimeout),
    pool: readText(options, "pool", missing.pool),
    poolSlots: readCount(options, "poolSlots", missing.poolSlots, 1),
    priorityWeight: readCount(options, "priorityWeight", missing.priorityWeight, Number.NEGATIVE_INFINITY),
    weightRule: readChoice(options, "weightRule", missing.weightRule, ["downstream", "upstream", "absolute"]),
    executor: readChoice(options, "executor", missing.executor, ["auto", "inline", "detached", "direct"]),
    cpuHeavy: readFlag(options, "cpuHeavy", missing.cpuHeavy),
    owner: readText(options, "owner", missing.owner),
    ...compilePast(options, missing),
    ...compileLimits(options, missing),
  };
}

function compilePast(options: Options, missing: Common): Pick<Common, (typeof PAST_OPTIONS)[number]> {
  const set = PAST_OPTIONS.filter((name) => readFlag(options, name, missing[name] ?? false));
  return Object.fromEntries(set.map((name) => [name, true]));
}

/** A task's `retry` replaces the default one as a whole. */
function compileRetry({ report, raw }: Options, missing: Retry): Retry {
  const { retry } = raw;
  if (retry === undefined) return missing;
  if (!isRaw(retry)) {
    add(report, "option_invalid", { option: "retry", value: show(retry), expected: "an object with a limit" });
    return missing;
  }
  const options: Options = { report, raw: retry };
  refuseUnknown(options, ["limit", "delay", "backoff", "maxDelay"]);
  return {
    limit: readCount(options, "limit", 0, 0),
    delay: readDuration(options, "delay", COMMON.retry.delay, 0),
    multiplier: compileBackoff(options),
    maxDelay: readDuration(options, "maxDelay", null),
  };
}

function compileBackoff({ report, raw }: Options): number {
  const { backoff } = raw;
  if (backoff === undefined || backoff === "constant") return 0;
  if (backoff === "exponential") return 2;
  if (typeof backoff === "number" && Number.isFinite(backoff) && backoff >= 1) return backoff;
  const expected = '"constant", "exponential" or a number of at least 1';
  add(report, "option_invalid", { option: "backoff", value: show(backoff), expected });
  return 0;
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
