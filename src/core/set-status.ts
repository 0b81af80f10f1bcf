import { instanceAt, meetByIndex, taskOf } from "./run.ts";
import type { Run, RunTask, Status, TaskInstance } from "./run.ts";
import { follow } from "./standing.ts";
import { isTerminal } from "./state.ts";
import type { TaskState } from "./state.ts";
import { countDone } from "./trigger-rule.ts";
import type { Counts } from "./trigger-rule.ts";
import { weighTask } from "./weight.ts";

/**
 * The one door through which an instance changes its state. Keeps every counter true, and notes which instances may
 * have become decidable. Cost: O(tasks directly below), whatever the number of instances.
 */
export function setStatus(run: Run, instance: TaskInstance, status: Status): void {
  const task = taskOf(run, instance.task);
  const from = instance.status.state;
  const to = status.state;
  if (instance.status.state === "running") release(run, instance, instance.status.carrier);
  follow(run, instance, instance.status, to);
  instance.status = status;
  // Also where only the output is another one.
  if (from === "success" || to === "success") task.pushed = null;
  if (from !== to) {
    count(task.byState, from, -1);
    count(task.byState, to, 1);
    run.active += Number(isActive(to)) - Number(isActive(from));
    run.inFlight += Number(isInFlight(to)) - Number(isInFlight(from));
    run.inQueue += Number(to === "queued") - Number(from === "queued");
    run.unfinished += Number(isTerminal(from)) - Number(isTerminal(to));
    if (task.place.isLeaf) run.failedLeaves += Number(isFailure(to)) - Number(isFailure(from));
    if (isTerminal(from) || isTerminal(to)) tellDependents(run, task, instance, from, to);
  }
  enlist(run, task, instance, status);
}

function count(byState: Map<TaskState, number>, state: TaskState, by: number): void {
  byState.set(state, (byState.get(state) ?? 0) + by);
}
function isActive(state: TaskState): boolean {
  return state !== "none" && !isTerminal(state);
}
function isInFlight(state: TaskState): boolean {
  return state === "queued" || state === "running";
}
function isFailure(state: TaskState): boolean {
  return state === "failed" || state === "upstream_failed";
}

/** Puts the instance where its new state is waited for: the ready heap, the heap of due times, the next wave. */
function enlist(run: Run, task: RunTask, instance: TaskInstance, status: Status): void {
  if (status.state === "none") run.dirty.add(instance);
  if (status.state === "scheduled")
    run.ready.push({ instance, weight: weighTask(run.topology, task.place.index), status });
  if (status.state === "running") hold(run, instance, status.carrier);
  if ("due" in status && status.due !== null) run.due.push({ at: status.due, instance, status });
}

function hold(run: Run, instance: TaskInstance, carrier: string): void {
  const held = run.carriers.get(carrier) ?? new Set();
  run.carriers.set(carrier, held.add(instance));
}
function release(run: Run, instance: TaskInstance, carrier: string): void {
  const held = run.carriers.get(carrier);
  held?.delete(instance);
  if (held?.size === 0) run.carriers.delete(carrier);
}

function tellDependents(run: Run, task: RunTask, instance: TaskInstance, from: TaskState, to: TaskState): void {
  const { place } = task;
  for (const index of place.down) {
    const below = taskOf(run, index);
    if (meetByIndex(below.place, place)) {
      markAt(run, below, instance.mapIndex);
      continue;
    }
    if (place.node.isSetup) shiftSetups(below, from, to);
    if (shift(below.outer, from, to)) markAll(run, below);
  }
  if (instance.mapIndex < 0) for (const index of place.feeds) markAll(run, taskOf(run, index));
  for (const index of place.setupDependents) {
    const dependent = taskOf(run, index);
    if (meetByIndex(dependent.place, place)) markAt(run, dependent, instance.mapIndex);
    else if (shift(dependent.indirectSetups, from, to)) markAll(run, dependent);
  }
  for (const index of place.scopeOf) {
    const teardown = taskOf(run, index);
    if (meetByIndex(teardown.place, place)) {
      markAt(run, teardown, instance.mapIndex);
      continue;
    }
    teardown.openInScope += Number(isTerminal(from)) - Number(isTerminal(to));
    if (teardown.openInScope === 0) markAll(run, teardown);
  }
}

function shiftSetups(task: RunTask, from: TaskState, to: TaskState): void {
  const counts = task.directSetups;
  counts.success += Number(to === "success") - Number(from === "success");
  counts.skipped += Number(to === "skipped") - Number(from === "skipped");
}

/**
 * Moves one upstream instance between the counts. True when a verdict may differ now: every rule asks only whether a
 * count is zero or whether all are done, so nothing between the first of a kind and the last of all can matter. One that
 * goes back decides nothing, save of map indexes that are too many for the successes left.
 */
function shift(counts: Counts, from: TaskState, to: TaskState): boolean {
  if (isTerminal(from)) counts[from] -= 1;
  if (!isTerminal(to)) return counts.removed > 0;
  counts[to] += 1;
  return counts[to] === 1 || countDone(counts) >= counts.upstream;
}

/** Marks the instances of a task that wait to be decided; none are looked for when none wait. */
export function markAll(run: Run, task: RunTask): void {
  if ((task.byState.get("none") ?? 0) === 0) return;
  for (const instance of task.instances) if (instance.status.state === "none") run.dirty.add(instance);
}
/** Marks the partner at a map index; an instance that is not expanded is the partner of all. */
function markAt(run: Run, task: RunTask, mapIndex: number): void {
  if (task.isExpanded && mapIndex < 0) return markAll(run, task);
  const instance = instanceAt(task, task.isExpanded ? mapIndex : -1);
  if (instance?.status.state === "none") run.dirty.add(instance);
}
