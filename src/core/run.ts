import { Heap } from "./heap.ts";
import { createGates } from "./gate-state.ts";
import type { Gates, Standing } from "./gate-state.ts";
import { NONE } from "./instance.ts";
import type { Status, TaskInstance } from "./instance.ts";
import type { Hold, RunIdentity } from "./protocol.ts";
import { createLine } from "./ready.ts";
import type { Ready } from "./ready.ts";
import type { Reason } from "./reason.ts";
import { isTerminal } from "./state.ts";
import type { RunState, TaskState } from "./state.ts";
import type { TaskPlace, Topology } from "./topology.ts";
import { emptyCounts } from "./trigger-rule.ts";
import type { Counts, SetupCounts } from "./trigger-rule.ts";

export { NO_TIMES, NONE } from "./instance.ts";
export type { Carry, Output, Queued, Running, Status, Succeeded, TaskInstance, Times } from "./instance.ts";

/*
 * Glossary.
 *   DAG        the graph of tasks an author wrote; a run executes it once, for one slot of its schedule or by hand.
 *   task       a node of the graph. A mapped task has one instance per element of a list.
 *   instance   one task in one run at one map index (-1 when unmapped, or mapped and not yet expanded).
 *   try        one go at an instance. A retry is a new try; a reschedule, deferral or repeated dispatch is not.
 *   attempt    one try in the hands of a carrier, named by its token.
 *   carrier    whoever carries attempts out: a queue consumer's invocation, an object, a remote worker.
 *   token      128 random bits, new with every dispatch; a call without the current one changes nothing.
 *   place      a task's position in the graph: its neighbours, setups, teardown scope.
 *   batch      what one accepted event changed; a journal row. A run is the fold of its batches.
 *   wave       one pass over instances that may have become decidable, all judged on the same states.
 */

/** One task of a run: its instances and the counters that make deciding it cost nothing. */
export interface RunTask {
  readonly place: TaskPlace;
  /** One instance with map index -1 until it is expanded. */
  instances: TaskInstance[];
  isExpanded: boolean;
  readonly byState: Map<TaskState, number>;
  /** Upstream instances that count for every instance of this task, by terminal state; so the three below. */
  readonly outer: Counts;
  readonly indirectSetups: Counts;
  readonly directSetups: SetupCounts;
  /** Instances in a teardown's scope that are not over. */
  openInScope: number;
  /** Map indexes with an output, once asked for; forgotten when one more succeeds or is cleared. */
  pushed: readonly number[] | null;
}

export interface Run {
  identity: RunIdentity;
  readonly topology: Topology;
  readonly tasks: readonly RunTask[];
  state: RunState;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  clearNumber: number;
  note: string | null;
  /** Set when a person or a timeout decided how the run ends, before its teardowns are over. */
  verdict: { readonly state: "success" | "failed"; readonly reason: Reason } | null;
  /** Set while a person holds it: what runs goes on, nothing starts. */
  held: Hold | null;
  /** Number of the newest batch. */
  seq: number;
  unfinished: number;
  /** Instances on their way: scheduled to deferred. */
  active: number;
  /** Instances queued or running, and those queued. */
  inFlight: number;
  inQueue: number;
  failedLeaves: number;
  readonly ready: Heap<Ready>;
  readonly due: Heap<{ readonly at: number; readonly instance: TaskInstance; readonly status: Status }>;
  /** Running instances by carrier. */
  readonly carriers: Map<string, Set<TaskInstance>>;
  /** Scheduled instances that stand at a gate, as their pool. */
  readonly wanting: Map<TaskInstance, Standing>;
  readonly gates: Gates;
  /** What the run before says of tasks that depend on it, by index: null lets them go on. Asked for anew after memory was lost. */
  readonly past: Map<number, Reason | null>;
  /** Instances to be judged in the next wave; empty between events. */
  dirty: Set<TaskInstance>;
}

/** A run before its first batch: every task has one instance, nothing has happened. */
export function createRun(topology: Topology, identity: RunIdentity, queuedAt: number): Run {
  const tasks = topology.tasks.map(createRunTask);
  const run: Run = {
    identity,
    topology,
    tasks,
    state: "queued",
    queuedAt,
    startedAt: null,
    endedAt: null,
    clearNumber: 0,
    note: null,
    verdict: null,
    held: null,
    seq: 0,
    unfinished: tasks.length,
    active: 0,
    inFlight: 0,
    inQueue: 0,
    failedLeaves: 0,
    ready: createLine(),
    due: new Heap((a, b) => a.at - b.at),
    carriers: new Map(),
    wanting: new Map(),
    gates: createGates(),
    past: new Map(),
    dirty: new Set(),
  };
  for (const task of tasks) countUpstream(run, task);
  return run;
}

function createRunTask(place: TaskPlace): RunTask {
  const instance = createInstance(place, -1);
  return {
    place,
    instances: [instance],
    isExpanded: false,
    byState: new Map([["none", 1]]),
    outer: emptyCounts(),
    indirectSetups: emptyCounts(),
    directSetups: { upstream: 0, success: 0, skipped: 0 },
    openInScope: 0,
    pushed: null,
  };
}

function createInstance(place: TaskPlace, mapIndex: number): TaskInstance {
  return { task: place.index, mapIndex, tryNumber: 0, maxTries: place.node.retry.limit, status: NONE, note: null };
}

/** Counts what all instances of a task wait for alike; partners by map index are looked up when one is judged. */
function countUpstream(run: Run, task: RunTask): void {
  const { place } = task;
  const isOuter = (index: number): boolean => !meetByIndex(place, placeOf(run, index));
  const outer = place.up.filter(isOuter);
  task.outer.upstream = outer.length;
  task.directSetups.upstream = outer.filter((index) => placeOf(run, index).node.isSetup).length;
  task.indirectSetups.upstream = place.indirectSetups.filter(isOuter).length;
  task.openInScope = place.scope.filter(isOuter).length;
}

/** Whether instances of `place` wait only for the instance of `other` with their own index. */
export function meetByIndex(place: TaskPlace, other: TaskPlace): boolean {
  return place.mappedGroup !== null && place.mappedGroup === other.mappedGroup;
}

export function taskOf(run: Run, index: number): RunTask {
  const task = run.tasks[index];
  if (task === undefined) throw new Error(`No task ${index} in a run of ${run.tasks.length} tasks`);
  return task;
}
function placeOf(run: Run, index: number): TaskPlace {
  return taskOf(run, index).place;
}

/** The instance of a task at a map index, or undefined. */
export function findInstance(run: Run, taskId: string, mapIndex: number): TaskInstance | undefined {
  const task = run.tasks[run.topology.indexOf.get(taskId) ?? -1];
  return task === undefined ? undefined : instanceAt(task, mapIndex);
}
export function instanceAt(task: RunTask, mapIndex: number): TaskInstance | undefined {
  if (task.isExpanded) return mapIndex < 0 ? undefined : task.instances[mapIndex];
  return mapIndex === -1 ? task.instances[0] : undefined;
}
export function taskIdOf(run: Run, instance: TaskInstance): string {
  return taskOf(run, instance.task).place.node.id;
}

/** Gives a mapped task its instances, all new ones returned; one that already has some keeps them. */
export function expandTask(run: Run, task: RunTask, length: number): TaskInstance[] {
  const before = task.instances.length;
  const made: TaskInstance[] = [];
  if (!task.isExpanded) {
    task.instances.forEach((unexpanded) => run.dirty.delete(unexpanded));
    task.instances = task.instances.map((unexpanded) => ({ ...unexpanded, mapIndex: 0 }));
    task.isExpanded = true;
    made.push(...task.instances);
  }
  while (task.instances.length < length) {
    const instance = createInstance(task.place, task.instances.length);
    task.instances.push(instance);
    made.push(instance);
  }
  const more = task.instances.length - before;
  run.unfinished += more;
  task.byState.set("none", (task.byState.get("none") ?? 0) + more);
  addToDependents(run, task, more);
  return made;
}

function addToDependents(run: Run, task: RunTask, more: number): void {
  const { place } = task;
  const listOuter = (indexes: readonly number[]): RunTask[] =>
    indexes.map((index) => taskOf(run, index)).filter((other) => !meetByIndex(other.place, place));
  for (const below of listOuter(place.down)) {
    below.outer.upstream += more;
    if (place.node.isSetup) below.directSetups.upstream += more;
  }
  for (const dependent of listOuter(place.setupDependents)) dependent.indirectSetups.upstream += more;
  for (const teardown of listOuter(place.scopeOf)) teardown.openInScope += more;
}

export function isOver(instance: TaskInstance): boolean {
  return isTerminal(instance.status.state);
}
