import {
  createRunInfo,
  type DagRunInfo,
  type DataInterval,
  type Recurrence,
  type Restriction,
} from "./timetable-types.ts";

/** Where runs may start when missed ones are not caught up; null when there is no such slot. */
export type SkipToLatest = (earliest: number | null) => number | null;

/**
 * Timetables of consecutive data intervals, each run at the end of its own (Airflow's `_DataIntervalTimetable`). The last end is
 * aligned down first, since the schedule may have changed.
 */
export function nextIntervalRun(
  recurrence: Recurrence,
  skipToLatest: SkipToLatest,
  last: DataInterval | null,
  restriction: Restriction,
): DagRunInfo | null {
  const earliest = findEarliest(recurrence, skipToLatest, restriction);
  const start = last === null ? earliest : continueFrom(recurrence, last, earliest);
  if (start === null) return null;
  if (restriction.latest !== null && start > restriction.latest) return null;
  const end = recurrence.findNext(start);
  return end === null ? null : createRunInfo(start, end);
}

function findEarliest(
  recurrence: Recurrence,
  skipToLatest: SkipToLatest,
  { earliest, catchup }: Restriction,
): number | null {
  if (!catchup) return skipToLatest(earliest);
  return earliest === null ? null : recurrence.alignToNext(earliest);
}

/** Each start lies after the one before, so a schedule never stalls; where Airflow gives up, the next slot is taken. */
function continueFrom(recurrence: Recurrence, last: DataInterval, earliest: number | null): number | null {
  const aligned = recurrence.alignToPrevious(last.end);
  const start = pickLater(aligned, earliest) ?? recurrence.findNext(last.start);
  if (start === null || start > last.start) return start;
  const next = recurrence.findNext(start);
  return next === null || next > last.start ? next : recurrence.findNext(last.start);
}

function pickLater(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}

/** The last whole interval before now; exactly on a boundary, the one that ends now. */
export function skipToLatestSlot(recurrence: Recurrence, earliest: number | null, now: number): number | null {
  const aligned = earliest === null ? null : recurrence.alignToNext(earliest);
  const current = findCurrentInterval(recurrence, now);
  if (current === null) return aligned ?? recurrence.alignToNext(now);
  const start = current.end === now ? current.start : (recurrence.findPrevious(current.start) ?? current.start);
  return pickLater(start, aligned);
}

/** The interval that ends at or after now. */
function findCurrentInterval(recurrence: Recurrence, now: number): DataInterval | null {
  let start = recurrence.findPrevious(now);
  while (start !== null) {
    const end = recurrence.findNext(start);
    if (end === null) return null;
    if (end >= now) return { start, end };
    start = end;
  }
  return null;
}
