import { countMonths, sumFixed } from "./delta.ts";
import { nextDagRunInfo, timeOf } from "./timetable.ts";
import type { DagRunInfo, DataInterval, Timetable } from "./timetable.ts";

/** Slots from..to, both included, whose data interval ended before `endsBefore`. Epoch milliseconds. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
  readonly endsBefore: number;
}

/** The slots in order, one at a time: nothing is kept, so ten years of hours cost no memory. */
export function* listSlots(timetable: Timetable, range: SlotRange): Generator<DagRunInfo> {
  for (let slot = nextSlot(timetable, range, null); slot !== null; slot = nextSlot(timetable, range, slot.interval))
    yield slot;
}

/** The slot after `last`, or the first; null at the end. */
export function nextSlot(timetable: Timetable, range: SlotRange, last: DataInterval | null): DagRunInfo | null {
  const { from, to, endsBefore } = range;
  // With catchup a timetable asks no clock.
  const info = nextDagRunInfo(timetable, last, { earliest: from, latest: to, catchup: true }, endsBefore);
  return info === null || info.interval.end >= endsBefore ? null : info;
}

/** First look back, in milliseconds; each further one goes four times as far. */
const LOOK_BACK = 60_000;

/**
 * The slot before `last`, or the newest; null at the beginning. Timetables only lead forward, so a stretch of the past
 * is walked from its beginning: the same slots come out as on the way there.
 */
export function previousSlot(timetable: Timetable, range: SlotRange, last: DataInterval | null): DagRunInfo | null {
  const end = last === null ? range.to : positionOf(timetable, last) - 1;
  const to = Math.min(end, range.to, range.endsBefore - 1);
  for (let back = LOOK_BACK; to >= range.from; back *= 4) {
    const from = alignStretch(timetable, range.from, to - back);
    const found = findLast(timetable, { from, to, endsBefore: range.endsBefore });
    if (found !== null || from === range.from) return found;
  }
  return null;
}

function findLast(timetable: Timetable, stretch: SlotRange): DagRunInfo | null {
  let found: DagRunInfo | null = null;
  for (const slot of listSlots(timetable, stretch)) found = slot;
  return found;
}

/** What a range's ends are compared with: the tick of a trigger, else the start of the interval. */
function positionOf(timetable: Timetable, interval: DataInterval): number {
  const time = timeOf(timetable);
  const { kind } = time.kind === "calendar" ? time.base : time;
  return kind === "cron_trigger" || kind === "delta_trigger" ? interval.end : interval.start;
}

/** Where a walk may begin so that it meets the slots of a walk from `from`: crons anywhere, deltas on their own steps. */
function alignStretch(timetable: Timetable, from: number, wanted: number): number {
  if (wanted <= from) return from;
  const time = timeOf(timetable);
  if (time.kind !== "delta_trigger" && time.kind !== "delta_interval") return wanted;
  // Calendar steps clamp to the month's end, so that each depends on all before.
  if (countMonths(time.delta) > 0) return from;
  const step = sumFixed(time.delta);
  return from + Math.floor((wanted - from) / step) * step;
}
