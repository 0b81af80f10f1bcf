import type { TaskNode } from "../core/graph.ts";
import { add, show } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import { readCount, readDuration, readText, refuseUnknown } from "./read-option.ts";
import type { Options } from "./read-option.ts";

export const LIMIT_OPTIONS = ["maxActiveTisPerDag", "maxActiveTisPerDagrun", "rate"] as const;
export type Limits = Pick<TaskNode, (typeof LIMIT_OPTIONS)[number]>;
type Rate = NonNullable<TaskNode["rate"]>;

const KEY = /^[A-Za-z0-9_.-]{1,200}$/;

/** Limits of a task that its graph names only where they are given. */
export function compileLimits(options: Options, missing: Limits): Limits {
  const perDag = readCount(options, "maxActiveTisPerDag", missing.maxActiveTisPerDag ?? null, 1);
  const perRun = readCount(options, "maxActiveTisPerDagrun", missing.maxActiveTisPerDagrun ?? null, 1);
  const rate = compileRate(options, missing.rate);
  return {
    ...(perDag === null ? {} : { maxActiveTisPerDag: perDag }),
    ...(perRun === null ? {} : { maxActiveTisPerDagrun: perRun }),
    ...(rate === undefined ? {} : { rate }),
  };
}

function compileRate({ report, raw }: Options, missing: Limits["rate"]): Limits["rate"] {
  const { rate } = raw;
  if (rate === undefined || rate === null) return missing;
  const expected = '{ key, limit, per } as { key: "github", limit: 30, per: "1m" }';
  if (typeof rate !== "object" || Array.isArray(rate)) {
    add(report, "option_invalid", { option: "rate", value: show(rate), expected });
    return missing;
  }
  const options: Options = { report, raw: { ...rate } };
  refuseUnknown(options, ["key", "limit", "per"]);
  const key = readText(options, "key", "");
  if (!KEY.test(key)) {
    add(report, "option_invalid", { option: "rate.key", value: show(key), expected: "letters, digits, _, - and dots" });
  }
  const [limit, period] = [readCount(options, "limit", null, 1), readDuration(options, "per", null)];
  if (limit === null || period === null) add(report, "option_invalid", { option: "rate", value: show(rate), expected });
  return { key, limit: limit ?? 1, period: period ?? 1 };
}

/** One key means one rate: two tasks of a DAG that share it must agree. */
export function checkRates(drafts: readonly { readonly report: Report; readonly node: Limits }[]): void {
  const known = new Map<string, Rate>();
  for (const { report, node } of drafts) {
    if (node.rate === undefined) continue;
    const { key, limit, period } = known.get(node.rate.key) ?? node.rate;
    known.set(key, { key, limit, period });
    if (limit !== node.rate.limit || period !== node.rate.period) add(report, "rate_differs", { key, limit, period });
  }
}
