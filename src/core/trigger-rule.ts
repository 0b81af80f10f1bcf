import type { Reason } from "./reason.ts";
import type { TerminalState } from "./state.ts";

/** Airflow 3.3's trigger rules. `all_done_setup_success` is the fixed rule of teardowns. */
export const TRIGGER_RULES = [
  "all_success",
  "all_failed",
  "all_done",
  "all_done_min_one_success",
  "all_done_setup_success",
  "one_success",
  "one_failed",
  "one_done",
  "none_failed",
  "none_failed_min_one_success",
  "none_skipped",
  "all_skipped",
  "always",
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

/** How many relevant upstream instances are in each terminal state, of how many; setups are the direct upstream ones. */
export interface Counts {
  upstream: number;
  success: number;
  skipped: number;
  failed: number;
  upstream_failed: number;
  removed: number;
}
export interface SetupCounts {
  upstream: number;
  success: number;
  skipped: number;
}

/** `run` may start, `wait` changes nothing, a state is forced upon the instance. The reason says which and why. */
export type Verdict =
  | { readonly type: "run" }
  | { readonly type: "wait"; readonly reason: Reason }
  | { readonly type: "force"; readonly state: ForcedState; readonly reason: Reason };

export type ForcedState = Exclude<TerminalState, "success">;

export function emptyCounts(): Counts {
  return { upstream: 0, success: 0, skipped: 0, failed: 0, upstream_failed: 0, removed: 0 };
}

export function countDone(c: Counts): number {
  return c.success + c.skipped + c.failed + c.upstream_failed + c.removed;
}

type Forced = ForcedState | null;
interface Rule {
  force(c: Counts, s: SetupCounts, mapIndex: number): Forced;
  ready(c: Counts, s: SetupCounts): boolean;
}

const never = (): Forced => null;
const failures = (c: Counts): number => c.failed + c.upstream_failed;
const done = (c: Counts): boolean => countDone(c) >= c.upstream;
/** The first state whose condition holds. */
const first = (...cases: readonly (readonly [boolean, ForcedState])[]): Forced =>
  cases.find(([holds]) => holds)?.[1] ?? null;
const isSurplusIndex = (c: Counts, mapIndex: number): boolean =>
  c.removed > 0 && c.success > 0 && mapIndex > -1 && mapIndex >= c.success;

/** Source: airflow/ti_deps/deps/trigger_rule_dep.py, checked against recorded decisions. */
const RULES: Readonly<Record<TriggerRule, Rule>> = {
  all_success: {
    force: (c, _, i) =>
      first([failures(c) > 0, "upstream_failed"], [c.skipped > 0, "skipped"], [isSurplusIndex(c, i), "removed"]),
    ready: (c) => c.upstream - c.success - c.removed <= 0,
  },
  all_failed: {
    force: (c) => first([c.success + c.skipped > 0, "skipped"]),
    ready: (c) => c.upstream - failures(c) - c.removed <= 0,
  },
  all_done: { force: never, ready: done },
  all_done_min_one_success: {
    force: (c) =>
      first(
        [c.skipped > 0, "skipped"],
        [countDone(c) - c.skipped >= c.upstream - c.skipped && c.success === 0, "upstream_failed"],
      ),
    ready: (c) => c.skipped === 0 && c.success + failures(c) >= c.upstream - c.removed && c.success > 0,
  },
  all_done_setup_success: {
    force: (c, s) =>
      first(
        [done(c) && s.upstream > 0 && s.skipped >= s.upstream, "skipped"],
        [done(c) && s.upstream > 0 && s.success === 0, "upstream_failed"],
      ),
    ready: (c, s) => done(c) && !(s.upstream > 0 && s.success === 0),
  },
  one_success: {
    force: (c) =>
      first([done(c) && countDone(c) === c.skipped, "skipped"], [done(c) && c.success <= 0, "upstream_failed"]),
    ready: (c) => c.success > 0,
  },
  one_failed: { force: (c) => first([done(c) && failures(c) === 0, "skipped"]), ready: (c) => failures(c) > 0 },
  one_done: {
    force: (c) => first([done(c) && c.failed + c.success === 0, "skipped"]),
    ready: (c) => c.success + c.failed > 0,
  },
  none_failed: {
    force: (c) => first([failures(c) > 0, "upstream_failed"]),
    ready: (c) => c.upstream - c.success - c.skipped - c.removed <= 0,
  },
  none_failed_min_one_success: {
    force: (c) =>
      first(
        [failures(c) > 0, "upstream_failed"],
        [c.skipped === c.upstream, "skipped"],
        [done(c) && c.success === 0, "upstream_failed"],
      ),
    ready: (c) => c.upstream - c.success - c.skipped - c.removed <= 0 && c.success > 0,
  },
  none_skipped: { force: (c) => first([c.skipped > 0, "skipped"]), ready: (c) => done(c) && c.skipped === 0 },
  all_skipped: {
    force: (c) => first([c.success + failures(c) > 0, "skipped"]),
    ready: (c) => c.upstream - c.skipped <= 0,
  },
  always: { force: never, ready: () => true },
};

function explain(rule: TriggerRule, c: Counts): Reason {
  return { code: "trigger_rule", params: { rule, ...c, done: countDone(c) } };
}

/** Decides one instance by its rule; `mapIndex` is -1 for an unmapped or unexpanded one. */
export function evaluateTriggerRule(rule: TriggerRule, c: Counts, s: SetupCounts, mapIndex: number): Verdict {
  if (c.upstream === 0 || rule === "always") return { type: "run" };
  const state = RULES[rule].force(c, s, mapIndex);
  if (state !== null) return { type: "force", state, reason: explain(rule, c) };
  return RULES[rule].ready(c, s) ? { type: "run" } : { type: "wait", reason: explain(rule, c) };
}

/** The setups an instance relies on without being their direct downstream must all have succeeded. */
export function evaluateSetups(c: Counts, mapIndex: number): Verdict {
  if (c.upstream === 0) return { type: "run" };
  const reason: Reason = { code: "setup", params: { ...c, done: countDone(c) } };
  const state = first(
    [failures(c) > 0, "upstream_failed"],
    [c.skipped > 0, "skipped"],
    [isSurplusIndex(c, mapIndex), "removed"],
  );
  if (state !== null) return { type: "force", state, reason };
  const missing = c.upstream - c.success - (mapIndex > -1 ? c.removed : 0);
  return missing <= 0 ? { type: "run" } : { type: "wait", reason };
}
