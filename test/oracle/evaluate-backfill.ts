import { planBackfill } from "../../src/core/backfill-plan.ts";
import type { PlannedSlot } from "../../src/core/backfill-plan.ts";
import { boundRange, checkBackfill } from "../../src/core/backfill.ts";
import type { BackfillSpec, Reprocess } from "../../src/core/backfill.ts";
import { listSlots } from "../../src/core/backfill-slots.ts";
import { formatRunId } from "../../src/core/ids.ts";
import type { RunState } from "../../src/core/state.ts";
import type { Timetable } from "../../src/core/timetable.ts";
import { compare, sumUp } from "./evaluation.ts";
import type { Evaluation, Verdict } from "./evaluation.ts";
import { readDag } from "./recorded-run.ts";
import type { RecordedDag } from "./recorded-run.ts";
import { readInstant, readTimetable, writeInstant } from "./timetable-cases.ts";

interface RecordedSchedule {
  readonly timetable: string;
  readonly preset?: string;
  readonly delta_s?: number;
  readonly interval_s?: number;
  readonly cron?: string;
  readonly crons?: string[];
  readonly timezone?: string;
}
type Row = readonly [ordinal: number, logicalDate: string, runId: string | null, reason: string | null];

export interface BackfillCase {
  readonly id: string;
  readonly group: "slots" | "refusal" | "reprocess" | "start";
  readonly now: string;
  readonly dag: RecordedDag & { readonly schedule: RecordedSchedule };
  readonly runs: readonly { readonly run_id: string; readonly logical_date: string | null; readonly state: RunState }[];
  readonly backfill: {
    readonly from_date: string;
    readonly to_date: string;
    readonly reverse: boolean;
    readonly reprocess: Reprocess;
    readonly max_active_runs: number;
  };
  readonly expected: {
    readonly slots?: readonly (readonly string[])[];
    readonly dry_run?: readonly string[] | { readonly error: string };
    readonly error?: string | null;
    readonly rows?: readonly Row[];
  };
}

/** Compares Airflow's slots, refusals and what becomes of runs there are with ours. What starts when is the object's matter. */
export function evaluateBackfill({ cases }: { readonly cases: readonly BackfillCase[] }): Required<Evaluation> {
  const verdicts = cases.flatMap((one) => {
    if (one.group === "slots") return [compareSlots(one)];
    return (one.expected.error ?? null) === null && one.expected.dry_run === undefined
      ? []
      : [compareRefusal(one), compareRows(one)];
  });
  return sumUp(verdicts);
}

function readSpec({ backfill }: BackfillCase): BackfillSpec {
  const { from_date, to_date, reverse, reprocess, max_active_runs: maxActiveRuns } = backfill;
  const range = { from: Date.parse(from_date), to: Date.parse(to_date) };
  return { ...range, reverse, reprocess, maxActiveRuns, conf: null, onLatestVersion: true };
}

function readSchedule(recorded: BackfillCase): Timetable {
  const { timetable: name, preset, delta_s, interval_s, ...rest } = recorded.dag.schedule;
  const delta = delta_s === undefined ? {} : { delta: { seconds: delta_s } };
  const interval = interval_s === undefined ? {} : { interval: { seconds: interval_s } };
  const cron = preset === undefined ? {} : { cron: preset };
  const timetable = name === "Preset" ? "CronTrigger" : name;
  const found = readTimetable({
    id: recorded.id,
    catchup: true,
    n: 0,
    ...rest,
    ...cron,
    ...delta,
    ...interval,
    timetable,
  });
  if (found === null) throw new Error(`${recorded.id}: unknown timetable ${name}`);
  return found;
}

function compareSlots(recorded: BackfillCase): Verdict {
  const spec = readSpec(recorded);
  const slots = [...listSlots(readSchedule(recorded), boundRange(spec, readInstant(recorded.now)))];
  const ours = (spec.reverse ? slots.toReversed() : slots).map(({ logicalDate, interval, runAfter }) =>
    [logicalDate, interval.start, interval.end, runAfter].map(writeInstant),
  );
  return compare(recorded.id, recorded.expected.slots, ours);
}

const EXCEPTIONS: Readonly<Record<string, string>> = {
  backfill_reprocess_past: "InvalidReprocessBehavior",
  backfill_reverse_past: "InvalidBackfillDirection",
  backfill_range_inverted: "InvalidBackfillDateRange",
  backfill_in_future: "InvalidBackfillDate",
  backfill_empty: "NoBackfillRunsToCreate",
  backfill_not_periodic: "DagNonPeriodicScheduleException",
};

function compareRefusal(recorded: BackfillCase): Verdict {
  const graph = readDag(recorded.dag, { timetable: readSchedule(recorded) });
  const refusal = checkBackfill(graph, readSpec(recorded), readInstant(recorded.now));
  return compare(
    `${recorded.id} refusal`,
    recorded.expected.error ?? null,
    refusal === null ? null : EXCEPTIONS[refusal.code],
  );
}

const REASONS = { already_exists: "already exists", not_failed: "already exists", in_flight: "in flight" } as const;

function compareRows(recorded: BackfillCase): Verdict {
  const { rows = [] } = recorded.expected;
  const existing = recorded.runs.flatMap(({ logical_date, state }) =>
    logical_date === null ? [] : [{ logicalDate: readInstant(logical_date), state }],
  );
  const spec = readSpec(recorded);
  const page = { offset: 0, limit: 1_000, onlyRun: false };
  const request = { spec, now: readInstant(recorded.now), existing: existing.toSorted(byDate), page };
  const slots = (recorded.expected.error ?? null) === null ? planBackfill(readSchedule(recorded), request).slots : [];
  return compare(
    `${recorded.id} rows`,
    rows,
    slots.map((slot, index) => describeRow(recorded, slot, index)),
  );
}

function describeRow(recorded: BackfillCase, { logicalDate, runAfter, action }: PlannedSlot, index: number): Row {
  const date = writeInstant(logicalDate);
  if (action.type === "leave") return [index + 1, date, null, REASONS[action.reason]];
  const known = recorded.runs.find(({ logical_date }) => logical_date === date);
  return [index + 1, date, known?.run_id ?? formatRunId("backfill", runAfter), null];
}

function byDate(one: { readonly logicalDate: number }, other: { readonly logicalDate: number }): number {
  return one.logicalDate - other.logicalDate;
}
