import { enqueue, hasRoom, shareQueued } from "./dispatch.ts";
import type { GrantEvent } from "./event.ts";
import type { InstanceKey } from "./ids.ts";
import { findInstance } from "./run.ts";
import type { Queued, Run, TaskInstance } from "./run.ts";
import { gateAt, gatesOf, holdIn, leave, pass, refuse, stateOf } from "./standing.ts";
import type { Standing } from "./gate-state.ts";
import type { Step } from "./step.ts";

/** Lets those through whom a gate let through, and notes why the others wait. */
export function takeAnswer(step: Step, event: GrantEvent): void {
  const { run } = step;
  const share = shareQueued(step);
  const state = event.gate === undefined ? undefined : run.gates.byName.get(event.gate);
  if (state !== undefined && event.window !== undefined) state.window = event.window;
  for (const key of event.granted) {
    const standing = findStanding(run, key, event.gate);
    if (standing !== null && letThrough(step, standing, event.gate === undefined, share)) continue;
    if (isPast(run, key, event.gate)) continue;
    // The gate has given what nobody takes: it is told so.
    if (state !== undefined) state.stamp += 1;
    step.refused.push({ taskId: key.taskId, mapIndex: key.mapIndex });
  }
  for (const key of event.refused ?? []) {
    const standing = findStanding(run, key, event.gate);
    if (standing !== null) refuse(run, standing, key.reason, key.isHopeless);
  }
}

function findStanding(run: Run, { taskId, mapIndex }: InstanceKey, gate: string | undefined): Standing | null {
  const instance = findInstance(run, taskId, mapIndex);
  const standing = instance === undefined ? undefined : run.wanting.get(instance);
  if (standing === undefined) return null;
  return gate === undefined || gateAt(standing)?.name === gate ? standing : null;
}

/** Whether it has gone through that gate before: a repeated answer says nothing new. */
function isPast(run: Run, { taskId, mapIndex }: InstanceKey, gate: string | undefined): boolean {
  const instance = findInstance(run, taskId, mapIndex);
  if (instance === undefined) return false;
  const standing = run.wanting.get(instance);
  if (standing === undefined) return holdIn(instance.status.state) !== null;
  return standing.gates.slice(0, standing.passed).some(({ name }) => name === gate);
}

/** False when the run has no room for it now: then it waits for that first, and asks anew. */
function letThrough(
  step: Step,
  standing: Standing,
  isAll: boolean,
  share: (instance: TaskInstance) => Queued,
): boolean {
  const { run } = step;
  const { instance } = standing.ready;
  if (!hasRoom(run)) {
    leave(run, standing);
    run.ready.push(standing.ready);
    return false;
  }
  let isWaiting = pass(run, standing);
  while (isAll && isWaiting) isWaiting = pass(run, standing);
  if (!isWaiting) enqueue(step, instance, share(instance));
  return true;
}

/**
 * Makes tasks without a pool stand at the default one, or no longer. What already goes on is named to it as held, or no
 * more; what stands somewhere begins anew with the gates it has now.
 */
export function limitDefaultPool(run: Run, isLimited: boolean): void {
  if (run.gates.isDefaultPoolLimited === isLimited) return;
  const free = run.tasks.filter(({ place }) => place.node.pool === null);
  for (const standing of run.wanting.values()) {
    leave(run, standing);
    run.ready.push(standing.ready);
  }
  for (const task of free) settleHolding(run, task.place.index, false);
  run.gates.isDefaultPoolLimited = isLimited;
  for (const task of free) settleHolding(run, task.place.index, true);
}

function settleHolding(run: Run, index: number, isHeld: boolean): void {
  const gates = gatesOf(run, index).filter(({ kind }) => kind === "pool");
  if (gates.length === 0) return;
  for (const instance of run.tasks[index]?.instances ?? []) {
    if (holdIn(instance.status.state) === null) continue;
    for (const gate of gates) {
      const state = stateOf(run, gate);
      if (isHeld) state.holding.add(instance);
      else state.holding.delete(instance);
      state.stamp += 1;
    }
  }
}
