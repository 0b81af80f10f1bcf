import type { Reason } from "./reason.ts";
import { recurByNext } from "./timetable-recurrence.ts";
import type { CalendarTimetable, Recurrence } from "./timetable-types.ts";
import { findTransitions, offsetAt, toInstant, toWall } from "./timezone.ts";

/**
 * Which days a base schedule may run on. A slot that falls on another day is left out, or moved to the next or the previous
 * working day at the same wall time; two slots that meet are one. Days are wall days of the base's zone, counted from 1970.
 */
export interface Calendar {
  readonly timezone: string;
  readonly shift: CalendarTimetable["shift"];
  readonly isWorkingDay: (day: number) => boolean;
}

const DAY = 86_400_000;
/** More than any offset a zone has had. */
const REACH = 16 * 3_600_000;
/** Days without work in a row that a slot is moved over at most. */
const LONGEST_PAUSE = 400;
/** Slots of the base that are looked at for one that may stay, at most. */
const MOST_TRIES = 5_000;

const calendars = new WeakMap<CalendarTimetable, Calendar>();

export function readCalendar(timetable: CalendarTimetable): Calendar {
  const known = calendars.get(timetable);
  if (known !== undefined) return known;
  const excluded = new Set(timetable.exclude.map(parseDay));
  const { weekdays, shift, base } = timetable;
  // 1 January 1970 was a Thursday.
  const isWeekday = (day: number): boolean => weekdays === null || weekdays.includes((((day + 4) % 7) + 7) % 7);
  const calendar = {
    timezone: base.timezone,
    shift,
    isWorkingDay: (day: number) => isWeekday(day) && !excluded.has(day),
  };
  calendars.set(timetable, calendar);
  return calendar;
}

/** The schedule below a calendar: its slots, and the same expression on a wall clock that never changes, as if in UTC. */
export interface Base {
  readonly slots: Recurrence;
  readonly wall: Recurrence;
}

/** Days since 1970. */
interface Move {
  readonly from: number;
  readonly to: number;
}

export function recurByCalendar(base: Base, calendar: Calendar): Recurrence {
  return recurByNext((instant) => findNextWorking(base, calendar, instant));
}

/** Why a calendar cannot be used, or null; whether its base can is for the base to say. */
export function validateCalendar({ exclude, weekdays }: CalendarTimetable): Reason | null {
  const wrong = exclude.find((day) => Number.isNaN(parseDay(day)));
  if (wrong !== undefined) return { code: "calendar_day_invalid", params: { day: wrong } };
  const unknown = weekdays?.some((day) => !Number.isInteger(day) || day < 0 || day > 6) ?? false;
  if (unknown) return { code: "calendar_weekday_invalid", params: {} };
  return weekdays?.length === 0 ? { code: "calendar_never_fires", params: {} } : null;
}

/** Days since 1970 of "2026-12-25"; NaN when there is no such day. */
function parseDay(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // The engine takes 30 February for 2 March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at / DAY : Number.NaN;
}

function findNextWorking(base: Base, calendar: Calendar, instant: number): number | null {
  let day = findWorkingDay(calendar, dayAt(calendar, instant), 1);
  for (let tries = 0; day !== null && tries < MOST_TRIES; tries += 1) {
    const slot = findOnDay(base, calendar, day, instant);
    if (slot !== null) return slot;
    day = findNextDay(base, calendar, day);
  }
  return null;
}

/** The working day that the first slot of the base lands on which belongs to none up to `day`. */
function findNextDay(base: Base, calendar: Calendar, day: number): number | null {
  let known = Math.max(...listSources(calendar, day));
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const tick = findTickFrom(base, calendar, known + 1);
    if (tick === null) return null;
    known = dayAt(calendar, tick);
    const landing = land(calendar, known);
    if (landing !== null) return landing;
  }
  return null;
}

/** The first slot on a working day after an instant: its own, or one that is moved here. */
function findOnDay(base: Base, calendar: Calendar, day: number, instant: number): number | null {
  const found = listSources(calendar, day).map((source) =>
    source === day
      ? findOwn(base, calendar, day, instant)
      : findMoved(base, calendar, { from: source, to: day }, instant),
  );
  const first = Math.min(...found.map((slot) => slot ?? Infinity));
  return first === Infinity ? null : first;
}

function findOwn(base: Base, calendar: Calendar, day: number, instant: number): number | null {
  const from = startOf(calendar, day);
  const tick = instant < from ? findTickFrom(base, calendar, day) : base.slots.findNext(instant);
  return tick !== null && dayAt(calendar, tick) === day ? tick : null;
}

/** The first slot of another day that is moved here. It keeps the wall time that its expression names. */
function findMoved(base: Base, calendar: Calendar, { from, to }: Move, instant: number): number | null {
  const { timezone } = calendar;
  const distance = (to - from) * DAY;
  // Where the clock goes forward, an earlier wall time may come after a later one.
  const slack = measureGaps(calendar, to);
  let wall = base.wall.findNext(Math.max(from * DAY, toWall(timezone, instant) - distance - slack) - 1);
  let best: number | null = null;
  let last = (from + 1) * DAY - 1;
  while (wall !== null && wall <= last) {
    const moved = toInstant(timezone, wall + distance);
    if (moved > instant && best === null) last = Math.min(last, wall + slack);
    if (moved > instant) best = Math.min(best ?? moved, moved);
    wall = base.wall.findNext(wall);
  }
  return best;
}

/** The days whose slots run on a working day: itself, and the pause before or after it. */
function listSources(calendar: Calendar, day: number): number[] {
  const days = [day];
  const step = { skip: 0, next: -1, previous: 1 }[calendar.shift];
  for (let at = day + step; step !== 0 && days.length <= LONGEST_PAUSE && !calendar.isWorkingDay(at); at += step) {
    days.push(at);
  }
  return days;
}

/** The working day that a day's slots run on; null when they are left out. */
function land(calendar: Calendar, day: number): number | null {
  if (calendar.isWorkingDay(day)) return day;
  return calendar.shift === "skip" ? null : findWorkingDay(calendar, day, calendar.shift === "next" ? 1 : -1);
}

function findWorkingDay(calendar: Calendar, from: number, step: 1 | -1): number | null {
  for (let day = from; Math.abs(day - from) <= LONGEST_PAUSE; day += step) if (calendar.isWorkingDay(day)) return day;
  return null;
}

/** The base's first slot on a day or after it. */
function findTickFrom(base: Base, calendar: Calendar, day: number): number | null {
  let tick = base.slots.findNext(startOf(calendar, day) - 1);
  while (tick !== null && dayAt(calendar, tick) < day) tick = base.slots.findNext(tick);
  return tick;
}

function dayAt({ timezone }: Calendar, instant: number): number {
  return Math.floor(toWall(timezone, instant) / DAY);
}

/** An instant at or shortly before the day's first. */
function startOf({ timezone }: Calendar, day: number): number {
  return findEarliest(timezone, day * DAY);
}

/** The first instant that may show a wall time. */
function findEarliest(timezone: string, wall: number): number {
  return wall - Math.max(offsetAt(timezone, wall - REACH), offsetAt(timezone, wall + REACH));
}

/** How far the clock goes forward on a day. */
function measureGaps({ timezone }: Calendar, day: number): number {
  const changes = findTransitions(timezone, day * DAY - REACH, (day + 1) * DAY + REACH);
  return changes.reduce((sum, { before, after }) => sum + Math.max(0, after - before), 0);
}
