/**
 * Wall clock and instant of an IANA zone. A wall time is written as the epoch milliseconds it would be in UTC.
 *
 * The rules of a zone come from `Intl`, which answers slowly, so the changes of its offset are found once per stretch of
 * time and kept. The cache is a pure memo: the same question has the same answer with and without it.
 */

/** A moment at which a zone's offset changes; offsets in milliseconds east of UTC. */
export interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

interface Stretch {
  readonly firstOffset: number;
  readonly transitions: readonly Transition[];
}
interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly stretches: Map<number, Stretch>;
}

const SECOND = 1000;
/** Four days: since 1970 no zone has gone back to an earlier offset in less than six. */
const PROBE_SECONDS = 4 * 86_400;
/** A little more than a year. */
const STRETCH_SECONDS = 96 * PROBE_SECONDS;
/** More than any offset a zone has had. */
const REACH = 16 * 3600 * SECOND;

const zones = new Map<string, Zone>();

/** Whether the name is an IANA zone (or a fixed offset like "+05:30") this runtime knows. */
export function isTimezone(name: string): boolean {
  try {
    findZone(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone's offset at an instant, in milliseconds east of UTC. Throws a RangeError for an unknown zone. */
export function offsetAt(timezone: string, instant: number): number {
  return readOffset(findZone(timezone), instant);
}

/** The wall time at an instant. */
export function toWall(timezone: string, instant: number): number {
  return instant + offsetAt(timezone, instant);
}

/**
 * The instant of a wall time. A wall time that occurs twice is its second occurrence, one that is skipped moves forward by
 * the length of the gap: Airflow attaches the zone with `fold=1` (`timezone.make_aware`).
 */
export function toInstant(timezone: string, wall: number): number {
  const zone = findZone(timezone);
  const before = readOffset(zone, wall - REACH);
  const after = readOffset(zone, wall + REACH);
  if (before === after) return wall - before;
  const change = collectTransitions(zone, wall - REACH, wall + REACH)[0];
  if (change === undefined) return wall - before;
  const low = Math.min(change.before, change.after);
  if (wall < change.at + low) return wall - change.before;
  if (wall >= change.at + Math.max(change.before, change.after)) return wall - change.after;
  return wall - low;
}

/** The changes of offset with `from < at <= to`, in order. */
export function findTransitions(timezone: string, from: number, to: number): readonly Transition[] {
  return collectTransitions(findZone(timezone), from, to);
}

function findZone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = { format: createFormat(name), stretches: new Map<number, Stretch>() };
  zones.set(name, zone);
  return zone;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

function readOffset(zone: Zone, instant: number): number {
  const stretch = findStretch(zone, Math.floor(instant / (STRETCH_SECONDS * SECOND)));
  let offset = stretch.firstOffset;
  for (const transition of stretch.transitions) {
    if (transition.at > instant) break;
    offset = transition.after;
  }
  return offset;
}

function collectTransitions(zone: Zone, from: number, to: number): readonly Transition[] {
  const found: Transition[] = [];
  const last = Math.floor(to / (STRETCH_SECONDS * SECOND));
  for (let index = Math.floor(from / (STRETCH_SECONDS * SECOND)); index <= last; index += 1) {
    for (const transition of findStretch(zone, index).transitions) {
      if (transition.at > from && transition.at <= to) found.push(transition);
    }
  }
  return found;
}

function findStretch(zone: Zone, index: number): Stretch {
  const known = zone.stretches.get(index);
  if (known !== undefined) return known;
  const stretch = surveyStretch(zone.format, index * STRETCH_SECONDS);
  zone.stretches.set(index, stretch);
  return stretch;
}

/** Probes one stretch. A change exactly at its start belongs to it, so that stretches join without a hole. */
function surveyStretch(format: Intl.DateTimeFormat, start: number): Stretch {
  const transitions: Transition[] = [];
  const firstOffset = probeOffset(format, start - 1);
  let from = start - 1;
  let before = firstOffset;
  for (let probe = start; probe < start + STRETCH_SECONDS;) {
    const after = probeOffset(format, probe);
    if (after !== before) transitions.push({ at: bisect(format, from, probe, before) * SECOND, before, after });
    before = after;
    from = probe;
    const last = start + STRETCH_SECONDS - 1;
    probe = probe < last ? Math.min(probe + PROBE_SECONDS, last) : last + 1;
  }
  return { firstOffset, transitions };
}

/** The first second in (from, to] with another offset than `before`. */
function bisect(format: Intl.DateTimeFormat, from: number, to: number, before: number): number {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (probeOffset(format, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function probeOffset(format: Intl.DateTimeFormat, seconds: number): number {
  const value: Record<string, number> = {};
  for (const part of format.formatToParts(seconds * SECOND)) value[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = value;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds * SECOND;
}
