import { findNextMatch } from "./cron-search.ts";
import {
  alignToNextSlot,
  alignToPreviousSlot,
  findNextSlot,
  findPreviousSlot,
  type CronSchedule,
} from "./cron-slots.ts";
import { parseCron } from "./cron.ts";
import type { Reason } from "./reason.ts";
import { nextIntervalRun, skipToLatestSlot } from "./timetable-interval.ts";
import { createTriggeredRun, findFirstRun, nextTriggeredTick } from "./timetable-trigger.ts";
import type {
  CronIntervalTimetable,
  CronTriggerTimetable,
  DagRunInfo,
  DataInterval,
  Recurrence,
  Restriction,
} from "./timetable-types.ts";
import { isTimezone } from "./timezone.ts";

/** What becomes of a cron's slots before they are slots of the schedule; nothing, without a calendar. */
export type Narrow = (base: { readonly slots: Recurrence; readonly wall: Recurrence }) => Recurrence;
const asIs: Narrow = ({ slots }) => slots;

/** Several crons give one run per tick: with catchup the earliest, else the latest that is due, else the earliest to come. */
export function nextCronTriggerRun(
  timetable: CronTriggerTimetable,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
  narrow: Narrow = asIs,
): DagRunInfo | null {
  const infos = timetable.crons.flatMap((cron) => {
    const recurrence = recurNarrowed({ cron, timezone: timetable.timezone }, narrow);
    if (recurrence === null) return [];
    const findFirst = (at: number) => findFirstRun(recurrence, timetable.runImmediately, at);
    const tick = nextTriggeredTick(recurrence, findFirst, last, restriction, now);
    return tick === null ? [] : [createTriggeredRun(tick, timetable.interval)];
  });
  const rank = ({ logicalDate }: DagRunInfo) =>
    !restriction.catchup && logicalDate <= now ? -logicalDate : logicalDate;
  return infos.reduce<DagRunInfo | null>(
    (best, info) => (best === null || rank(info) < rank(best) ? info : best),
    null,
  );
}

export function nextCronIntervalRun(
  timetable: CronIntervalTimetable,
  last: DataInterval | null,
  restriction: Restriction,
  now: number,
  narrow: Narrow = asIs,
): DagRunInfo | null {
  const recurrence = recurNarrowed(timetable, narrow);
  if (recurrence === null) return null;
  return nextIntervalRun(recurrence, (earliest) => skipToLatestSlot(recurrence, earliest, now), last, restriction);
}

/** The last whole interval before a run triggered by hand; without one, the moment itself. */
export function inferCronInterval(
  timetable: CronIntervalTimetable,
  runAfter: number,
  narrow: Narrow = asIs,
): DataInterval {
  const recurrence = recurNarrowed(timetable, narrow);
  const end = recurrence === null ? null : recurrence.alignToPrevious(runAfter);
  if (recurrence === null || end === null) return { start: runAfter, end: runAfter };
  return { start: recurrence.findPrevious(end) ?? end, end };
}

/** Why crons cannot be used in a zone, or null. */
export function validateCrons(crons: readonly string[], timezone: string): Reason | null {
  if (crons.length === 0) return { code: "crons_missing", params: {} };
  for (const expression of crons) {
    const parsed = parseCron(expression);
    if (!parsed.ok) return parsed.error;
    // Wall time -1 is the last millisecond of 1969: every year an expression can name lies after it.
    if (findNextMatch(parsed.value, -1) === null) return { code: "cron_never_fires", params: { expression } };
  }
  return isTimezone(timezone) ? null : { code: "timezone_unknown", params: { timezone } };
}

function recurNarrowed({ cron, timezone }: Pick<CronIntervalTimetable, "cron" | "timezone">, narrow: Narrow) {
  const slots = recurByCron(cron, timezone);
  const wall = recurByCron(cron, "UTC");
  return slots === null || wall === null ? null : narrow({ slots, wall });
}

function recurByCron(expression: string, timezone: string): Recurrence | null {
  const parsed = parseCron(expression);
  if (!parsed.ok) return null;
  const schedule: CronSchedule = { cron: parsed.value, timezone };
  return {
    findNext: (instant) => findNextSlot(schedule, instant),
    findPrevious: (instant) => findPreviousSlot(schedule, instant),
    alignToNext: (instant) => alignToNextSlot(schedule, instant),
    alignToPrevious: (instant) => alignToPreviousSlot(schedule, instant),
  };
}
