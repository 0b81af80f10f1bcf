import { subtractDelta } from "./delta.ts";
import {
  createRunInfo,
  type DagRunInfo,
  type DataInterval,
  type Delta,
  type Recurrence,
  type Restriction,
} from "./timetable-types.ts";

export type FindFirstRun = (now: number) => number | null;

const LEAST_WINDOW = 5 * 60 * 1000;

/** When the next run of a timetable is due that runs at each tick (Airflow's `_TriggerTimetable`). */
export function nextTriggeredTick(
  recurrence: Recurrence,
  findFirst: FindFirstRun,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
): number | null {
  const soonest = findSoonestTick(recurrence, findFirst, last, restriction.earliest, now);
  if (soonest === null) return null;
  const tick = restriction.catchup ? soonest : skipToLatestTick(recurrence, soonest, restriction.earliest, now);
  return restriction.latest !== null && tick > restriction.latest ? null : tick;
}

/** A run at a tick, with a data interval of its own length that ends there. */
export function createTriggeredRun(tick: number, interval: Delta | undefined): DagRunInfo {
  return createRunInfo(subtractDelta(tick, interval ?? {}), tick);
}

function findSoonestTick(
  recurrence: Recurrence,
  findFirst: FindFirstRun,
  last: DataInterval | null,
  earliest: number | null,
  now: number,
): number | null {
  if (last !== null) return recurrence.findNext(last.end);
  return earliest === null ? findFirst(now) : recurrence.alignToNext(earliest);
}

/** Without catchup: the tick just past, unless the soonest or the first after the start date is later. */
function skipToLatestTick(recurrence: Recurrence, soonest: number, earliest: number | null, now: number): number {
  const first = earliest === null ? null : recurrence.alignToNext(earliest);
  return Math.max(soonest, recurrence.alignToPrevious(now) ?? soonest, first ?? soonest);
}

/**
 * The first tick of a cron without a start date: the one just past when `runImmediately` is true or it lies within the window,
 * else the next. The window is `runImmediately` when that is a delta, else a tenth of the gap, at least five minutes.
 */
export function findFirstRun(
  recurrence: Recurrence,
  runImmediately: boolean | Delta | undefined,
  now: number,
): number | null {
  const past = recurrence.alignToPrevious(now);
  const next = recurrence.alignToNext(now);
  if (past === null || next === null) return past ?? next;
  if (runImmediately === true) return past;
  const since =
    typeof runImmediately === "object"
      ? subtractDelta(now, runImmediately)
      : now - Math.max((next - past) / 10, LEAST_WINDOW);
  return past >= since ? past : next;
}
