import { Heap } from "./heap.ts";
import type { Status, TaskInstance } from "./instance.ts";

/** A scheduled instance in line. It is in line no more once its status is another one. */
export interface Ready {
  readonly instance: TaskInstance;
  readonly weight: number;
  readonly status: Status;
}

/** Airflow's order, by weight and map index; equals in the graph's order, so that a run folds into the same run. */
function compareReady(a: Ready, b: Ready): number {
  return b.weight - a.weight || a.instance.mapIndex - b.instance.mapIndex || a.instance.task - b.instance.task;
}

export function createLine(): Heap<Ready> {
  return new Heap(compareReady);
}

/** Puts up to `count` of those who still wait from one line into another; says how many. */
export function moveOn(from: Heap<Ready>, to: Heap<Ready>, count: number): number {
  let moved = 0;
  for (let next = from.peek(); moved < count && next !== undefined; next = from.peek()) {
    from.pop();
    if (next.instance.status !== next.status) continue;
    to.push(next);
    moved += 1;
  }
  return moved;
}
