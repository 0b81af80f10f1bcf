import { findNextMatch, findPreviousMatch, matchesWall } from "./cron-search.ts";
import type { Cron } from "./cron.ts";
import { findTransitions, offsetAt, toInstant, toWall } from "./timezone.ts";

const HOUR = 3_600_000;

/**
 * The instants at which a cron expression fires in a zone, by Airflow's rules (`timetables/_cron.py`): the expression is
 * evaluated on the wall clock; a repeated wall time fires at its second occurrence, a skipped one is moved forward by the gap.
 * An expression with hour `*` counts real time instead, so that both of two repeated hours fire.
 */
export interface CronSchedule {
  readonly cron: Cron;
  readonly timezone: string;
}

/** The first slot strictly after an instant, or null when there is none. */
export function findNextSlot(schedule: CronSchedule, instant: number): number | null {
  const { cron, timezone } = schedule;
  const offset = offsetAt(timezone, instant);
  const match = findNextMatch(cron, instant + offset);
  if (match === null) return null;
  if (!cron.everyHour) return toInstant(timezone, match);
  const elapsed = match - offset;
  const offsetThere = offsetAt(timezone, elapsed);
  if (offsetThere === offset) return elapsed;
  const onGrid = findNextOnGrid(schedule, instant, elapsed);
  if (onGrid === null || onGrid === elapsed) return elapsed;
  return settle(schedule, { instant, elapsed, onGrid, wentBack: offsetThere < offset });
}

/**
 * The last slot before an instant, or null when there is none. As in Airflow a repeated or skipped wall time may put it at or
 * after the instant.
 */
export function findPreviousSlot(schedule: CronSchedule, instant: number): number | null {
  const { cron, timezone } = schedule;
  const offset = offsetAt(timezone, instant);
  const match = findPreviousMatch(cron, instant + offset);
  if (match === null) return null;
  if (!cron.everyHour) return toInstant(timezone, match);
  const elapsed = match - offset;
  const offsetThere = offsetAt(timezone, elapsed);
  if (offsetThere === offset) return elapsed;
  const onGrid = findPreviousOnGrid(schedule, instant, elapsed);
  if (onGrid === null || onGrid === elapsed) return elapsed;
  return settle(schedule, { instant, elapsed, onGrid, wentBack: offset < offsetThere });
}

/** Real time has led from one instant across a change of the clock, forward or backward. */
interface Crossing {
  readonly instant: number;
  /** Where real time leads. */
  readonly elapsed: number;
  /** The nearest instant in that direction whose wall time matches. */
  readonly onGrid: number;
  /** Whether the clock went back at the change, rather than forward. */
  readonly wentBack: boolean;
}

/**
 * Real time is counted from hour to hour, never over a longer pause. A result off the grid stands for the skipped wall time, or
 * for the slot it passed over. After the clock went back there may be neither: no run is due (Airflow makes that surplus run).
 */
function settle(schedule: CronSchedule, { instant, elapsed, onGrid, wentBack }: Crossing): number {
  if (Math.abs(elapsed - instant) > HOUR) return onGrid;
  const passedOver = Math.abs(onGrid - instant) < Math.abs(elapsed - instant);
  if (passedOver) return isOnGrid(schedule, elapsed) ? onGrid : elapsed;
  return wentBack ? onGrid : elapsed;
}

/** The instant itself when it is a slot, else the next one. */
export function alignToNextSlot(schedule: CronSchedule, instant: number): number | null {
  const next = findNextSlot(schedule, instant);
  if (next === null) return findPreviousSlot(schedule, instant + 1) === instant ? instant : null;
  return findPreviousSlot(schedule, next) === instant ? instant : next;
}

/** The instant itself when it is a slot, else the previous one. */
export function alignToPreviousSlot(schedule: CronSchedule, instant: number): number | null {
  const previous = findPreviousSlot(schedule, instant);
  if (previous === null) return findNextSlot(schedule, instant - 1) === instant ? instant : null;
  return findNextSlot(schedule, previous) === instant ? instant : previous;
}

function isOnGrid({ cron, timezone }: CronSchedule, instant: number): boolean {
  return matchesWall(cron, toWall(timezone, instant));
}

/** The first instant after `instant` whose wall time matches, knowing the changes of the clock up to `to`. */
function findNextOnGrid({ cron, timezone }: CronSchedule, instant: number, to: number): number | null {
  let wall = toWall(timezone, instant);
  for (const { at, before, after } of findTransitions(timezone, instant, to)) {
    const match = findNextMatch(cron, wall);
    if (match !== null && match - before < at) return match - before;
    wall = at + after - 1;
  }
  const match = findNextMatch(cron, wall);
  return match === null ? null : toInstant(timezone, match);
}

/** The last instant before `instant` whose wall time matches, knowing the changes of the clock since `from`. */
function findPreviousOnGrid({ cron, timezone }: CronSchedule, instant: number, from: number): number | null {
  let wall = toWall(timezone, instant);
  let offset = wall - instant;
  for (const { at, before } of findTransitions(timezone, from, instant).toReversed()) {
    const match = findPreviousMatch(cron, wall);
    if (match !== null && match - offset >= at) return match - offset;
    wall = at + before;
    offset = before;
  }
  const match = findPreviousMatch(cron, wall);
  if (match === null) return null;
  return offsetAt(timezone, match - offset) === offset ? match - offset : toInstant(timezone, match);
}
