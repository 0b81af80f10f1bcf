import { LAST, type Cron, type DayOfMonthRule, type DayOfWeekRule } from "./cron.ts";

/**
 * The next and the previous match of a cron expression on the wall clock (wall times as in `timezone.ts`, milliseconds).
 * The search goes day by day, skips months and years that cannot match, and ends after fifty years without a match.
 */

const DAY_SECONDS = 86_400;
const LONGEST_SEARCH_YEARS = 50;

interface MonthOfYear {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly length: number;
  /** 0 = Sunday. */
  readonly firstWeekday: number;
}

/** The first match strictly after a wall time, or null. */
export function findNextMatch(cron: Cron, wall: number): number | null {
  const second = Math.floor(wall / 1000) + 1;
  const day = Math.floor(second / DAY_SECONDS);
  const time = findTimeFrom(cron, second - day * DAY_SECONDS);
  if (time !== null && matchesDay(cron, day)) return (day * DAY_SECONDS + time) * 1000;
  const next = findDay(cron, day + 1, 1);
  const first = findTimeFrom(cron, 0);
  return next === null || first === null ? null : (next * DAY_SECONDS + first) * 1000;
}

/** The last match strictly before a wall time, or null. */
export function findPreviousMatch(cron: Cron, wall: number): number | null {
  const second = Math.ceil(wall / 1000) - 1;
  const day = Math.floor(second / DAY_SECONDS);
  const time = findTimeUpTo(cron, second - day * DAY_SECONDS);
  if (time !== null && matchesDay(cron, day)) return (day * DAY_SECONDS + time) * 1000;
  const previous = findDay(cron, day - 1, -1);
  const last = findTimeUpTo(cron, DAY_SECONDS - 1);
  return previous === null || last === null ? null : (previous * DAY_SECONDS + last) * 1000;
}

export function matchesWall(cron: Cron, wall: number): boolean {
  return findNextMatch(cron, wall - 1) === wall;
}

/** The first time of day at or after one, in seconds since midnight. */
function findTimeFrom({ hours, minutes, seconds }: Cron, from: number): number | null {
  const [hour, minute, second] = splitTime(from);
  for (const h of hours) {
    if (h < hour) continue;
    for (const m of minutes) {
      if (h === hour && m < minute) continue;
      const exact = h === hour && m === minute;
      const s = exact ? seconds.find((value) => value >= second) : seconds[0];
      if (s !== undefined) return h * 3600 + m * 60 + s;
    }
  }
  return null;
}

/** The last time of day at or before one. */
function findTimeUpTo({ hours, minutes, seconds }: Cron, upTo: number): number | null {
  const [hour, minute, second] = splitTime(upTo);
  for (let i = hours.length - 1; i >= 0; i -= 1) {
    const h = hours[i] ?? 0;
    if (h > hour) continue;
    for (let j = minutes.length - 1; j >= 0; j -= 1) {
      const m = minutes[j] ?? 0;
      if (h === hour && m > minute) continue;
      const exact = h === hour && m === minute;
      const s = exact ? seconds.findLast((value) => value <= second) : seconds.at(-1);
      if (s !== undefined) return h * 3600 + m * 60 + s;
    }
  }
  return null;
}

function splitTime(time: number): readonly [hour: number, minute: number, second: number] {
  const minutes = Math.floor(time / 60);
  return [Math.floor(minutes / 60), minutes % 60, time % 60];
}

function matchesDay(cron: Cron, day: number): boolean {
  const date = new Date(day * DAY_SECONDS * 1000);
  const month = describeMonth(date);
  return matchesMonth(cron, month) && matchesDate(cron, month, date.getUTCDate());
}

/** The first matching day from one on, in either direction; days since the epoch. */
function findDay(cron: Cron, from: number, step: 1 | -1): number | null {
  const start = new Date(from * DAY_SECONDS * 1000);
  let date = start.getUTCDate();
  let month = describeMonth(start);
  while (!isTooFar(cron, month.year, start.getUTCFullYear(), step)) {
    const found = matchesMonth(cron, month) ? findDate(cron, month, date, step) : null;
    if (found !== null) return Date.UTC(month.year, month.month - 1, found) / (DAY_SECONDS * 1000);
    month = describeMonth(new Date(Date.UTC(month.year, month.month - 1 + step, 1)));
    date = step === 1 ? 1 : month.length;
  }
  return null;
}

/** A list of years bounds the search itself: it goes as far as the list does. */
function isTooFar({ years }: Cron, year: number, startYear: number, step: 1 | -1): boolean {
  if (years === null) return Math.abs(year - startYear) > LONGEST_SEARCH_YEARS;
  return step === 1 ? year > 2099 : year < 1970;
}

function findDate(cron: Cron, month: MonthOfYear, from: number, step: 1 | -1): number | null {
  for (let date = from; date >= 1 && date <= month.length; date += step) {
    if (matchesDate(cron, month, date)) return date;
  }
  return null;
}

function describeMonth(date: Date): MonthOfYear {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const length = month === 2 ? 28 + Number(isLeapYear(year)) : 30 + ((month + (month >> 3)) & 1);
  const sinceFirst = date.getUTCDate() - 1;
  return { year, month, length, firstWeekday: (date.getUTCDay() - (sinceFirst % 7) + 7) % 7 };
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function matchesMonth({ months, years }: Cron, { year, month }: MonthOfYear): boolean {
  return months.has(month) && (years === null || years.has(year));
}

function matchesDate({ dayOfMonth, dayOfWeek, eitherDay }: Cron, month: MonthOfYear, date: number): boolean {
  const byMonth = dayOfMonth === null || matchesDayOfMonth(dayOfMonth, month, date);
  const byWeek = dayOfWeek === null || matchesDayOfWeek(dayOfWeek, month, date);
  return eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

function matchesDayOfMonth(rule: DayOfMonthRule, month: MonthOfYear, date: number): boolean {
  if (rule.kind === "nearest_weekday") return date === findNearestWeekday(rule.day, month);
  return rule.days.has(date) || (rule.last && date === month.length);
}

function matchesDayOfWeek(rule: DayOfWeekRule, month: MonthOfYear, date: number): boolean {
  const weekday = readWeekday(month, date);
  if (rule.kind === "weekdays") return rule.days.has(weekday);
  const nths = rule.nths.get(weekday);
  if (nths === undefined) return false;
  return nths.has(Math.ceil(date / 7)) || (nths.has(LAST) && date + 7 > month.length);
}

/** A Saturday moves to Friday and a Sunday to Monday, without leaving the month. */
function findNearestWeekday(day: number, month: MonthOfYear): number {
  const date = Math.min(day, month.length);
  const weekday = readWeekday(month, date);
  if (weekday === 6) return date > 1 ? date - 1 : date + 2;
  if (weekday === 0) return date < month.length ? date + 1 : date - 2;
  return date;
}

function readWeekday({ firstWeekday }: MonthOfYear, date: number): number {
  return (firstWeekday + date - 1) % 7;
}
