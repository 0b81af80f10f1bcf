/** A length of time. Months and years are calendar ones and clamp to the month's end; the rest is real time. */
export interface Delta {
  readonly years?: number;
  readonly months?: number;
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

export interface CronTriggerTimetable {
  readonly kind: "cron_trigger";
  /** One is Airflow's CronTriggerTimetable, several its MultipleCronTriggerTimetable. */
  readonly crons: readonly string[];
  readonly timezone: string;
  /** Length of the data interval, which ends at the tick. Default zero. */
  readonly interval?: Delta;
  /** Without a start date: whether the first run is the tick just past (see `findFirstRun`). */
  readonly runImmediately?: boolean | Delta;
}

/** When runs of a DAG are due; plain data, part of the compiled graph. */
export type Timetable =
  | { readonly kind: "none" }
  | { readonly kind: "once" }
  | { readonly kind: "continuous" }
  | CronTriggerTimetable
  | { readonly kind: "cron_interval"; readonly cron: string; readonly timezone: string }
  | { readonly kind: "delta_interval"; readonly delta: Delta }
  | { readonly kind: "delta_trigger"; readonly delta: Delta; readonly interval?: Delta };

/** Start and end, epoch milliseconds. */
export interface DataInterval {
  readonly start: number;
  readonly end: number;
}

/** A run to come; times in epoch milliseconds. */
export interface DagRunInfo {
  readonly runAfter: number;
  readonly logicalDate: number;
  readonly interval: DataInterval;
}

/** A DAG's start date, end date (inclusive) and catchup. */
export interface Restriction {
  readonly earliest: number | null;
  readonly latest: number | null;
  readonly catchup: boolean;
}

/** What the two families of recurring timetables ask of a rule. Null: there is no such slot. */
export interface Recurrence {
  readonly findNext: (instant: number) => number | null;
  readonly findPrevious: (instant: number) => number | null;
  readonly alignToNext: (instant: number) => number | null;
  readonly alignToPrevious: (instant: number) => number | null;
}

export function createRunInfo(start: number, end: number): DagRunInfo {
  return { runAfter: end, logicalDate: start, interval: { start, end } };
}
