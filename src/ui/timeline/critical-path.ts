import type { Graph } from "../../core/graph.ts";
import { isBar, type Lane, type TaskLanes } from "./lanes.ts";

type Linked = Pick<Graph["tasks"][number], "id" | "upstream">;

/** What decided how long a run took so far: `tasks` from its first to its last. Durations in milliseconds. */
export interface CriticalPath {
  readonly tasks: readonly string[];
  /** Time in which its tasks worked, all attempts together. */
  readonly working: number;
  /** Time in which they waited: for a slot, for a retry, in the queue. */
  readonly waiting: number;
}

/**
 * Goes back from what ended last, each time to that task upstream which ended last: had any of them been quicker, so
 * had the run. `at` stands for the end of what is not over. Null before anything began.
 */
export function findCriticalPath(
  tasks: readonly Linked[],
  lanes: readonly TaskLanes[],
  at: number,
): CriticalPath | null {
  const upstream = new Map(tasks.map(({ id, upstream: above }) => [id, above]));
  const last = new Map(lanes.flatMap((task) => toLast(task, at)));
  const path: Last[] = [];
  let next = findLatest([...last.values()]);
  while (next !== null) {
    path.unshift(next);
    next = findLatest((upstream.get(next.lane.taskId) ?? []).flatMap((id) => last.get(id) ?? []));
  }
  if (path.length === 0) return null;
  const segments = path.flatMap(({ lane }) => lane.segments.filter(({ state, from }) => from <= at && isBar(state)));
  const sum = (isWork: boolean) =>
    segments
      .filter(({ state }) => (state === "running") === isWork)
      .reduce((total, { from, to }) => total + Math.min(at, to ?? at) - from, 0);
  return { tasks: path.map(({ lane }) => lane.taskId), working: sum(true), waiting: sum(false) };
}

interface Last {
  readonly lane: Lane;
  readonly end: number;
}

/** The instance of a task that ended last; none of what never worked nor waited. */
function toLast({ taskId, lanes }: TaskLanes, at: number): [string, Last][] {
  const ends = lanes.flatMap((lane): Last[] => {
    const bars = lane.segments.filter(({ state, from }) => from <= at && isBar(state));
    const bar = bars.at(-1);
    return bar === undefined ? [] : [{ lane, end: Math.min(at, bar.to ?? at) }];
  });
  const latest = findLatest(ends);
  return latest === null ? [] : [[taskId, latest]];
}

function findLatest(all: readonly Last[]): Last | null {
  return all.reduce<Last | null>((most, one) => (most === null || one.end > most.end ? one : most), null);
}
