import type { Lane, TaskLanes } from "./lanes.ts";

/** A line of the chart: one instance, or a mapped task that stands for all of its instances. */
export interface ChartRow {
  readonly key: string;
  readonly taskId: string;
  readonly lanes: readonly Lane[];
  /** Set for a mapped task, whose instances can be shown below it. */
  readonly isOpen: boolean | null;
  readonly depth: number;
}

/** Mapped tasks take one line each, until they are opened. */
export function listRows(tasks: readonly TaskLanes[], open: ReadonlySet<string>): ChartRow[] {
  return tasks.flatMap(({ taskId, lanes }): ChartRow[] => {
    const [only] = lanes;
    if (lanes.length === 1 && only !== undefined && only.mapIndex < 0) {
      return [{ key: taskId, taskId, lanes, isOpen: null, depth: 0 }];
    }
    const isOpen = open.has(taskId);
    const row = { key: taskId, taskId, lanes, isOpen, depth: 0 };
    const below = lanes.map((lane) => {
      return { key: `${taskId}[${lane.mapIndex}]`, taskId, lanes: [lane], isOpen: null, depth: 1 };
    });
    return isOpen ? [row, ...below] : [row];
  });
}

/** First and last instant of the lanes' bars up to `at`; null when there is none yet. */
export function findExtent(lanes: readonly Lane[], at: number): { from: number; to: number } | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { segments } of lanes) {
    const [first] = segments;
    if (first === undefined || first.from > at) continue;
    from = Math.min(from, first.from);
    const last = segments.at(-1);
    to = Math.max(to, Math.min(at, last === undefined || last.to === null ? (last?.from ?? at) : last.to));
  }
  return from === Infinity ? null : { from, to };
}
