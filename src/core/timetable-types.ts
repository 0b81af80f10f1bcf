import type { AssetCondition } from "./asset.ts";

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

export interface CronIntervalTimetable {
  readonly kind: "cron_interval";
  readonly cron: string;
  readonly timezone: string;
}

/** A cron schedule on working days only; what falls on another day is left out, or moved at the same wall time. */
export interface CalendarTimetable {
  readonly kind: "calendar";
  readonly base: CronTriggerTimetable | CronIntervalTimetable;
  /** Days without runs as "2026-12-25", in the base's zone; sorted, each once. */
  readonly exclude: readonly string[];
  /** Weekdays with runs, 0 is Sunday; null is all. */
  readonly weekdays: readonly number[] | null;
  readonly shift: "skip" | "next" | "previous";
}

export interface EventsTimetable {
  readonly kind: "events";
  /** Epoch milliseconds, sorted, each once. */
  readonly dates: readonly number[];
  /** The zone in which people read them. */
  readonly timezone: string;
  readonly description?: string;
  /** How far the list was computed; absent when its author wrote it. */
  readonly computedUntil?: number;
}

/** A run whenever these assets have been updated: no slots, so that nothing is ever missed or caught up. */
export interface AssetsTimetable {
  readonly kind: "assets";
  readonly condition: AssetCondition;
}

/** Slots by time, and runs by assets besides: Airflow's AssetOrTimeSchedule. */
export interface AssetOrTimeTimetable {
  readonly kind: "asset_or_time";
  readonly condition: AssetCondition;
  readonly base: TimeTimetable;
}

/** When runs of a DAG are due; plain data, part of the compiled graph. */
export type Timetable = TimeTimetable | AssetsTimetable | AssetOrTimeTimetable;

export type TimeTimetable =
  | { readonly kind: "none" }
  | { readonly kind: "once" }
  | { readonly kind: "continuous" }
  | CronTriggerTimetable
  | CronIntervalTimetable
  | CalendarTimetable
  | EventsTimetable
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
