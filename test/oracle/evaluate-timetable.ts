import {
  inferManualDataInterval,
  nextDagRunInfo,
  validateTimetable,
  type DagRunInfo,
  type DataInterval,
  type Restriction,
  type Timetable,
} from "../../src/core/timetable.ts";
import { compare, sumUp, type Evaluation, type Verdict } from "./evaluation.ts";
import { findIntendedDifference } from "./intended-differences.ts";
import {
  readInstant,
  readTimetable,
  timetableFile,
  writeInstant,
  type RecordedCase,
  type RunSummary,
  type TimetableFile,
} from "./timetable-cases.ts";

type Validity = TimetableFile["validity"][number];
type Catchup = TimetableFile["catchup_10y"][number];

/** The clock of cases that give none; nothing in them depends on it. */
const SOME_NOW = Date.UTC(2025, 5, 10, 12);

/** Compares recorded decisions of Airflow's timetables with ours. Throws when the file has another shape. */
export function evaluateTimetable(file: unknown): Required<Evaluation> {
  const { cases, validity, catchup_10y: catchups } = timetableFile.parse(file);
  return sumUp([
    ...cases.map(evaluateCase),
    ...validity.map(evaluateValidity),
    ...catchups.map((catchup, index) => evaluateCatchup(catchup, index)),
  ]);
}

function evaluateCase(recorded: RecordedCase): Verdict {
  const timetable = readTimetable(recorded);
  if (timetable === null) return compare(recorded.id, "a known timetable", recorded.timetable);
  const ours = { runs: listRuns(timetable, recorded), manual: inferManual(timetable, recorded) };
  const theirs = { runs: recorded.error ?? recorded.expected, manual: recorded.expected_manual_data_interval ?? null };
  const verdict = compare(recorded.id, theirs, ours);
  if (verdict.kind === "same") return verdict;
  const reason = findIntendedDifference(recorded, ours.runs);
  return reason === null ? verdict : { kind: "intended", line: `${recorded.id} ${reason}` };
}

function listRuns(timetable: Timetable, recorded: RecordedCase): (RunSummary | null)[] {
  const restriction: Restriction = {
    earliest: readOptional(recorded.start_date),
    latest: readOptional(recorded.end_date),
    catchup: recorded.catchup,
  };
  const now = readOptional(recorded.now) ?? SOME_NOW;
  let last = readInterval(recorded.last);
  const runs: (RunSummary | null)[] = [];
  while (runs.length < recorded.n) {
    const info = nextDagRunInfo(timetable, last, restriction, now);
    runs.push(info === null ? null : summarize(info));
    if (info === null) break;
    last = info.interval;
  }
  return runs;
}

function inferManual(timetable: Timetable, recorded: RecordedCase): readonly [string, string] | null {
  if (recorded.manual_run_after === undefined) return null;
  const { start, end } = inferManualDataInterval(timetable, readInstant(recorded.manual_run_after));
  return [writeInstant(start), writeInstant(end)];
}

function summarize({ interval, logicalDate, runAfter }: DagRunInfo): RunSummary {
  return {
    start: writeInstant(interval.start),
    end: writeInstant(interval.end),
    logicalDate: writeInstant(logicalDate),
    runAfter: writeInstant(runAfter),
  };
}

/** Airflow accepts an expression that can never fire and fails when it looks for a run; ours is refused at once, by its own code. */
function evaluateValidity({ cron, valid, first }: Validity): Verdict {
  const timetable: Timetable = { kind: "cron_trigger", crons: [cron], timezone: "UTC" };
  const refusal = validateTimetable(timetable);
  const id = `validity ${JSON.stringify(cron)}`;
  if (!valid) return compare(id, false, refusal === null);
  if (first === undefined || first === null)
    return compare(id, true, refusal === null || refusal.code === "cron_never_fires");
  const restriction = { earliest: Date.UTC(2025, 0, 1), latest: null, catchup: true };
  const info = refusal === null ? nextDagRunInfo(timetable, null, restriction, SOME_NOW) : null;
  return compare(id, first, info === null ? refusal : writeInstant(info.runAfter));
}

function evaluateCatchup(recorded: Catchup, index: number): Verdict {
  const timetable: Timetable = { kind: "cron_interval", cron: recorded.cron, timezone: recorded.timezone };
  const restriction = {
    earliest: readInstant(recorded.start_date),
    latest: readInstant(recorded.end_date),
    catchup: true,
  };
  let count = 0;
  let last: DataInterval | null = null;
  for (;;) {
    const info = nextDagRunInfo(timetable, last, restriction, SOME_NOW);
    if (info === null) break;
    count += 1;
    last = info.interval;
  }
  const interval = last === null ? null : [writeInstant(last.start), writeInstant(last.end)];
  return compare(`catchup_10y ${index}`, [recorded.count, recorded.last_interval], [count, interval]);
}

function readOptional(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : readInstant(text);
}

function readInterval(pair: readonly [string, string] | null | undefined): DataInterval | null {
  return pair === null || pair === undefined ? null : { start: readInstant(pair[0]), end: readInstant(pair[1]) };
}
