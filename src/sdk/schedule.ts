import type {
  CalendarTimetable,
  CronIntervalTimetable,
  CronTriggerTimetable,
  TimeTimetable,
} from "../core/timetable-types.ts";
import type { Delta, Timetable } from "../core/timetable.ts";
import type { AssetExpression } from "./asset.ts";
import type { CustomSchedule } from "./schedule-custom.ts";
import { parseDuration } from "./duration.ts";
import type { Duration } from "./duration.ts";

/**
 * When runs are due: null for by hand only, a cron expression in UTC, a preset, what one of the functions below gives,
 * or a list of assets, all of which must have been updated. A plain cron is Airflow 3's CronTriggerTimetable: logical
 * date, tick and run are one instant, the data interval is empty.
 */
export type Schedule = null | Preset | (string & {}) | Timetable | CustomSchedule | readonly AssetExpression[];
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
export function cron(
  expressions: string | readonly string[],
  timezone = "UTC",
  options: CronOptions = {},
): CronTriggerTimetable {
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
export function cronInterval(expression: string, timezone = "UTC"): CronIntervalTimetable {
  return { kind: "cron_interval", cron: expression, timezone };
}

/** A run this long after the one before: `every("1h")`, `every({ months: 1 })`. */
export function every(span: Span, options: TriggerOptions = {}): TimeTimetable {
  const { interval } = options;
  return {
    kind: "delta_trigger",
    delta: toDelta(span),
    ...(interval === undefined ? {} : { interval: toDelta(interval) }),
  };
}

/** Airflow's DeltaDataIntervalTimetable: intervals of this length, each due when it is over. */
export function everyInterval(span: Span): TimeTimetable {
  return { kind: "delta_interval", delta: toDelta(span) };
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface CalendarOptions {
  /** Days without runs, as "2026-12-25" in the schedule's zone. */
  readonly exclude?: readonly string[];
  /** Days of the week with runs; all unless given. */
  readonly weekdays?: readonly Weekday[];
  /** What becomes of a slot on another day: it is left out, or moved to the next or previous day that may run. */
  readonly shift?: CalendarTimetable["shift"];
}

/**
 * A cron schedule on working days: `calendar(cron("0 9 * * *", "Europe/Paris"), { weekdays: ["mon", …], exclude: HOLIDAYS })`.
 * A moved slot keeps its time of day; where two meet there is one run.
 */
export function calendar(
  schedule: string | CalendarTimetable["base"],
  options: CalendarOptions = {},
): CalendarTimetable {
  const { exclude = [], weekdays, shift = "skip" } = options;
  // A name that is no weekday becomes a calendar that does not validate.
  const days = weekdays?.map((day) => WEEKDAYS.indexOf(day));
  return {
    kind: "calendar",
    base: typeof schedule === "string" ? cron(schedule) : schedule,
    exclude: [...new Set(exclude)].toSorted(),
    weekdays: days === undefined ? null : [...new Set(days)].toSorted((a, b) => a - b),
    shift,
  };
}

/** What a `schedule` means. Whether it is valid is for `validateTimetable` to say. */
export function toTimetable(
  schedule: Exclude<Schedule, CustomSchedule | readonly AssetExpression[]> | undefined,
): Timetable {
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
