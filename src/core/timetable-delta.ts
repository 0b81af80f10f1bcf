import { addDelta, countMonths, describeDelta, floorToDelta, isPositive, subtractDelta, sumFixed } from "./delta.ts";
import type { Reason } from "./reason.ts";
import { nextIntervalRun } from "./timetable-interval.ts";
import { createTriggeredRun, nextTriggeredTick } from "./timetable-trigger.ts";
import type { DagRunInfo, DataInterval, Delta, Recurrence, Restriction } from "./timetable-types.ts";

export function nextDeltaIntervalRun(
  delta: Delta,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): DagRunInfo | null {
  const skipToLatest = (earliest: number | null) => {
    const start = subtractDelta(floorToDelta(delta, now, earliest ?? now), delta);
    return earliest === null ? start : Math.max(start, earliest);
  };
  return nextIntervalRun(recurByDelta(delta), skipToLatest, last, restriction);
}

export function nextDeltaTriggerRun(
  { delta, interval }: { readonly delta: Delta; readonly interval?: Delta },
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): DagRunInfo | null {
  const tick = nextTriggeredTick(recurByDelta(delta), (at) => at, last, restriction, now);
  return tick === null ? null : createTriggeredRun(tick, interval);
}

/** Why a delta cannot be the distance of runs, or null. */
export function validateDelta(delta: Delta): Reason | null {
  return isPositive(delta) ? null : { code: "delta_not_positive", params: { delta: describeDelta(delta) } };
}

/** Why a delta cannot be the length of a data interval, or null; zero can. */
export function validateInterval(interval: Delta | undefined): Reason | null {
  if (interval === undefined || (countMonths(interval) === 0 && sumFixed(interval) === 0)) return null;
  return isPositive(interval) ? null : { code: "interval_negative", params: { interval: describeDelta(interval) } };
}

/** Deltas have no grid: any instant is aligned. */
function recurByDelta(delta: Delta): Recurrence {
  return {
    findNext: (instant) => addDelta(instant, delta),
    findPrevious: (instant) => subtractDelta(instant, delta),
    alignToNext: (instant) => instant,
    alignToPrevious: (instant) => instant,
  };
}
