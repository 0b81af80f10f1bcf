import type { Batch } from "../../core/batch.ts";
import type { Graph } from "../../core/graph.ts";
import type { TaskState } from "../../core/state.ts";

/** Epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch of one state. Instants are epoch milliseconds; `to` is null while it lasts. */
export interface Segment {
  readonly state: TaskState;
  readonly from: number;
  readonly to: number | null;
  readonly tryNumber: number;
}

/** One instance over the life of its run. */
export interface Lane {
  readonly taskId: string;
  /** -1 for a task that is not mapped, or not yet expanded. */
  readonly mapIndex: number;
  readonly segments: readonly Segment[];
}

/** A task with its instances; several when it is mapped. */
export interface TaskLanes {
  readonly taskId: string;
  readonly group: string | null;
  readonly lanes: readonly Lane[];
}

interface Growing {
  mapIndex: number;
  readonly segments: Segment[];
}

/** What one event changed, as the journal tells it: tasks by id. */
export interface Row {
  readonly at: number;
  /** Mapped tasks with their new number of instances. */
  readonly expansions: readonly (readonly [taskId: string, length: number])[];
  readonly changes: readonly (readonly [taskId: string, mapIndex: number, state: TaskState, tryNumber: number])[];
}

/** Rows of a journal that was written here, by a rehearsal. */
export function toRows(graph: Graph, batches: readonly Batch[]): Row[] {
  const idOf = (index: number): string => graph.tasks[index]?.id ?? "";
  return batches.map(({ at, expansions, changes }) => ({
    at,
    expansions: expansions.map(([task, length]) => [idOf(task), length] as const),
    changes: changes.flatMap(({ status, instances }) =>
      instances.map(([task, mapIndex, tryNumber]) => [idOf(task), mapIndex, status.state, tryNumber] as const),
    ),
  }));
}

type DrawnTask = Pick<Graph["tasks"][number], "id" | "group">;

/** Reads a journal as lanes, in the graph's order; tasks that the graph lacks come last. Cost: O(changes). */
export function listLanes(tasks: readonly DrawnTask[], rows: readonly Row[]): TaskLanes[] {
  const byTask = new Map<string, Growing[]>(tasks.map(({ id }) => [id, [{ mapIndex: -1, segments: [] }]]));
  let now = -Infinity;
  for (const { at, expansions, changes } of rows) {
    // Rows keep their order when a clock goes back.
    now = Math.max(now, at);
    for (const [taskId, length] of expansions) grow(open(byTask, taskId), length);
    for (const [taskId, mapIndex, state, tryNumber] of changes) {
      const lane = open(byTask, taskId)[Math.max(0, mapIndex)];
      if (lane !== undefined) append(lane.segments, { state, from: now, to: null, tryNumber });
    }
  }
  const groups = new Map(tasks.map(({ id, group }) => [id, group]));
  return [...byTask].map(([taskId, lanes]) => ({
    taskId,
    group: groups.get(taskId) ?? null,
    lanes: lanes.map(({ mapIndex, segments }) => ({ taskId, mapIndex, segments })),
  }));
}

/** From the first row to the last, and at least a millisecond. */
export function measureSpan(rows: readonly Row[]): Span {
  const from = rows[0]?.at ?? 0;
  return { from, to: Math.max(from + 1, rows.at(-1)?.at ?? 0) };
}

function open(byTask: Map<string, Growing[]>, taskId: string): Growing[] {
  const there = byTask.get(taskId) ?? [{ mapIndex: -1, segments: [] }];
  byTask.set(taskId, there);
  return there;
}

function grow(lanes: Growing[], length: number): void {
  const [first] = lanes;
  if (first !== undefined) first.mapIndex = 0;
  while (lanes.length < length) lanes.push({ mapIndex: lanes.length, segments: [] });
}

/** The state before ends here; one that lasted no time at all is left out. */
function append(segments: Segment[], next: Segment): void {
  const last = segments.pop();
  if (last !== undefined && last.from < next.from) segments.push({ ...last, to: next.from });
  const before = segments.at(-1);
  const isSame = before?.to === next.from && before.state === next.state && before.tryNumber === next.tryNumber;
  if (before !== undefined && isSame) segments[segments.length - 1] = { ...before, to: null };
  else segments.push(next);
}

/** The stretch that a lane is in at an instant; null before its first. */
export function findSegment({ segments }: Lane, at: number): Segment | null {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.from ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return segments[low - 1] ?? null;
}

/** How many instances are in each state at an instant. */
export function countStates(tasks: readonly TaskLanes[], at: number): Map<TaskState, number> {
  const counts = new Map<TaskState, number>();
  for (const { lanes } of tasks) {
    for (const lane of lanes) {
      const state = findSegment(lane, at)?.state ?? "none";
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
  return counts;
}

/** What a bar is coloured by: a run of author code by how it ended, as far as that is known at `at`. */
export function colourOf({ segments }: Lane, index: number, at: number): TaskState {
  const segment = segments[index];
  if (segment === undefined) return "none";
  const next = segments[index + 1];
  return segment.state === "running" && next !== undefined && next.from <= at ? next.state : segment.state;
}

const ENDS: ReadonlySet<TaskState> = new Set(["success", "failed", "skipped", "upstream_failed", "removed", "none"]);

/** Whether a stretch is one of waiting or working, and so a bar; what has ended is none. */
export function isBar(state: TaskState): boolean {
  return !ENDS.has(state);
}

/** Round instants for the marks of an axis, and the step between them in milliseconds; at most `count` of them. */
export function chooseTicks(from: number, to: number, count: number): { step: number; ticks: number[] } {
  const length = Math.max(1, to - from);
  const step = STEPS.find((size) => length / size <= count) ?? Math.ceil(length / count / DAY) * DAY;
  const ticks: number[] = [];
  for (let offset = 0; offset <= length; offset += step) ticks.push(from + offset);
  return { step, ticks };
}
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const STEPS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((size) => size * SECOND),
  [1, 2, 5, 10, 15, 30].map((size) => size * MINUTE),
  [1, 2, 3, 6, 12].map((size) => size * HOUR),
  [1, 2, 7, 14, 30].map((size) => size * DAY),
);
