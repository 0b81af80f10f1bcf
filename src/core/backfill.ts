import { listSlots } from "./backfill-slots.ts";
import type { SlotRange } from "./backfill-slots.ts";
import type { Graph } from "./graph.ts";
import type { Json } from "./json.ts";
import type { Reason } from "./reason.ts";
import type { RunState } from "./state.ts";
import { timeOf } from "./timetable.ts";
import type { Timetable } from "./timetable.ts";

/*
 * A backfill runs the slots of a range of the past. Its rules are Airflow's (models/backfill.py): periodic timetables
 * only, intervals that are over only, runs that exist are left or run again as `reprocess` says, and a run that is in
 * flight is never touched.
 */

export const REPROCESS = ["none", "failed", "completed"] as const;
/** What becomes of a slot that has a run: nothing, run again if it failed, run again if it is over. */
export type Reprocess = (typeof REPROCESS)[number];

export const DEFAULT_ACTIVE_RUNS = 10;

/** What is asked for. Instants are epoch milliseconds, both ends included. */
export interface BackfillSpec {
  readonly from: number;
  readonly to: number;
  readonly reprocess: Reprocess;
  /** The newest slot first. */
  readonly reverse: boolean;
  /** Runs of it that may be active at once, whatever the DAG's own limit. */
  readonly maxActiveRuns: number;
  /** Laid over the params' defaults; null leaves runs that exist with the configuration they have. */
  readonly conf: Readonly<Record<string, Json>> | null;
  /** Runs that exist are run again on what is deployed now, instead of the version they keep. */
  readonly onLatestVersion: boolean;
}

export type BackfillState = "running" | "paused" | "cancelling" | "cancelled" | "completed";

/** Whether a timetable has slots of its own: Airflow's `periodic`. */
export function isPeriodic(timetable: Timetable): boolean {
  const { kind } = timeOf(timetable);
  return kind !== "none" && kind !== "once" && kind !== "continuous";
}

type Backfilled = Pick<Graph, "dagId" | "timetable" | "tasks">;

/**
 * Why a DAG cannot be backfilled so, or null. `now` also bounds the slots: only intervals that ended before it count.
 * Codes: `backfill_not_periodic`, `backfill_range_inverted`, `backfill_in_future`, `backfill_max_active_runs`,
 * `backfill_reverse_past`, `backfill_reprocess_past`, `backfill_empty`.
 */
export function checkBackfill(graph: Backfilled, spec: BackfillSpec, now: number): Reason | null {
  const { from, to, maxActiveRuns } = spec;
  const dag = graph.dagId;
  if (!isPeriodic(graph.timetable)) return { code: "backfill_not_periodic", params: { dag } };
  if (from > to) return { code: "backfill_range_inverted", params: { from: iso(from), to: iso(to) } };
  if (from >= now) return { code: "backfill_in_future", params: { from: iso(from) } };
  if (maxActiveRuns < 1) return { code: "backfill_max_active_runs", params: { maxActiveRuns } };
  const bound = checkPast(graph, spec);
  if (bound !== null) return bound;
  const [first] = listSlots(graph.timetable, boundRange(spec, now));
  return first === undefined ? { code: "backfill_empty", params: { dag, from: iso(from), to: iso(to) } } : null;
}

/** Tasks that depend on their past must meet it: in order, and with no gap of a run that failed and is left so. */
function checkPast({ tasks }: Backfilled, { reverse, reprocess }: BackfillSpec): Reason | null {
  const task = tasks.find(
    ({ dependsOnPast, waitForDownstream }) => dependsOnPast === true || waitForDownstream === true,
  );
  if (task === undefined) return null;
  if (reverse) return { code: "backfill_reverse_past", params: { task: task.id } };
  return reprocess === "none" ? { code: "backfill_reprocess_past", params: { task: task.id } } : null;
}

/** The range with its end of time: the slots of a backfill are those there were when it was made. */
export function boundRange({ from, to }: Pick<BackfillSpec, "from" | "to">, now: number): SlotRange {
  return { from, to, endsBefore: now };
}

export type LeaveReason = "already_exists" | "in_flight" | "not_failed";

/** Why a slot was left in the deed: also when its run's id was taken for good, or the backfill was cancelled meanwhile. */
export type SlotLeft = LeaveReason | "run_id_taken" | "cancelled";

/** What a backfill does about one slot. */
export type SlotAction =
  | { readonly type: "make" }
  | { readonly type: "rerun" }
  | { readonly type: "leave"; readonly reason: LeaveReason };

const MAKE: SlotAction = { type: "make" };
const RERUN: SlotAction = { type: "rerun" };

/** `state` is that of the slot's run, null when it has none. One function for the rehearsal and for the deed. */
export function decideSlot(state: RunState | null, reprocess: Reprocess): SlotAction {
  if (state === null) return MAKE;
  if (state !== "success" && state !== "failed") return { type: "leave", reason: "in_flight" };
  if (reprocess === "none") return { type: "leave", reason: "already_exists" };
  return reprocess === "failed" && state !== "failed" ? { type: "leave", reason: "not_failed" } : RERUN;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
