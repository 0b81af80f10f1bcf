import { describeCondition } from "./asset.ts";
import type { AssetCondition } from "./asset.ts";
import { describeDelta, subtractDelta } from "./delta.ts";
import type { Reason } from "./reason.ts";
import { readCalendar, recurByCalendar, validateCalendar } from "./timetable-calendar.ts";
import { inferCronInterval, nextCronIntervalRun, nextCronTriggerRun, validateCrons } from "./timetable-cron.ts";
import type { Narrow } from "./timetable-cron.ts";
import { nextDeltaIntervalRun, nextDeltaTriggerRun, validateDelta, validateInterval } from "./timetable-delta.ts";
import { nextEventRun, validateEvents } from "./timetable-events.ts";
import {
  createRunInfo,
  type CalendarTimetable,
  type DagRunInfo,
  type DataInterval,
  type Restriction,
  type Timetable,
  type TimeTimetable,
} from "./timetable-types.ts";

export type { DagRunInfo, DataInterval, Delta, Restriction, Timetable, TimeTimetable } from "./timetable-types.ts";

/**
 * The run after the last automated one, or null when there is no further run. Times are epoch milliseconds; the timetable has
 * passed `validateTimetable` (an unparsable cron never runs). Rules: Airflow's `next_dagrun_info` of each timetable.
 */
export function nextDagRunInfo(
  timetable: Timetable,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): DagRunInfo | null {
  switch (timetable.kind) {
    case "none":
    case "assets":
      return null;
    case "asset_or_time":
      return nextDagRunInfo(timetable.base, last, restriction, now);
    case "once":
      return nextOnlyRun(last, restriction, now);
    case "continuous":
      return limitTo(restriction, continueRunning(last, restriction.earliest ?? now, now));
    case "cron_trigger":
      return nextCronTriggerRun(timetable, last, restriction, now);
    case "cron_interval":
      return nextCronIntervalRun(timetable, last, restriction, now);
    case "delta_interval":
      return nextDeltaIntervalRun(timetable.delta, last, restriction, now);
    case "delta_trigger":
      return nextDeltaTriggerRun(timetable, last, restriction, now);
    case "calendar":
      return nextCalendarRun(timetable, last, restriction, now);
    case "events":
      return nextEventRun(timetable, last, restriction, now);
  }
}

/** The data interval of a run that is triggered by hand. */
export function inferManualDataInterval(timetable: Timetable, runAfter: number): DataInterval {
  switch (timetable.kind) {
    case "none":
    case "once":
    case "continuous":
    case "events":
    case "assets":
      return { start: runAfter, end: runAfter };
    case "asset_or_time":
      return inferManualDataInterval(timetable.base, runAfter);
    case "cron_trigger":
    case "delta_trigger":
      return { start: subtractDelta(runAfter, timetable.interval ?? {}), end: runAfter };
    case "delta_interval":
      return { start: subtractDelta(runAfter, timetable.delta), end: runAfter };
    case "cron_interval":
      return inferCronInterval(timetable, runAfter);
    case "calendar":
      return timetable.base.kind === "cron_interval"
        ? inferCronInterval(timetable.base, runAfter, narrowBy(timetable))
        : inferManualDataInterval(timetable.base, runAfter);
  }
}

/**
 * Why a timetable cannot be used, or null. Codes: those of `parseCron`, `cron_never_fires`, `crons_missing`,
 * `timezone_unknown`, `delta_not_positive`, `interval_negative`, `calendar_day_invalid`,
 * `calendar_weekday_invalid`, `calendar_never_fires`,
 * `events_missing`, `events_too_many`, `event_date_invalid`.
 */
export function validateTimetable(timetable: Timetable): Reason | null {
  switch (timetable.kind) {
    case "none":
    case "once":
    case "continuous":
    case "assets":
      return null;
    case "asset_or_time":
      return validateTimetable(timetable.base);
    case "cron_trigger":
      return validateCrons(timetable.crons, timetable.timezone) ?? validateInterval(timetable.interval);
    case "cron_interval":
      return validateCrons([timetable.cron], timetable.timezone);
    case "delta_interval":
      return validateDelta(timetable.delta);
    case "delta_trigger":
      return validateDelta(timetable.delta) ?? validateInterval(timetable.interval);
    case "calendar":
      return validateTimetable(timetable.base) ?? validateCalendar(timetable) ?? validateFires(timetable);
    case "events":
      return validateEvents(timetable);
  }
}

/** Short words: "0 6 * * * Europe/Paris", "every 1 h", "once". */
export function describeTimetable(timetable: Timetable): string {
  switch (timetable.kind) {
    case "none":
      return "never";
    case "once":
    case "continuous":
      return timetable.kind;
    case "assets":
      return describeCondition(timetable.condition);
    case "asset_or_time":
      return `${describeCondition(timetable.condition)}, or ${describeTimetable(timetable.base)}`;
    case "cron_trigger":
      return `${timetable.crons.join(", ")} ${timetable.timezone}`;
    case "cron_interval":
      return `${timetable.cron} ${timetable.timezone}`;
    case "delta_interval":
    case "delta_trigger":
      return `every ${describeDelta(timetable.delta)}`;
    case "calendar":
      return `${describeTimetable(timetable.base)}, ${describeCalendar(timetable)}`;
    case "events":
      return timetable.description ?? `${timetable.dates.length} dates, ${timetable.timezone}`;
  }
}

/** The zone in which people read a timetable's runs. */
export function timezoneOf(timetable: Timetable): string {
  if (timetable.kind === "calendar") return timetable.base.timezone;
  if (timetable.kind === "asset_or_time") return timezoneOf(timetable.base);
  return "timezone" in timetable ? timetable.timezone : "UTC";
}

/** How many runs of a timetable may be active at once, whatever the DAG says; null when it sets no limit. */
export function maxActiveRunsOf(timetable: Timetable): number | null {
  return timeOf(timetable).kind === "continuous" ? 1 : null;
}

/** What of a timetable goes by time. */
export function timeOf(timetable: Timetable): TimeTimetable {
  if (timetable.kind === "asset_or_time") return timetable.base;
  return timetable.kind === "assets" ? { kind: "none" } : timetable;
}

/** What of a timetable goes by assets; null when nothing does. */
export function assetConditionOf(timetable: Timetable): AssetCondition | null {
  return timetable.kind === "assets" || timetable.kind === "asset_or_time" ? timetable.condition : null;
}

function nextOnlyRun(last: DataInterval | null, restriction: Restriction, now: number): DagRunInfo | null {
  const at = restriction.earliest ?? now;
  return last === null ? limitTo(restriction, createRunInfo(at, at)) : null;
}

function limitTo({ latest }: Restriction, info: DagRunInfo): DagRunInfo | null {
  return latest !== null && info.runAfter > latest ? null : info;
}

function continueRunning(last: DataInterval | null, start: number, now: number): DagRunInfo {
  if (last === null) return createRunInfo(start, Math.max(start, now));
  if (last.end > now) return createRunInfo(start, start + (last.end - last.start));
  return createRunInfo(last.end, now);
}

function nextCalendarRun(
  timetable: CalendarTimetable,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): DagRunInfo | null {
  const { base } = timetable;
  const narrow = narrowBy(timetable);
  return base.kind === "cron_interval"
    ? nextCronIntervalRun(base, last, restriction, now, narrow)
    : nextCronTriggerRun(base, last, restriction, now, narrow);
}

function narrowBy(timetable: CalendarTimetable): Narrow {
  return (base) => recurByCalendar(base, readCalendar(timetable));
}

/** A calendar that leaves nothing of its base is a mistake; it is tried from 1 January 2000 on. */
function validateFires(timetable: CalendarTimetable): Reason | null {
  const from = Date.UTC(2000, 0, 1);
  const first = nextDagRunInfo(timetable, null, { earliest: from, latest: null, catchup: true }, from);
  return first === null ? { code: "calendar_never_fires", params: {} } : null;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function describeCalendar({ weekdays, exclude, shift }: CalendarTimetable): string {
  const days = weekdays === null ? "all days" : weekdays.map((day) => WEEKDAYS[day]).join(" ");
  const but = exclude.length === 0 ? "" : ` but ${exclude.length} ${exclude.length === 1 ? "day" : "days"}`;
  return `${days}${but}${shift === "skip" ? "" : `, else the ${shift} one`}`;
}
