import type { Executor, TaskNode } from "./graph.ts";
import type { Heap } from "./heap.ts";
import { MAX_IN_FLIGHT, MAX_IN_QUEUE, MAX_QUEUED_TIMEOUT, QUEUED_TIMEOUT, TIMEOUT_GRACE } from "./limits.ts";
import { moveOn } from "./ready.ts";
import type { Ready } from "./ready.ts";
import { taskOf } from "./run.ts";
import type { Queued, Run, Running, TaskInstance } from "./run.ts";
import { countOfTask, gatesOf, isTaskFull, leave, lineOf, stand, stateOf } from "./standing.ts";
import type { GateState } from "./gate-state.ts";
import { change } from "./step.ts";
import type { Step } from "./step.ts";

/** Who would run the next attempts at once. */
export interface HandOver {
  readonly carrier: string;
  readonly take: number;
  readonly accepts: readonly Executor[];
}

/** Room left under the DAG's max_active_tasks; a run that is held has none. One whose question at a gate has no answer yet keeps its place. */
export function countRoom(run: Run): number {
  if (run.held !== null) return 0;
  return (run.topology.graph.maxActiveTasks ?? Infinity) - run.inFlight - run.gates.asking;
}

/** Whether one more may be queued now, whoever keeps a place while it asks. */
export function hasRoom(run: Run): boolean {
  return run.held === null && run.inFlight < (run.topology.graph.maxActiveTasks ?? Infinity);
}

/** Room left in the engine's own window, which bounds what lies in queues; what is handed over lies in none. */
function countWindow(run: Run): number {
  return Math.min(MAX_IN_FLIGHT - run.inFlight, MAX_IN_QUEUE - run.inQueue) - run.gates.asking;
}

/**
 * Sends what is ready while there is room, highest weight first: to the caller at once while it takes more, to the
 * queue otherwise. An instance with gates stands at the first of them (`run.wanting`) until it has passed all.
 */
export function dispatchReady(step: Step, handOver: HandOver | null): void {
  const { run } = step;
  const sender: Sender = {
    queued: shareQueued(step),
    running: shareRunning(step),
    handOver,
    left: handOver?.take ?? 0,
  };
  reopenLines(run);
  let isMoving = true;
  while (isMoving) {
    while (sendNext(step, sender));
    // Who came from one line may have to go to another: then the next of the first line have their turn.
    isMoving = reopenLines(run);
  }
  if (!hasRoom(run)) stepBack(run);
}

/** How one event's instances are sent. */
interface Sender {
  readonly queued: ReturnType<typeof shareQueued>;
  readonly running: ReturnType<typeof shareRunning>;
  readonly handOver: HandOver | null;
  /** How many more the caller takes. */
  left: number;
}

/** Sends the first in line. False when there is none, or no room for it. */
function sendNext(step: Step, sender: Sender): boolean {
  const { run } = step;
  const { handOver } = sender;
  const next = run.ready.peek();
  if (next === undefined || countRoom(run) <= 0) return false;
  const { instance } = next;
  const isOpen = instance.status === next.status && !run.wanting.has(instance);
  const line = isOpen ? findLine(run, instance.task) : null;
  if (!isOpen || line !== null) {
    run.ready.pop();
    line?.push(next);
    return true;
  }
  const gates = gatesOf(run, instance.task);
  const { node } = taskOf(run, instance.task).place;
  const isTaken = handOver !== null && sender.left > 0 && gates.length === 0 && mayHandOver(node, handOver);
  if (!isTaken && countWindow(run) <= 0) return false;
  run.ready.pop();
  if (gates.length > 0) stand(run, next, gates);
  else if (isTaken) {
    sender.left -= 1;
    lease(step, instance, sender.running(sender.queued(instance), handOver.carrier, node.executionTimeout));
  } else enqueue(step, instance, sender.queued(instance));
  return true;
}

/** Where an instance of a task has to wait for others of this run; null when it has not. */
function findLine(run: Run, task: number): Heap<Ready> | null {
  const own = run.gates.byTask.get(task);
  if (own !== undefined && own.hopeless > 0) return own.line;
  if (isTaskFull(run, task)) return lineOf(run, task).line;
  const [gate] = gatesOf(run, task);
  if (gate === undefined) return null;
  const state = stateOf(run, gate);
  return countPlaces(state) <= 0 ? state.line : null;
}

/** How many more may stand at a gate. Those without hope take no place. */
function countPlaces({ wanting, hopeless, window }: GateState): number {
  return window - (wanting.size - hopeless);
}

/** Lets those go on who waited for others of this run, as far as there is room for them now. False when none does. */
function reopenLines(run: Run): boolean {
  const room = countRoom(run);
  if (room <= 0) return false;
  let moved = 0;
  for (const [index, { line, hopeless }] of run.gates.byTask) {
    if (line.size === 0 || hopeless > 0) continue;
    const { place, byState } = taskOf(run, index);
    const limit = place.node.maxActiveTisPerDagrun ?? Infinity;
    moved += moveOn(line, run.ready, Math.min(room, limit - countOfTask(run, index, byState)));
  }
  for (const state of run.gates.byName.values()) {
    if (state.line.size > 0) moved += moveOn(state.line, run.ready, Math.min(room, countPlaces(state)));
  }
  return moved > 0 && countWindow(run) > 0;
}

/** Without room nobody holds what others could use: those who wait at a gate stand back until there is some. */
function stepBack(run: Run): void {
  for (const standing of run.wanting.values()) {
    if (!standing.isAnswered) continue;
    leave(run, standing);
    run.ready.push(standing.ready);
  }
}

function mayHandOver(node: TaskNode, handOver: HandOver): boolean {
  return !node.cpuHeavy && handOver.accepts.includes(node.executor);
}

export function enqueue(step: Step, instance: TaskInstance, queued: Queued): void {
  change(step, instance, queued);
  step.dispatch.add(instance);
}

export function lease(step: Step, instance: TaskInstance, running: Running): void {
  change(step, instance, running);
  step.leased.push(instance);
}

/** Statuses made in one step for instances in the same position are one object, in memory and in the journal. */
export function shareQueued(step: Step): (instance: TaskInstance) => Queued {
  const shared = new Map<unknown, Queued>();
  return ({ status }) => {
    const found = shared.get(status);
    if (found !== undefined) return found;
    const scheduled = status.state === "scheduled" ? status : { at: step.now, carry: null };
    const times = { scheduledAt: scheduled.at, queuedAt: step.now, startedAt: null };
    const queued: Queued = {
      state: "queued",
      token: step.token,
      times,
      due: step.now + QUEUED_TIMEOUT,
      sends: 1,
      carry: scheduled.carry,
    };
    shared.set(status, queued);
    return queued;
  };
}

export function shareRunning(
  step: Step,
): (queued: Queued, carrier: string, executionTimeout: number | null) => Running {
  const shared = new Map<Queued, Map<number | null, Running>>();
  return (queued, carrier, executionTimeout) => {
    const byTimeout = shared.get(queued) ?? new Map<number | null, Running>();
    shared.set(queued, byTimeout);
    const found = byTimeout.get(executionTimeout);
    if (found !== undefined) return found;
    const running: Running = {
      state: "running",
      token: queued.token,
      carrier,
      times: { ...queued.times, startedAt: step.now },
      due: executionTimeout === null ? null : step.now + executionTimeout + TIMEOUT_GRACE,
      carry: queued.carry ?? { firstStartedAt: step.now, pokes: 0, resume: null },
    };
    byTimeout.set(executionTimeout, running);
    return running;
  };
}

/** Sends a queued instance again under its old token: whichever copy starts first wins, the other finds it gone. */
export function sendAgain(step: Step, instance: TaskInstance, queued: Queued): void {
  const wait = Math.min(QUEUED_TIMEOUT * 2 ** queued.sends, MAX_QUEUED_TIMEOUT);
  enqueue(step, instance, { ...queued, due: step.now + wait, sends: queued.sends + 1 });
}
