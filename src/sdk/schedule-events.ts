import type { EventsTimetable } from "../core/timetable-types.ts";
import { isTimezone, toInstant } from "../core/timezone.ts";
import { parseInstant } from "./read-option.ts";

export interface EventsOptions {
  /** Zone of dates that name none, and in which people read them; UTC unless given. */
  readonly timezone?: string;
  /** What the dates are, in a few words. */
  readonly description?: string;
}

/** A run at each of these dates: `events(["2026-06-11T18:00", "2026-06-12"], { timezone: "America/Mexico_City" })`. */
export function events(dates: readonly (string | Date)[], options: EventsOptions = {}): EventsTimetable {
  const { timezone = "UTC", description } = options;
  return {
    kind: "events",
    dates: [...new Set(dates.map((date) => parseEventDate(date, timezone)))].toSorted((a, b) => a - b),
    timezone,
    ...(description === undefined ? {} : { description }),
  };
}

const NAMES_ZONE = /(?:Z|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds; what is no date becomes one that does not validate. */
export function parseEventDate(date: unknown, timezone: string): number {
  const at = parseInstant(date);
  const isWall = typeof date === "string" && !NAMES_ZONE.test(date) && !Number.isNaN(at);
  return isWall && isTimezone(timezone) ? toInstant(timezone, at) : at;
}
