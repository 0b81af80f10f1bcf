import { Heap } from "./heap.ts";
import type { Json } from "./json.ts";
import type { Decision, RunIdentity } from "./protocol.ts";
import type { Reason } from "./reason.ts";
import { isTerminal } from "./state.ts";
import type { RunState, TaskState } from "./state.ts";
import type { TaskPlace, Topology } from "./topology.ts";
import { emptyCounts } from "./trigger-rule.ts";
import type { Counts, SetupCounts } from "./trigger-rule.ts";

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

/** When an instance passed each station of its current try. Epoch milliseconds. */
export interface Times {
  readonly scheduledAt: number | null;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
}

/** What a try takes along over reschedules and deferrals. */
export interface Carry {
  /** The first start of this try. */
  readonly firstStartedAt: number;
  /** Times a sensor looked and found nothing. */
  readonly pokes: number;
  /** What a deferred attempt left for itself. */
  readonly resume: Json;
}

/** A state carries its data and only its data. Statuses are never changed in place; instances may share one. */
export type Status =
  | { readonly state: "none" }
  | { readonly state: "scheduled"; readonly at: number; readonly carry: Carry | null }
  | Queued
  | Running
  | {
      readonly state: "up_for_retry";
      readonly due: number;
      readonly times: Times;
      readonly at: number;
      readonly reason: Reason;
    }
  | { readonly state: "up_for_reschedule"; readonly due: number; readonly times: Times; readonly carry: Carry }
  | {
      readonly state: "deferred";
      readonly due: number | null;
      readonly event: string | null;
      readonly times: Times;
      readonly carry: Carry;
    }
  | { readonly state: "awaiting_input"; readonly times: Times; readonly carry: Carry }
  | { readonly state: "restarting"; readonly times: Times }
  | Succeeded
  | {
      readonly state: "failed" | "skipped" | "upstream_failed" | "removed";
      readonly at: number;
      readonly times: Times;
      readonly reason: Reason;
    };

export interface Queued {
  readonly state: "queued";
  readonly token: string;
  readonly times: Times;
  /** When it is sent again if nobody has started it. */
  readonly due: number;
  readonly sends: number;
  readonly carry: Carry | null;
}
export interface Running {
  readonly state: "running";
  readonly token: string;
  readonly carrier: string;
  readonly times: Times;
  /** When the engine gives it up for running too long; the carrier stops it before. */
  readonly due: number | null;
  readonly carry: Carry;
}
export interface Succeeded {
  readonly state: "success";
  readonly at: number;
  readonly times: Times;
  readonly decision: Decision | null;
  readonly output: Output;
}

/** Whether there is an output, and its length when it can be expanded over. */
export interface Output {
  readonly isPushed: boolean;
  readonly length: number | null;
}

export interface TaskInstance {
  readonly task: number;
  readonly mapIndex: number;
  tryNumber: number;
  maxTries: number;
  status: Status;
}

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
  readonly identity: RunIdentity;
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
  /** Number of the newest batch. */
  seq: number;
  unfinished: number;
  /** Instances on their way: scheduled to deferred. */
  active: number;
  /** Instances queued or running. */
  inFlight: number;
  failedLeaves: number;
  readonly ready: Heap<Ready>;
  readonly due: Heap<{ readonly at: number; readonly instance: TaskInstance; readonly status: Status }>;
  /** Running instances by carrier. */
  readonly carriers: Map<string, Set<TaskInstance>>;
  /** Scheduled instances that have asked their pool for a slot. */
  readonly wanting: Set<TaskInstance>;
  /** What the run before says of tasks that depend on it, by index: null lets them go on. Asked for anew after memory was lost. */
  readonly past: Map<number, Reason | null>;
  /** Instances to be judged in the next wave; empty between events. */
  dirty: Set<TaskInstance>;
}

export const NONE: Status = { state: "none" };
export const NO_TIMES: Times = { scheduledAt: null, queuedAt: null, startedAt: null };

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
    seq: 0,
    unfinished: tasks.length,
    active: 0,
    inFlight: 0,
    failedLeaves: 0,
    ready: new Heap(compareReady),
    due: new Heap((a, b) => a.at - b.at),
    carriers: new Map(),
    wanting: new Set(),
    past: new Map(),
    dirty: new Set(),
  };
  for (const task of tasks) countUpstream(run, task);
  return run;
}

type Ready = { readonly instance: TaskInstance; readonly weight: number };

/** Airflow's order, by weight and map index; equals in the graph's order, so that a run folds into the same run. */
function compareReady(a: Ready, b: Ready): number {
  return b.weight - a.weight || a.instance.mapIndex - b.instance.mapIndex || a.instance.task - b.instance.task;
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
  return { task: place.index, mapIndex, tryNumber: 0, maxTries: place.node.retry.limit, status: NONE };
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
