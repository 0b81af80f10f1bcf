import { previewSchedule } from "../../../../core/timetable-preview.ts";
import type { RunState } from "../../../../core/state.ts";
import type { Definition } from "../../../api/definition.ts";
import type { Run } from "../../../api/runs.ts";

export interface Day {
  /** ISO date. */
  readonly date: string;
  readonly isInMonth: boolean;
  readonly runs: readonly Run[];
  readonly counts: readonly (readonly [RunState, number])[];
  /** Instants at which runs are planned, epoch milliseconds. */
  readonly planned: readonly number[];
}

const DAY = 86_400_000;
const PLANNED_AT_MOST = 3_000;

/** `2026-11` as its first instant and the one after its last, in UTC; null for no month. */
export function readMonth(text: string): { from: number; to: number } | null {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || Number(month) < 1 || Number(month) > 12) return null;
  return { from: Date.UTC(Number(year), Number(month) - 1), to: Date.UTC(Number(year), Number(month)) };
}

export function formatMonth(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

export function moveMonth(text: string, by: number): string {
  const { from } = readMonth(text) ?? { from: 0 };
  const date = new Date(from);
  return formatMonth(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by));
}

/** Whole weeks around a month, Monday first, with the runs that were, the earliest first, and those that are planned. */
export function listDays(month: { from: number; to: number }, runs: readonly Run[], planned: readonly number[]): Day[] {
  const first = month.from - ((new Date(month.from).getUTCDay() + 6) % 7) * DAY;
  const byDay = Map.groupBy(runs, ({ run_after }) => run_after.slice(0, 10));
  const plannedByDay = Map.groupBy(planned, (at) => new Date(at).toISOString().slice(0, 10));
  const days: Day[] = [];
  for (let at = first; at < month.to || days.length % 7 !== 0; at += DAY) {
    const date = new Date(at).toISOString().slice(0, 10);
    const own = (byDay.get(date) ?? []).toSorted((one, other) => one.run_after.localeCompare(other.run_after));
    const states = Map.groupBy(own, ({ state }) => state);
    days.push({
      date,
      isInMonth: at >= month.from && at < month.to,
      runs: own,
      counts: [...states].map(([state, of]) => [state, of.length] as const),
      planned: plannedByDay.get(date) ?? [],
    });
  }
  return days;
}

/** Runs that the schedule will make before an instant, by the rules that make them. */
export function listPlanned({ graph, last_slot }: Definition, now: number, until: number): number[] {
  if (until <= now) return [];
  const { runs } = previewSchedule(graph, last_slot, now, PLANNED_AT_MOST);
  return runs.map(({ runAfter }) => runAfter).filter((at) => at > now && at < until);
}
