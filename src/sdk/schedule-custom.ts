import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { MOST_EVENTS } from "../core/timetable-events.ts";
import type { EventsTimetable } from "../core/timetable-types.ts";
import { isTimezone, toWall } from "../core/timezone.ts";
import type { CompileCode } from "./compile-words.ts";
import { show } from "./compile-report.ts";
import { parseEventDate } from "./schedule-events.ts";

/** What a function of a custom schedule may lean on. It must not ask the clock: the list has to come out the same each time. */
export interface CustomContext {
  readonly from: Date;
  readonly until: Date;
  readonly timezone: string;
  /** The wall time of an instant in the schedule's zone, as "2026-03-29T02:30:00.000". */
  readonly toLocal: (instant: Date) => string;
  /** The instant of such a wall time; one that is skipped moves forward, one that occurs twice is the second. */
  readonly fromLocal: (wallTime: string) => Date;
}

export interface CustomOptions {
  /** The first run after `previous`, which is null for the first of all; null when there is none any more. */
  readonly next: (previous: Date | null, ctx: CustomContext) => Date | string | null;
  /** The first and the last instant the list may hold. A text without a zone is in the schedule's. */
  readonly from: string | Date;
  readonly until: string | Date;
  readonly timezone?: string;
  readonly description?: string;
}

export interface CustomSchedule extends CustomOptions {
  readonly kind: "custom";
}

/**
 * A schedule of your own. The function is asked when the DAG is compiled, never by the scheduler: what it answers between
 * `from` and `until` becomes a list of dates, 10,000 at most, and the schedule ends with it.
 */
export function custom(options: CustomOptions): CustomSchedule {
  return { kind: "custom", ...options };
}

export type CustomFault = { readonly code: CompileCode; readonly params: Reason["params"] };

/** The list of dates a custom schedule comes to, or what is wrong with its function. */
export function computeEvents(schedule: CustomSchedule): Result<EventsTimetable, CustomFault> {
  const { timezone = "UTC", description } = schedule;
  const [from, until] = [parseEventDate(schedule.from, timezone), parseEventDate(schedule.until, timezone)];
  if (!isTimezone(timezone) || !(from <= until) || typeof schedule.next !== "function") {
    return refuse({ code: "custom_range_invalid", params: {} });
  }
  const range = { schedule, from, until, timezone };
  const first = listDates(range);
  if (!first.ok) return first;
  const again = listDates(range);
  const isSteady = again.ok && JSON.stringify(again.value) === JSON.stringify(first.value);
  if (!isSteady) return refuse({ code: "custom_unsteady", params: {} });
  return succeed({
    kind: "events",
    dates: first.value,
    timezone,
    ...(description === undefined ? {} : { description }),
    computedUntil: until,
  });
}

interface Range {
  readonly schedule: CustomSchedule;
  readonly from: number;
  readonly until: number;
  readonly timezone: string;
}

function listDates(range: Range): Result<number[], CustomFault> {
  const dates: number[] = [];
  let previous = -Infinity;
  for (;;) {
    const next = askNext(range, previous);
    if (!next.ok) return next;
    if (next.value === null || next.value > range.until) return succeed(dates);
    if (next.value <= previous) {
      return refuse({ code: "custom_backwards", params: { previous: iso(previous), next: iso(next.value) } });
    }
    previous = next.value;
    if (previous >= range.from) dates.push(previous);
    if (dates.length > MOST_EVENTS) return refuse({ code: "custom_endless", params: { limit: MOST_EVENTS } });
  }
}

function askNext({ schedule, from, until, timezone }: Range, previous: number): Result<number | null, CustomFault> {
  const context: CustomContext = {
    from: new Date(from),
    until: new Date(until),
    timezone,
    toLocal: (instant) => iso(toWall(timezone, instant.getTime())).slice(0, -1),
    fromLocal: (wallTime) => new Date(parseEventDate(wallTime, timezone)),
  };
  const params = { previous: previous === -Infinity ? "null" : iso(previous) };
  try {
    const answer: unknown = schedule.next(previous === -Infinity ? null : new Date(previous), context);
    if (answer === null) return succeed(null);
    const at = parseEventDate(answer, timezone);
    if (Number.isNaN(at)) return refuse({ code: "custom_no_date", params: { ...params, value: show(answer) } });
    return succeed(at);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse({ code: "custom_threw", params: { ...params, message } });
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
