import { boundRange, decideSlot } from "./backfill.ts";
import type { BackfillSpec, SlotAction } from "./backfill.ts";
import { listSlots } from "./backfill-slots.ts";
import type { RunState } from "./state.ts";
import type { DagRunInfo, Timetable } from "./timetable.ts";

/** Slots looked at in one rehearsal at most: two years of minutes, ten years of hours twelve times over. */
export const MAX_PLANNED = 1_100_000;

export interface ExistingRun {
  readonly logicalDate: number;
  readonly state: RunState;
}

export interface PlannedSlot extends DagRunInfo {
  readonly action: SlotAction;
  /** Of the run that exists. */
  readonly state: RunState | null;
}

export interface PlanRequest {
  readonly spec: Pick<BackfillSpec, "from" | "to" | "reprocess" | "reverse">;
  readonly now: number;
  /** Runs in the range, by logical date. */
  readonly existing: readonly ExistingRun[];
  /** Which slots to show, in the order they would be run. With `onlyRun` those that are left are not counted here. */
  readonly page: { readonly offset: number; readonly limit: number; readonly onlyRun: boolean };
}

/** What a backfill would do. */
export interface BackfillPlan {
  /** Slots of the range. */
  readonly count: number;
  /** False when there are more than anybody counts. */
  readonly isExact: boolean;
  /** Slots without a run. */
  readonly holes: number;
  /** Slots that have a run, by its state. */
  readonly existing: Readonly<Record<RunState, number>>;
  readonly make: number;
  readonly rerun: number;
  readonly leave: number;
  /** The earliest and the latest slot. */
  readonly first: DagRunInfo | null;
  readonly last: DagRunInfo | null;
  readonly slots: readonly PlannedSlot[];
}

/** Rehearses a backfill by walking its slots beside the runs there are; keeps no slot but those of the page. */
export function planBackfill(timetable: Timetable, request: PlanRequest): BackfillPlan {
  const plan = walk(timetable, request, request.spec.reverse ? null : request.page);
  if (!request.spec.reverse) return plan;
  // Backwards the page is counted from an end that is known only now.
  const { offset, limit, onlyRun } = request.page;
  const end = (onlyRun ? plan.make + plan.rerun : plan.count) - offset;
  const window = { offset: Math.max(end - limit, 0), limit: Math.max(Math.min(limit, end), 0), onlyRun };
  return { ...plan, slots: walk(timetable, request, window).slots.toReversed() };
}

function walk(timetable: Timetable, request: PlanRequest, page: PlanRequest["page"] | null): BackfillPlan {
  const tally = beginTally();
  let shown = 0;
  let at = 0;
  const { spec, existing } = request;
  for (const slot of listSlots(timetable, boundRange(spec, request.now))) {
    if (tally.count === MAX_PLANNED) return { ...tally, isExact: false };
    while (isBefore(existing[at], slot.logicalDate)) at += 1;
    const run = existing[at];
    const state = run?.logicalDate === slot.logicalDate ? run.state : null;
    const action = decideSlot(state, spec.reprocess);
    note(tally, slot, { action, state });
    if (page === null || (page.onlyRun && action.type === "leave")) continue;
    if (shown >= page.offset && shown < page.offset + page.limit) tally.slots.push({ ...slot, action, state });
    shown += 1;
  }
  return tally;
}

function isBefore(run: ExistingRun | undefined, logicalDate: number): boolean {
  return run !== undefined && run.logicalDate < logicalDate;
}

type Tally = {
  -readonly [Field in keyof BackfillPlan]: BackfillPlan[Field];
} & { readonly existing: Record<RunState, number>; readonly slots: PlannedSlot[] };

function beginTally(): Tally {
  return {
    count: 0,
    isExact: true,
    holes: 0,
    existing: { queued: 0, running: 0, success: 0, failed: 0 },
    make: 0,
    rerun: 0,
    leave: 0,
    first: null,
    last: null,
    slots: [],
  };
}

function note(tally: Tally, slot: DagRunInfo, { action, state }: Pick<PlannedSlot, "action" | "state">): void {
  tally.count += 1;
  if (state === null) tally.holes += 1;
  else tally.existing[state] += 1;
  tally[action.type] += 1;
  tally.first ??= slot;
  tally.last = slot;
}
