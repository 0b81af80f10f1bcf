import type { Executor, TaskNode } from "./graph.ts";
import { MAX_IN_FLIGHT, MAX_QUEUED_TIMEOUT, QUEUED_TIMEOUT, TIMEOUT_GRACE } from "./limits.ts";
import { taskOf } from "./run.ts";
import type { Queued, Run, Running, TaskInstance } from "./run.ts";
import { change } from "./step.ts";
import type { Step } from "./step.ts";

/** Who would run the next attempts at once. */
export interface HandOver {
  readonly carrier: string;
  readonly take: number;
  readonly accepts: readonly Executor[];
}

/** Room left under the DAG's max_active_tasks. */
export function countRoom(run: Run): number {
  return (run.topology.graph.maxActiveTasks ?? Infinity) - run.inFlight - run.wanting.size;
}

/** Room left in the engine's own window, which bounds what lies in queues; what is handed over lies in none. */
function countWindow(run: Run): number {
  return MAX_IN_FLIGHT - run.inFlight - run.wanting.size;
}

/**
 * Sends what is ready while there is room, highest weight first: to the caller at once while it takes more, to the
 * queue otherwise. An instance of a pool is asked for there first (`run.wanting`).
 */
export function dispatchReady(step: Step, handOver: HandOver | null): void {
  const { run } = step;
  const makers = { queued: shareQueued(step), running: shareRunning(step) };
  let take = handOver?.take ?? 0;
  for (let next = run.ready.peek(); next !== undefined && countRoom(run) > 0; next = run.ready.peek()) {
    const { instance } = next;
    const { node } = taskOf(run, instance.task).place;
    const isOpen = instance.status.state === "scheduled" && !run.wanting.has(instance);
    const isTaken = isOpen && handOver !== null && take > 0 && mayHandOver(node, handOver);
    if (isOpen && !isTaken && countWindow(run) <= 0) return;
    run.ready.pop();
    if (!isOpen) continue;
    if (node.pool !== null) run.wanting.add(instance);
    else if (isTaken) {
      take -= 1;
      lease(step, instance, makers.running(makers.queued(instance), handOver.carrier, node.executionTimeout));
    } else enqueue(step, instance, makers.queued(instance));
  }
}

function mayHandOver(node: TaskNode, handOver: HandOver): boolean {
  return node.pool === null && !node.cpuHeavy && handOver.accepts.includes(node.executor);
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
