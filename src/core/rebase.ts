import { createBatch, describeRun } from "./batch.ts";
import type { Batch } from "./batch.ts";
import type { Graph, TaskNode } from "./graph.ts";
import type { Reason } from "./reason.ts";
import { refuse, succeed } from "./result.ts";
import type { Result } from "./result.ts";
import { createRun, expandTask, NO_TIMES, NONE, taskOf } from "./run.ts";
import type { Run, RunTask, Status, TaskInstance } from "./run.ts";
import type { RunVersion } from "./run-requests.ts";
import { markAll, setStatus } from "./set-status.ts";
import { describeNotes, groupChanges } from "./step.ts";
import type { Released } from "./step.ts";
import { buildTopology } from "./topology.ts";

/** A run on another graph. */
export interface Rebased {
  readonly run: Run;
  /** The whole run as it stands there: a fold may begin with this row. */
  readonly batch: Batch;
  /** Places of the tasks, before and now. */
  readonly moves: readonly (readonly [from: number, to: number])[];
  /** Whether there is something to do that was not there before. */
  readonly hasNew: boolean;
  /** Attempts that lost their task, and their carriers. */
  readonly released: readonly Released[];
}

/**
 * Puts a run on another version of its DAG. Instances of tasks that both have keep state, tries and values; those of
 * tasks that vanished are `removed`, and stay as history; new tasks have not begun, nor have those that came back.
 * The given run stays as it is. Refused where instances would have no place. Source: DagRun.verify_integrity.
 */
export function rebaseRun(run: Run, version: RunVersion, now: number): Result<Rebased, Reason> {
  const { graphHash, bundleId } = version;
  const topology = buildTopology(keepVanished(run, version.graph));
  const next = createRun(topology, { ...run.identity, graphHash, bundleId }, run.queuedAt);
  const { state, startedAt, endedAt, clearNumber, note, verdict, held } = run;
  Object.assign(next, { state, startedAt, endedAt, clearNumber, note, verdict, held, seq: run.seq + 1 });
  next.gates.isDefaultPoolLimited = run.gates.isDefaultPoolLimited;
  const move: Move = { next, now, carried: new Set(), released: [], begunAnew: 0 };
  for (const task of run.tasks) {
    const wrong = carryTask(move, task);
    if (wrong !== null) return refuse(wrong);
  }
  for (const task of next.tasks) markAll(next, task);
  const batch = {
    ...createBatch(next.seq, now, "rebase"),
    run: { ...describeRun(next), identity: { graphHash, bundleId } },
    expansions: listExpansions(next),
    changes: groupChanges(move.carried),
    ...describeNotes([...move.carried].filter(({ note }) => note !== null)),
  };
  const isNew = ({ instances }: RunTask): boolean => instances.some((instance) => !move.carried.has(instance));
  const hasNew = move.begunAnew > 0 || next.tasks.some(isNew);
  const moves = run.tasks.map((task) => [task.place.index, findCounterpart(next, task).place.index] as const);
  return succeed({ run: next, batch, moves, hasNew, released: move.released });
}

interface Move {
  readonly next: Run;
  readonly now: number;
  readonly carried: Set<TaskInstance>;
  readonly released: Released[];
  /** Instances whose state did not come along. */
  begunAnew: number;
}

/** The new graph, with the tasks that it lacks beside it, tied to nothing. */
function keepVanished(run: Run, graph: Graph): Graph {
  const known = new Set(graph.tasks.map(({ id }) => id));
  const vanished = run.topology.tasks.filter(({ node }) => !known.has(node.id));
  if (vanished.length === 0) return graph;
  const nodes = vanished.map(({ node, expand }): TaskNode => {
    const { maxActiveTisPerDag: _dag, maxActiveTisPerDagrun: _run, rate: _rate, ...rest } = node;
    const ties = { upstream: [], inputs: {}, arms: null, group: null, isSetup: false, teardown: null, pool: null };
    const past = { dependsOnPast: false, waitForDownstream: false };
    return { ...rest, ...ties, ...past, expand, triggerRule: "all_success", isRemoved: true };
  });
  return { ...graph, tasks: [...graph.tasks, ...nodes] };
}

function isRemoved({ place }: RunTask): boolean {
  return place.node.isRemoved === true;
}
function findCounterpart(next: Run, { place }: RunTask): RunTask {
  return taskOf(next, next.topology.indexOf.get(place.node.id) ?? -1);
}

function carryTask(move: Move, task: RunTask): Reason | null {
  const target = findCounterpart(move.next, task);
  if (task.isExpanded) {
    const { length } = task.instances;
    if (target.place.expand === null || isOfOtherLength(move.next, target, length))
      return { code: "version_unmapped", params: { task: target.place.node.id } };
    expandTask(move.next, target, length);
  }
  for (const [at, instance] of task.instances.entries()) {
    const into = target.instances[at];
    if (into !== undefined) carryInstance(move, task, target, instance, into);
  }
  return null;
}

/** Whether another task of its mapped group has another number of instances already. */
function isOfOtherLength(next: Run, { place }: RunTask, length: number): boolean {
  const { mappedGroup } = place;
  if (mappedGroup === null) return false;
  return next.tasks.some(
    (other) => other.isExpanded && other.place.mappedGroup === mappedGroup && other.instances.length !== length,
  );
}

function carryInstance(move: Move, task: RunTask, target: RunTask, from: TaskInstance, into: TaskInstance): void {
  const { status: before } = from;
  const status = chooseStatus(task, target, before, move.now);
  if (before.state === "running" && status.state !== "running")
    move.released.push({ instance: into, carrier: before.carrier, token: before.token });
  const isAnew = status.state === "none" && before.state !== "none";
  if (isAnew) move.begunAnew += 1;
  into.tryNumber = from.tryNumber;
  into.note = from.note;
  // What begins anew has its retries before it, as after a clear.
  into.maxTries = isAnew ? from.tryNumber + target.place.node.retry.limit : from.maxTries;
  setStatus(move.next, into, status);
  move.carried.add(into);
}

/** A task that was not mapped and is now begins anew. */
function chooseStatus(task: RunTask, target: RunTask, status: Status, now: number): Status {
  if (isRemoved(target)) {
    if (status.state === "removed") return status;
    const times = "times" in status ? status.times : NO_TIMES;
    return { state: "removed", at: now, times, reason: { code: "task_removed", params: {} } };
  }
  const isBack = isRemoved(task) && status.state === "removed";
  const isMappedNow = task.place.expand === null && target.place.expand !== null;
  return isBack || isMappedNow ? NONE : status;
}

function listExpansions(run: Run): [task: number, length: number][] {
  return run.tasks.flatMap(({ isExpanded, place, instances }) => (isExpanded ? [[place.index, instances.length]] : []));
}
