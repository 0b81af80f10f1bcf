import { lease, shareRunning } from "./dispatch.ts";
import type { AttemptName, RunEvent } from "./event.ts";
import type { InstanceKey } from "./ids.ts";
import { applyOutcome } from "./outcome.ts";
import { findInstance, taskIdOf, taskOf } from "./run.ts";
import type { TaskInstance } from "./run.ts";
import type { Step } from "./step.ts";

type Start = Extract<RunEvent, { type: "start" }>;
type Finish = Extract<RunEvent, { type: "finish" }>;

/** Leases what is still to be started; the same carrier asking again gets the same lease. */
export function startAttempts(step: Step, event: Start): void {
  const share = shareRunning(step);
  for (const attempt of event.attempts) {
    if (!startAttempt(step, event.carrier, attempt, share)) step.refused.push(nameOf(attempt));
  }
}

/** Compare-and-set from queued to running under the current token. */
function startAttempt(
  step: Step,
  carrier: string,
  attempt: AttemptName,
  share: ReturnType<typeof shareRunning>,
): boolean {
  const instance = findInstance(step.run, attempt.taskId, attempt.mapIndex);
  const status = instance?.status;
  if (instance === undefined || status === undefined) return false;
  if (status.state === "running") {
    const isRepeat = status.token === attempt.token && status.carrier === carrier;
    if (isRepeat) step.leased.push(instance);
    return isRepeat;
  }
  if (status.state !== "queued" || status.token !== attempt.token || step.run.held !== null) return false;
  lease(step, instance, share(status, carrier, taskOf(step.run, instance.task).place.node.executionTimeout));
  return true;
}

/** Commits outcomes. Whoever does not hold the instance, under its current token, is refused. */
export function finishAttempts(step: Step, event: Finish): void {
  if (event.holding !== null) leaseAgain(step, event.carrier, [...event.holding, ...event.finishes]);
  for (const attempt of event.finishes) {
    const instance = findInstance(step.run, attempt.taskId, attempt.mapIndex);
    const status = instance?.status;
    const isHolder = status?.state === "running" && status.token === attempt.token && status.carrier === event.carrier;
    if (instance !== undefined && isHolder) applyOutcome(step, instance, status, attempt.outcome, attempt.output);
    else step.refused.push(nameOf(attempt));
  }
}

/** Gives a carrier once more what it was leased in an answer that it never got. */
function leaseAgain(step: Step, carrier: string, known: readonly InstanceKey[]): void {
  const nameText = ({ taskId, mapIndex }: InstanceKey): string => `${taskId} ${mapIndex}`;
  const knows = new Set(known.map(nameText));
  const held: TaskInstance[] = [...(step.run.carriers.get(carrier) ?? [])];
  step.leased.push(
    ...held.filter(
      (instance) => !knows.has(nameText({ taskId: taskIdOf(step.run, instance), mapIndex: instance.mapIndex })),
    ),
  );
}

function nameOf({ taskId, mapIndex }: InstanceKey): InstanceKey {
  return { taskId, mapIndex };
}
