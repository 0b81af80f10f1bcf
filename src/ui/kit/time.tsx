import { useNow } from "../time/now.ts";
import {
  formatClock,
  formatDuration,
  formatFull,
  formatNear,
  formatRelative,
  formatTime,
  toMilliseconds,
} from "../time/format.ts";
import { usePreferences } from "../theme/preferences.ts";

interface TimeProps {
  /** ISO, or epoch milliseconds; null shows a dash. */
  readonly value: string | number | null;
  /**
   * `relative` counts by itself; `absolute` is day and time; `clock` the time of day alone; `near` is
   * the time of day for what is less than a day away, and the day for the rest.
   */
  readonly look?: "relative" | "absolute" | "clock" | "near";
  readonly withSeconds?: boolean;
}

/** An instant in the person's zone; its title says everything, in UTC too. */
export function Time({ value, look = "relative", withSeconds = false }: TimeProps) {
  usePreferences();
  const at = toMilliseconds(value);
  if (at === null) return <span className="text-ink-3">–</span>;
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={formatFull(at)} className="tabular whitespace-nowrap">
      {look === "relative" && <Relative at={at} />}
      {look === "absolute" && formatTime(at, withSeconds)}
      {look === "near" && formatNear(at)}
      {look === "clock" && formatClock(at, withSeconds)}
    </time>
  );
}

function Relative({ at }: { readonly at: number }) {
  return formatRelative(at, useNow());
}

interface DurationProps {
  readonly start: string | number | null;
  /** Null while it goes on: then it counts. */
  readonly end: string | number | null;
}

export function Duration({ start, end }: DurationProps) {
  const from = toMilliseconds(start);
  const to = toMilliseconds(end);
  if (from === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="tabular whitespace-nowrap">
      {to === null ? <Running from={from} /> : formatDuration(to - from)}
    </span>
  );
}

function Running({ from }: { readonly from: number }) {
  return formatDuration(Math.floor(Math.max(0, useNow() - from) / 1_000) * 1_000);
}
