import { getPreferences } from "../theme/preferences.ts";
import { getLanguageTag } from "../words/catalogue.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

// To make a format costs a thousand times what using it does.
const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
const relatives = new Map<string, Intl.RelativeTimeFormat>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone that times are shown in, an IANA name. */
export function getZone(): string {
  return getPreferences().zone === "utc" ? "UTC" : local;
}

/** An ISO string of the API, or epoch milliseconds, as epoch milliseconds; null for what has not happened. */
export function toMilliseconds(value: string | number | null): number | null {
  if (value === null || typeof value === "number") return value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** Day and time, e.g. `22 Nov 21:40`; the year stands there only when it is another one. */
export function formatTime(at: number, withSeconds = false): string {
  const isThisYear = new Date(at).getUTCFullYear() === new Date().getUTCFullYear();
  return pick(isThisYear ? "day" : "year", withSeconds)
    .format(at)
    .replace(",", "");
}

/** The day alone, e.g. `22 Nov`: for headings of columns and days. */
export function formatDay(at: number): string {
  return pick("date", false).format(at);
}

/** The time of day alone, for what is near. */
export function formatClock(at: number, withSeconds = false): string {
  return pick("clock", withSeconds).format(at);
}

/** The time of day for what is less than a day away, else the day alone. */
export function formatNear(at: number): string {
  return Math.abs(at - Date.now()) < DAY ? formatClock(at) : formatDay(at);
}

/** Everything: for titles and for copying. */
export function formatFull(at: number): string {
  return `${pick("full", true).format(at)} · ${new Date(at).toISOString()}`;
}

/** `in 5 min`, `3 hr ago`: the largest unit that fits. */
export function formatRelative(at: number, now: number): string {
  const relative = pickRelative();
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < MINUTE) return relative.format(Math.trunc(distance / SECOND), "second");
  if (size < HOUR) return relative.format(Math.trunc(distance / MINUTE), "minute");
  if (size < DAY) return relative.format(Math.trunc(distance / HOUR), "hour");
  return relative.format(Math.trunc(distance / DAY), "day");
}

/** `340 ms`, `4.2 s`, `1 m 05 s`, `2 h 10 m`, `3 d 4 h`: two units at most, so that columns stay narrow. */
export function formatDuration(milliseconds: number): string {
  const size = Math.max(0, milliseconds);
  if (size < SECOND) return `${Math.round(size)} ms`;
  if (size < 10 * SECOND) return `${formatTenths(size / SECOND)} s`;
  if (size < MINUTE) return `${Math.floor(size / SECOND)} s`;
  if (size < HOUR) return `${Math.floor(size / MINUTE)} m ${pad((size % MINUTE) / SECOND)} s`;
  if (size < DAY) return `${Math.floor(size / HOUR)} h ${pad((size % HOUR) / MINUTE)} m`;
  return `${Math.floor(size / DAY)} d ${Math.floor((size % DAY) / HOUR)} h`;
}

function pickRelative(): Intl.RelativeTimeFormat {
  const tag = getLanguageTag();
  const known = relatives.get(tag);
  if (known !== undefined) return known;
  const made = new Intl.RelativeTimeFormat(tag, { numeric: "always", style: "short" });
  relatives.set(tag, made);
  return made;
}

function formatTenths(value: number): string {
  return value.toLocaleString(getLanguageTag(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function pad(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}

function pick(kind: "clock" | "date" | "day" | "year" | "full", withSeconds: boolean): Intl.DateTimeFormat {
  const zone = getZone();
  const key = [kind, withSeconds, zone, getLanguageTag()].join();
  const known = formats.get(key);
  if (known !== undefined) return known;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const made = new Intl.DateTimeFormat(getLanguageTag() === "en" ? "en-GB" : getLanguageTag(), {
    timeZone: zone,
    ...(kind === "date" ? {} : clock),
    ...(withSeconds ? { second: "2-digit" } : {}),
    ...(kind === "clock" ? {} : { day: "numeric", month: "short" }),
    ...(kind === "year" || kind === "full" ? { year: "numeric" } : {}),
    ...(kind === "full" ? { weekday: "short", timeZoneName: "short" } : {}),
  });
  formats.set(key, made);
  return made;
}
