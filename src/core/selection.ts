import type { Selection } from "./event.ts";
import { meetByIndex, taskOf } from "./run.ts";
import type { Run, RunTask, TaskInstance } from "./run.ts";

/** Chosen instances: by task, all of them (null) or those at some map indexes. */
type Chosen = Map<number, Set<number> | null>;

/**
 * The instances to clear for a selection, each once, in the graph's order. Unknown tasks are left out. As in Airflow, what
 * lies below what lies above comes along when both ways are asked for.
 */
export function selectRelatives(run: Run, selection: Selection): TaskInstance[] {
  const chosen = findTargets(run, selection);
  if (selection.upstream) merge(chosen, follow(run, copy(chosen), "up"));
  if (selection.downstream) merge(chosen, follow(run, copy(chosen), "down"));
  return listChosen(run, chosen);
}

/** The instances to mark: nothing but what lies above and below, and teardowns only when named. */
export function selectToMark(run: Run, selection: Selection): TaskInstance[] {
  const targets = findTargets(run, selection);
  const chosen = copy(targets);
  if (selection.upstream) merge(chosen, follow(run, targets, "up"));
  if (selection.downstream) merge(chosen, follow(run, targets, "down"));
  return listChosen(run, chosen).filter(
    ({ task }) => targets.has(task) || taskOf(run, task).place.node.teardown === null,
  );
}

function findTargets(run: Run, { targets }: Selection): Chosen {
  const chosen: Chosen = new Map();
  for (const { taskId, mapIndex } of targets) {
    const index = run.topology.indexOf.get(taskId);
    // What a run's version has no more stays as it is.
    if (index !== undefined && taskOf(run, index).place.node.isRemoved !== true) choose(chosen, index, mapIndex);
  }
  return chosen;
}

function listChosen(run: Run, chosen: Chosen): TaskInstance[] {
  return run.tasks.flatMap((task) => {
    const indexes = chosen.get(task.place.index);
    if (indexes === undefined) return [];
    return task.instances.filter(({ mapIndex }) => indexes === null || indexes.has(mapIndex));
  });
}

/** Notes an instance, or all of a task; false when nothing is new about it. */
function choose(chosen: Chosen, index: number, mapIndex: number | null): boolean {
  const before = chosen.get(index);
  if (before === null || (mapIndex !== null && before?.has(mapIndex) === true)) return false;
  if (mapIndex === null) chosen.set(index, null);
  else chosen.set(index, (before ?? new Set<number>()).add(mapIndex));
  return true;
}

function merge(chosen: Chosen, more: Chosen): void {
  for (const [index, indexes] of more) for (const mapIndex of indexes ?? [null]) choose(chosen, index, mapIndex);
}
function copy(chosen: Chosen): Chosen {
  const copied: Chosen = new Map();
  merge(copied, chosen);
  return copied;
}

/** All relatives on one side. Within a mapped group one index leads to the same index, elsewhere to all. */
function follow(run: Run, starts: Chosen, way: "up" | "down"): Chosen {
  const found: Chosen = new Map();
  const stack = [...starts].flatMap(([index, indexes]) =>
    [...(indexes ?? [null])].map((mapIndex): readonly [number, number | null] => [index, mapIndex]),
  );
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [index, mapIndex] = at;
    const { place } = taskOf(run, index);
    for (const next of place[way]) {
      const other = meetByIndex(place, taskOf(run, next).place) ? mapIndex : null;
      if (choose(found, next, other)) stack.push([next, other]);
    }
  }
  return found;
}

/**
 * What has to be cleared with a task: the setups it relies on and their teardowns, with a setup its own teardowns. A
 * teardown needs nothing. Source: DAG.partial_subset.
 */
export function listGuards(run: Run, task: RunTask, isBelow: (setup: number, task: number) => boolean): RunTask[] {
  const { node, index, up, down, indirectSetups } = task.place;
  const listTeardowns = (of: readonly number[]): number[] =>
    of.filter((at) => taskOf(run, at).place.node.teardown !== null);
  if (node.teardown !== null) return [];
  if (node.isSetup) return listTeardowns(down).map((at) => taskOf(run, at));
  const direct = up.filter((at) => {
    const teardowns = listTeardowns(taskOf(run, at).place.down);
    return (
      taskOf(run, at).place.node.isSetup && (teardowns.length === 0 || teardowns.some((end) => isBelow(index, end)))
    );
  });
  const setups = [...indirectSetups, ...direct];
  const teardowns = setups.flatMap((at) => listTeardowns(taskOf(run, at).place.down));
  return [...new Set([...setups, ...teardowns])].map((at) => taskOf(run, at));
}
