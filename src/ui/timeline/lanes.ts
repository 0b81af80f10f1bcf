import type { Batch, Change } from "../../core/batch.ts";
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

/** Reads a journal as lanes, in the graph's order. Cost: O(changes). */
export function listLanes(graph: Graph, batches: readonly Batch[]): TaskLanes[] {
  const byTask: Growing[][] = graph.tasks.map(() => [{ mapIndex: -1, segments: [] }]);
  let now = -Infinity;
  for (const batch of batches) {
    // Rows keep their order when a clock goes back.
    now = Math.max(now, batch.at);
    for (const [task, length] of batch.expansions) grow(byTask[task], length);
    for (const change of batch.changes) note(byTask, change, now);
  }
  return graph.tasks.map(({ id, group }, index) => ({
    taskId: id,
    group,
    lanes: (byTask[index] ?? []).map(({ mapIndex, segments }) => ({ taskId: id, mapIndex, segments })),
  }));
}

function note(byTask: readonly Growing[][], { status, instances }: Change, now: number): void {
  for (const [task, mapIndex, tryNumber] of instances) {
    const lane = byTask[task]?.[Math.max(0, mapIndex)];
    if (lane !== undefined) append(lane.segments, { state: status.state, from: now, to: null, tryNumber });
  }
}

function grow(lanes: Growing[] | undefined, length: number): void {
  if (lanes === undefined) return;
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
