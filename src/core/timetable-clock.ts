import { matchesWall } from "./cron-search.ts";
import { parseCron } from "./cron.ts";
import type { Reason } from "./reason.ts";
import { timezoneOf } from "./timetable.ts";
import type { Timetable } from "./timetable.ts";
import { findTransitions, offsetAt, toWall } from "./timezone.ts";
import type { Transition } from "./timezone.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** An instant as people of a zone read it, with the zone's offset: "2026-03-29T03:30:00+02:00". */
export function formatLocal(timezone: string, instant: number): string {
  const offset = offsetAt(timezone, instant);
  const sign = offset < 0 ? "-" : "+";
  const seconds = Math.abs(offset) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  // Zones of old days are off by seconds.
  const shown = parts.slice(0, seconds % 60 === 0 ? 2 : 3).map((part) => String(part).padStart(2, "0"));
  const wall = new Date(instant + offset).toISOString().replace(/(?:\.000)?Z$/, "");
  return `${wall}${sign}${shown.join(":")}`;
}

/** What a change of the clock does to a slot; `previous` is when the slot before was due. Null when it does nothing. */
export function noteClock(timetable: Timetable, slot: number, previous: number | null): Reason | null {
  const timezone = timezoneOf(timetable);
  return noteShift(timetable, slot) ?? noteRepeat(timezone, slot) ?? noteChange(timezone, slot, previous);
}

/** The slot's own wall time was skipped, so that it comes later by the length of the gap. */
function noteShift(timetable: Timetable, slot: number): Reason | null {
  const timezone = timezoneOf(timetable);
  const wall = toWall(timezone, slot);
  if (matches(timetable, wall)) return null;
  const gap = findTransitions(timezone, slot - DAY, slot).find(({ at, before, after }) => {
    return slot - at < after - before && matches(timetable, wall - (after - before));
  });
  if (gap === undefined) return null;
  const by = gap.after - gap.before;
  return { code: "clock_shifted", params: { wanted: showTime(wall - by), actual: showTime(wall), by } };
}

function matches(timetable: Timetable, wall: number): boolean {
  return listCrons(timetable).some((expression) => {
    const parsed = parseCron(expression);
    return parsed.ok && matchesWall(parsed.value, wall);
  });
}

function listCrons(timetable: Timetable): readonly string[] {
  if (timetable.kind === "calendar" || timetable.kind === "asset_or_time") return listCrons(timetable.base);
  if (timetable.kind === "cron_trigger") return timetable.crons;
  return timetable.kind === "cron_interval" ? [timetable.cron] : [];
}

/** The slot's wall time occurs twice on that day. */
function noteRepeat(timezone: string, slot: number): Reason | null {
  const isWithin = ({ at, before, after }: Transition): boolean =>
    before > after && slot >= at - (before - after) && slot < at + (before - after);
  const fold = findTransitions(timezone, slot - DAY, slot + DAY).find(isWithin);
  if (fold === undefined) return null;
  const code = slot < fold.at ? "clock_repeated_first" : "clock_repeated_second";
  return { code, params: { time: showTime(toWall(timezone, slot)) } };
}

function noteChange(timezone: string, slot: number, previous: number | null): Reason | null {
  if (previous === null) return null;
  const by = offsetAt(timezone, slot) - offsetAt(timezone, previous);
  if (by === 0) return null;
  return { code: by > 0 ? "clock_forward" : "clock_back", params: { by: Math.abs(by) } };
}

function showTime(wall: number): string {
  return new Date(wall).toISOString().slice(11, wall % MINUTE === 0 ? 16 : 19);
}
