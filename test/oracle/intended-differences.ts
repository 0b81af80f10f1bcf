import type { RecordedCase, RunSummary } from "./timetable-cases.ts";

/**
 * Where Tradewind decides otherwise than Airflow, on purpose. All are the half-hour clock changes of Lord Howe, where hourly crons
 * of Airflow stall or run off their grid. `ours` is the whole answer (`start/end` of each run); any other one is a failure.
 */
export interface IntendedDifference {
  readonly id: string;
  readonly reason: string;
  readonly ours: readonly string[];
}

const STALLS = "Airflow raises 'did not advance' at a 30-minute clock change and the DAG stalls; ours goes on";
const OFF_GRID = "Airflow runs once more, off the grid, in the repeated half hour; ours runs on the hour only";

export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  {
    id: "tt0133",
    reason: STALLS,
    ours: [
      "2025-10-04T11:30:00Z/2025-10-04T12:30:00Z",
      "2025-10-04T12:30:00Z/2025-10-04T13:30:00Z",
      "2025-10-04T13:30:00Z/2025-10-04T14:30:00Z",
      "2025-10-04T14:30:00Z/2025-10-04T15:30:00Z",
      "2025-10-04T15:30:00Z/2025-10-04T16:00:00Z",
      "2025-10-04T16:00:00Z/2025-10-04T17:00:00Z",
      "2025-10-04T17:00:00Z/2025-10-04T18:00:00Z",
      "2025-10-04T18:00:00Z/2025-10-04T19:00:00Z",
    ],
  },
  {
    id: "tt0153",
    reason: STALLS,
    ours: [
      "2025-04-05T11:00:00Z/2025-04-05T12:00:00Z",
      "2025-04-05T12:00:00Z/2025-04-05T13:00:00Z",
      "2025-04-05T13:00:00Z/2025-04-05T14:00:00Z",
      "2025-04-05T14:00:00Z/2025-04-05T15:30:00Z",
      "2025-04-05T15:30:00Z/2025-04-05T16:30:00Z",
      "2025-04-05T16:30:00Z/2025-04-05T17:30:00Z",
      "2025-04-05T17:30:00Z/2025-04-05T18:30:00Z",
      "2025-04-05T18:30:00Z/2025-04-05T19:30:00Z",
    ],
  },
  {
    id: "tt0154",
    reason: OFF_GRID,
    ours: [
      "2025-04-05T11:00:00Z/2025-04-05T11:00:00Z",
      "2025-04-05T12:00:00Z/2025-04-05T12:00:00Z",
      "2025-04-05T13:00:00Z/2025-04-05T13:00:00Z",
      "2025-04-05T14:00:00Z/2025-04-05T14:00:00Z",
      "2025-04-05T15:30:00Z/2025-04-05T15:30:00Z",
      "2025-04-05T16:30:00Z/2025-04-05T16:30:00Z",
      "2025-04-05T17:30:00Z/2025-04-05T17:30:00Z",
      "2025-04-05T18:30:00Z/2025-04-05T18:30:00Z",
    ],
  },
];

/** The reason why our answer to a recorded case may differ from the recorded one, or null when it may not. */
export function findIntendedDifference(recorded: RecordedCase, ours: readonly (RunSummary | null)[]): string | null {
  const written = ours.map((run) => (run === null ? "null" : `${run.start}/${run.end}`));
  const named = INTENDED_DIFFERENCES.find(({ id }) => id === recorded.id);
  if (named !== undefined) return sameList(named.ours, written) ? named.reason : null;
  if (recorded.timezone !== "Australia/Lord_Howe") return null;
  if (recorded.timetable === "CronDataInterval") return findStall(recorded, ours);
  return recorded.timetable === "CronTrigger" ? findSurplusRun(recorded, written) : null;
}

/** The same stall under another id: ours must be as many gapless intervals as were asked for. */
function findStall(recorded: RecordedCase, ours: readonly (RunSummary | null)[]): string | null {
  if (!/did not advance|shouldn't be earlier/.test(recorded.error ?? "")) return null;
  const gapless = ours.every((run, index) => run !== null && (index === 0 || ours[index - 1]?.end === run.start));
  return gapless && ours.length === recorded.n ? STALLS : null;
}

/** The same surplus run under another id: ours must be Airflow's answer without its one run in the repeated half hour of April. */
function findSurplusRun(recorded: RecordedCase, ours: readonly string[]): string | null {
  const theirs = (recorded.expected ?? []).map((run) => (run === null ? "null" : `${run.start}/${run.end}`));
  const without = theirs.filter((run) => !isInRepeatedHalfHour(run));
  if (without.length !== theirs.length - 1) return null;
  return sameList(without, ours.slice(0, without.length)) ? OFF_GRID : null;
}

/** The clock goes back at 15:00Z on the first Sunday of April, Lord Howe's date; the half hour before 15:30Z is the repeated one. */
function isInRepeatedHalfHour(run: string): boolean {
  return /^\d{4}-(?:03-31|04-0[1-6])T15:[0-2]\d:/.test(run);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
