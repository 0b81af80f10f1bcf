import type { Delta, Timetable } from "../core/timetable.ts";
import { parseDuration } from "./duration.ts";
import type { Duration } from "./duration.ts";

/**
 * When runs are due: null for by hand only, a cron expression in UTC, a preset, or what one of the functions below gives. A plain
 * cron is Airflow 3's CronTriggerTimetable: logical date, tick and run are one instant, the data interval is empty.
 */
export type Schedule = null | Preset | (string & {}) | Timetable;
export type Preset = "@once" | "@continuous" | "@hourly" | "@daily" | "@weekly" | "@monthly" | "@quarterly" | "@yearly";
/** Years and months are calendar ones. */
export type Span = Duration | Delta;

export interface TriggerOptions {
  /** Length of the data interval that ends at the tick; zero unless given. */
  readonly interval?: Span;
}
export interface CronOptions extends TriggerOptions {
  /** Without a start date: whether the first run is for the tick just past, or for one at most this long ago. */
  readonly runImmediately?: boolean | Span;
}

/** One or several cron expressions in a time zone by its IANA name, UTC unless given. */
export function cron(expressions: string | readonly string[], timezone = "UTC", options: CronOptions = {}): Timetable {
  const { interval, runImmediately } = options;
  return {
    kind: "cron_trigger",
    crons: typeof expressions === "string" ? [expressions] : [...expressions],
    timezone,
    ...(interval === undefined ? {} : { interval: toDelta(interval) }),
    ...(runImmediately === undefined ? {} : { runImmediately: toWindow(runImmediately) }),
  };
}

/** Airflow's CronDataIntervalTimetable: a run covers the time from one tick to the next, and is due when that is over. */
export function cronInterval(expression: string, timezone = "UTC"): Timetable {
  return { kind: "cron_interval", cron: expression, timezone };
}

/** A run this long after the one before: `every("1h")`, `every({ months: 1 })`. */
export function every(span: Span, options: TriggerOptions = {}): Timetable {
  const { interval } = options;
  return {
    kind: "delta_trigger",
    delta: toDelta(span),
    ...(interval === undefined ? {} : { interval: toDelta(interval) }),
  };
}

/** Airflow's DeltaDataIntervalTimetable: intervals of this length, each due when it is over. */
export function everyInterval(span: Span): Timetable {
  return { kind: "delta_interval", delta: toDelta(span) };
}

/** What a `schedule` means. Whether it is valid is for `validateTimetable` to say. */
export function toTimetable(schedule: Schedule | undefined): Timetable {
  switch (schedule) {
    case undefined:
    case null:
      return { kind: "none" };
    case "@once":
      return { kind: "once" };
    case "@continuous":
      return { kind: "continuous" };
    default:
      return typeof schedule === "string" ? cron(schedule) : schedule;
  }
}

/** A text that is no duration becomes a delta that does not validate. */
function toDelta(span: Span): Delta {
  return typeof span === "string" ? { seconds: (parseDuration(span) ?? Number.NaN) / 1000 } : span;
}
function toWindow(window: boolean | Span): boolean | Delta {
  return typeof window === "boolean" ? window : toDelta(window);
}
