export const CLOCKS = ["local", "utc", "relative", "off"] as const;
export type Clock = (typeof CLOCKS)[number];

/**
 * The time of a line as it stands before it: hours to milliseconds in the reader's zone or in UTC, or seconds since
 * `origin`. Instants are epoch milliseconds.
 */
export function formatClock(at: number | null, clock: Clock, origin: number): string {
  if (at === null || clock === "off") return "";
  if (clock === "relative") return formatRelative(at - origin);
  if (clock === "utc") return new Date(at).toISOString().slice(11, 23);
  const date = new Date(at);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** A distance as `+1:02:03.004`, without hours or minutes that are not there. */
export function formatRelative(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "+";
  const distance = Math.abs(Math.round(milliseconds));
  const hours = Math.floor(distance / 3_600_000);
  const minutes = Math.floor(distance / 60_000) % 60;
  const seconds = Math.floor(distance / 1000) % 60;
  const rest = `${String(distance % 1000).padStart(3, "0")}`;
  if (hours > 0) return `${sign}${hours}:${pad(minutes)}:${pad(seconds)}.${rest}`;
  return minutes > 0 ? `${sign}${minutes}:${pad(seconds)}.${rest}` : `${sign}${seconds}.${rest}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
