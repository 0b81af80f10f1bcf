import type { Delta } from "./timetable-types.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHORTEST_MONTH = 28 * DAY;

/** The calendar part of a delta, in months. */
export function countMonths({ years = 0, months = 0 }: Delta): number {
  return years * 12 + months;
}

/** The fixed part of a delta, in milliseconds. */
export function sumFixed({ weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 }: Delta): number {
  return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

export function addDelta(instant: number, delta: Delta): number {
  return addMonths(instant, countMonths(delta)) + sumFixed(delta);
}

/** Months first, then the fixed part, as `relativedelta` subtracts. */
export function subtractDelta(instant: number, delta: Delta): number {
  return addMonths(instant, -countMonths(delta)) - sumFixed(delta);
}

/** A day the month does not have becomes its last one: 31 January and one month is 28 or 29 February. */
function addMonths(instant: number, months: number): number {
  if (months === 0) return instant;
  const date = new Date(Math.floor(instant));
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, date.getUTCMonth(), date.getUTCDate());
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + (instant - midnight);
}

/** Whether adding the delta leads forward from every date, even in February. */
export function isPositive(delta: Delta): boolean {
  const parts = Object.values(delta).map(Number);
  const months = countMonths(delta);
  if (!parts.every(Number.isFinite) || !Number.isInteger(months) || months < 0) return false;
  return months * SHORTEST_MONTH + sumFixed(delta) > 0;
}

/**
 * The latest boundary at or before `now`: fixed deltas count from the epoch, calendar ones step from the anchor, since
 * clamping depends on the path (31 January, 29 February, 29 March).
 */
export function floorToDelta(delta: Delta, now: number, anchor: number): number {
  if (countMonths(delta) === 0) {
    const length = sumFixed(delta);
    return Math.floor(now / length) * length;
  }
  let boundary = anchor;
  for (let next = addDelta(boundary, delta); next <= now && next > boundary; next = addDelta(boundary, delta)) {
    boundary = next;
  }
  return boundary;
}

const UNITS: readonly (readonly [length: number, one: string, many: string])[] = [
  [DAY, "day", "days"],
  [HOUR, "h", "h"],
  [MINUTE, "min", "min"],
  [SECOND, "s", "s"],
];

/** Short words for a length: "1 month", "1 h 30 min". */
export function describeDelta(delta: Delta): string {
  const months = countMonths(delta);
  const years = Math.trunc(months / 12);
  const words = [count(years, "year", "years"), count(months - years * 12, "month", "months")];
  let rest = sumFixed(delta);
  for (const [length, one, many] of UNITS) {
    const whole = length === SECOND ? rest / SECOND : Math.trunc(rest / length);
    words.push(count(whole, one, many));
    rest -= whole * length;
  }
  return words.filter((word) => word !== "").join(" ") || "0 s";
}

function count(amount: number, one: string, many: string): string {
  if (amount === 0) return "";
  return `${amount} ${amount === 1 ? one : many}`;
}
