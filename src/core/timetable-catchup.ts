import type { Graph } from "./graph.ts";
import type { Reason } from "./reason.ts";
import { nextSlot, restrict } from "./timetable-slots.ts";
import type { ScheduledDag, ScheduleState } from "./timetable-slots.ts";
import { nextDagRunInfo, timeOf } from "./timetable.ts";
import type { DagRunInfo } from "./timetable.ts";

/** Missed slots that are counted at most: ten years of an hourly schedule, and some more. */
export const MOST_COUNTED = 100_000;

/** Slots that follow each other; logical dates in epoch milliseconds. */
export interface SlotRange {
  readonly count: number;
  /** Whether there are more than were counted. */
  readonly isMore: boolean;
  readonly first: number | null;
  readonly last: number | null;
}

export interface CatchupPlan {
  /** Runs that will be made for slots that are due already. */
  readonly makes: SlotRange;
  /** Missed slots that will have no run. */
  readonly leavesOut: SlotRange;
  /** The same, to be said in words. */
  readonly reason: Reason;
}

const NOTHING: SlotRange = { count: 0, isMore: false, first: null, last: null };

/** What a DAG will do about the slots that are due by now, before it does it. */
export function planCatchup(
  dag: ScheduledDag & Pick<Graph, "maxActiveRuns">,
  state: ScheduleState,
  now: number,
): CatchupPlan {
  const next = nextSlot(dag, state, now);
  const due = next !== null && next.runAfter <= now ? next : null;
  const { kind } = timeOf(dag.timetable);
  const isSingle = kind === "none" || kind === "once" || kind === "continuous";
  const makes = dag.catchup && !isSingle ? countSlots(dag, state, now, null) : countOne(due);
  const leavesOut = dag.catchup || isSingle ? NOTHING : countSlots(dag, state, now, due);
  return { makes, leavesOut, reason: explain(dag, { makes, leavesOut }, next) };
}

function countOne(slot: DagRunInfo | null): SlotRange {
  if (slot === null) return NOTHING;
  return { count: 1, isMore: false, first: slot.logicalDate, last: slot.logicalDate };
}

/** The slots due by now, up to the one that is made. */
function countSlots(dag: ScheduledDag, state: ScheduleState, now: number, before: DagRunInfo | null): SlotRange {
  const restriction = { ...restrict(dag, state.awakeSince), catchup: true };
  let [count, first, last] = [0, Infinity, -Infinity];
  let at = state.last;
  while (count <= MOST_COUNTED) {
    const slot = nextDagRunInfo(dag.timetable, at, restriction, now);
    if (slot === null || slot.runAfter > now || slot.logicalDate >= (before?.logicalDate ?? Infinity)) break;
    if (count === MOST_COUNTED) return { count, isMore: true, first, last };
    count += 1;
    first = Math.min(first, slot.logicalDate);
    last = slot.logicalDate;
    at = slot.interval;
  }
  return count === 0 ? NOTHING : { count, isMore: false, first, last };
}

function explain(
  dag: Pick<Graph, "maxActiveRuns" | "catchup">,
  { makes, leavesOut }: Pick<CatchupPlan, "makes" | "leavesOut">,
  next: DagRunInfo | null,
): Reason {
  const limit = { limit: dag.maxActiveRuns };
  if (dag.catchup && makes.count > 0) return { code: "catchup_all", params: { ...describe(makes), ...limit } };
  if (makes.count > 0 && leavesOut.count > 0) {
    return { code: "catchup_latest", params: { ...describe(leavesOut), latest: iso(makes.last) } };
  }
  if (makes.count > 0) return { code: "catchup_one", params: { latest: iso(makes.last) } };
  const then = { next: next === null ? "never" : iso(next.runAfter) };
  if (leavesOut.count > 0) return { code: "catchup_none", params: { ...describe(leavesOut), ...then } };
  return { code: "catchup_nothing", params: then };
}

function describe({ count, isMore, first, last }: SlotRange): Reason["params"] {
  return { count, more: isMore ? 1 : 0, first: iso(first), last: iso(last) };
}

function iso(instant: number | null): string {
  return instant === null ? "never" : new Date(instant).toISOString();
}
