import { renderReason } from "../core/reason-words.ts";
import { previewSchedule } from "../core/timetable-preview.ts";
import { compile } from "./compile.ts";
import { dag } from "./dag.ts";
import type { Dag } from "./dag.ts";
import { parseInstant } from "./read-option.ts";
import type { Schedule } from "./schedule.ts";

/** What a test of a schedule imports. All it gives is plain data, to be compared with any test runner's means. */

/** A slot as texts, ISO 8601 in UTC. */
export interface ListedSlot {
  readonly logicalDate: string;
  readonly dataInterval: { readonly start: string; readonly end: string };
  /** When its run is due; jitter may start it later. */
  readonly runAfter: string;
  /** The same in the schedule's zone, with the offset: "2026-03-29T03:30:00+02:00". */
  readonly local: string;
  /** What a change of the clock does to it, in words. */
  readonly note: string | null;
}

/**
 * The first slots from an instant on, of a schedule or of a DAG with its start and end dates; fewer than `count` when they
 * end. Throws what the compiler says of a schedule that is wrong.
 */
export function listSlots(schedule: Schedule | Dag, from: string | Date, count: number): readonly ListedSlot[] {
  return foretell(schedule, from, count).runs.map(({ logicalDate, interval, runAfter, local, note }) => ({
    logicalDate: iso(logicalDate),
    dataInterval: { start: iso(interval.start), end: iso(interval.end) },
    runAfter: iso(runAfter),
    local,
    note: note === null ? null : renderReason(note),
  }));
}

/** Why there are no more slots than `listSlots` gives, in words; null when there are. */
export function explainEnd(schedule: Schedule | Dag, from: string | Date, count: number): string | null {
  const { end } = foretell(schedule, from, count);
  return end === null ? null : renderReason(end);
}

function foretell(schedule: Schedule | Dag, from: string | Date, count: number) {
  const start = parseInstant(from);
  if (Number.isNaN(start)) throw new Error(`"${String(from)}" is no date; write it as "2026-01-31T06:00:00Z"`);
  const compiled = compile(isDag(schedule) ? schedule : dag("schedule", { schedule }));
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  const { graph } = compiled.value;
  const startDate = Math.max(start, graph.startDate ?? start);
  return previewSchedule({ ...graph, startDate, catchup: true }, null, start, count);
}

function isDag(value: Schedule | Dag): value is Dag {
  return typeof value === "object" && value !== null && "definition" in value;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
