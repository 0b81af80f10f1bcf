import type { Graph } from "./graph.ts";
import type { Reason } from "./reason.ts";
import { planCatchup } from "./timetable-catchup.ts";
import type { CatchupPlan } from "./timetable-catchup.ts";
import { formatLocal, noteClock } from "./timetable-clock.ts";
import { delaySlot, nextSlot, restrict } from "./timetable-slots.ts";
import type { ScheduledDag } from "./timetable-slots.ts";
import { describeTimetable, nextDagRunInfo, timeOf, timezoneOf } from "./timetable.ts";
import type { DagRunInfo, DataInterval } from "./timetable.ts";

export interface PreviewedRun extends DagRunInfo {
  /** When it may start: `runAfter`, and its own share of the jitter. */
  readonly startsAt: number;
  /** `runAfter` as people of the timetable's zone read it, with the offset. */
  readonly local: string;
  /** What a change of the clock does to it. */
  readonly note: Reason | null;
}

export interface SchedulePreview {
  readonly timezone: string;
  readonly runs: readonly PreviewedRun[];
  /** Each run starts less than so many milliseconds after it is due; 0 without jitter. */
  readonly jitter: number;
  /** What becomes of the slots that are due already. */
  readonly catchup: CatchupPlan;
  /** Why no run follows these; null when more do. */
  readonly end: Reason | null;
}

/** What a preview reads of a graph. */
export type PreviewedDag = ScheduledDag & Pick<Graph, "maxActiveRuns">;

/**
 * The next runs of a schedule as they stand at `from`, after the slot `last`, by the very rules that make them. Pure, so that
 * the engine, the API, a terminal and a browser say the same.
 */
export function previewSchedule(
  dag: PreviewedDag,
  last: DataInterval | null,
  from: number,
  count: number,
  awakeSince: number | null = null,
): SchedulePreview {
  const state = { last, awakeSince };
  const slots: DagRunInfo[] = [];
  let slot = nextSlot(dag, state, from);
  while (slot !== null && slots.length < count) {
    slots.push(slot);
    slot = findFollowing(dag, slot, from, awakeSince);
  }
  const timezone = timezoneOf(dag.timetable);
  return {
    timezone,
    runs: slots.map((info, index) => ({
      ...info,
      startsAt: info.runAfter + delaySlot(dag, info),
      local: formatLocal(timezone, info.runAfter),
      note: noteClock(dag.timetable, info.runAfter, slots[index - 1]?.runAfter ?? null),
    })),
    jitter: dag.jitter ?? 0,
    catchup: planCatchup(dag, state, from),
    end: slot === null ? explainEnd(dag, slots.at(-1) ?? null, from) : null,
  };
}

function findFollowing(dag: PreviewedDag, slot: DagRunInfo, from: number, awakeSince: number | null) {
  // When a continuous schedule's next run is due depends on when this one ends.
  if (timeOf(dag.timetable).kind === "continuous") return null;
  return nextDagRunInfo(dag.timetable, slot.interval, restrict(dag, awakeSince), from);
}

function explainEnd(dag: PreviewedDag, last: DagRunInfo | null, from: number): Reason {
  const { endDate } = dag;
  if (dag.timetable.kind === "assets") {
    return { code: "schedule_assets", params: { assets: describeTimetable(dag.timetable) } };
  }
  const timetable = timeOf(dag.timetable);
  if (timetable.kind === "none") return { code: "schedule_none", params: {} };
  if (timetable.kind === "once") return { code: "schedule_once", params: {} };
  if (timetable.kind === "continuous") return { code: "schedule_continuous", params: {} };
  const open = { ...dag, endDate: null };
  const beyond =
    last === null ? nextSlot(open, { last, awakeSince: null }, from) : findFollowing(open, last, from, null);
  if (endDate !== null && beyond !== null) return { code: "schedule_end_date", params: { endDate: iso(endDate) } };
  if (timetable.kind !== "events") return { code: "schedule_ends", params: {} };
  const listed = { last: iso(timetable.dates.at(-1) ?? from) };
  return timetable.computedUntil === undefined
    ? { code: "schedule_list_ends", params: listed }
    : { code: "schedule_computed_ends", params: { ...listed, until: iso(timetable.computedUntil) } };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
