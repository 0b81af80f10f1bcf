import type { Reason } from "./reason.ts";
import { createTriggeredRun, nextTriggeredTick } from "./timetable-trigger.ts";
import type { DagRunInfo, DataInterval, EventsTimetable, Recurrence, Restriction } from "./timetable-types.ts";
import { isTimezone } from "./timezone.ts";

/** Dates one schedule may list: the list is a part of the graph, and every run pins its graph. */
export const MOST_EVENTS = 10_000;

/**
 * A run at each date of a list (Airflow's EventsTimetable). Without catchup the latest of the missed ones is run, since the
 * start date; without one, nothing was missed.
 */
export function nextEventRun(
  timetable: EventsTimetable,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): DagRunInfo | null {
  const recurrence = recurByEvents(timetable.dates);
  const findFirst = (at: number): number | null => recurrence.alignToNext(restriction.catchup ? -Infinity : at);
  const tick = nextTriggeredTick(recurrence, findFirst, last, restriction, now);
  return tick === null ? null : createTriggeredRun(tick, undefined);
}

/** Why a list of dates cannot be used, or null. The dates are sorted and each there once. */
export function validateEvents({ dates, timezone }: EventsTimetable): Reason | null {
  if (dates.length === 0) return { code: "events_missing", params: {} };
  if (dates.length > MOST_EVENTS) {
    return { code: "events_too_many", params: { count: dates.length, limit: MOST_EVENTS } };
  }
  const wrong = dates.findIndex((date) => !Number.isSafeInteger(date));
  if (wrong !== -1) return { code: "event_date_invalid", params: { position: wrong + 1 } };
  return isTimezone(timezone) ? null : { code: "timezone_unknown", params: { timezone } };
}

function recurByEvents(dates: readonly number[]): Recurrence {
  const findAfter = (instant: number): number => countUpTo(dates, instant);
  return {
    findNext: (instant) => dates[findAfter(instant)] ?? null,
    findPrevious: (instant) => dates[findAfter(instant - 1) - 1] ?? null,
    alignToNext: (instant) => dates[findAfter(instant - 1)] ?? null,
    alignToPrevious: (instant) => dates[findAfter(instant) - 1] ?? null,
  };
}

/** How many dates lie at or before an instant. */
function countUpTo(dates: readonly number[], instant: number): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dates[middle] ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
