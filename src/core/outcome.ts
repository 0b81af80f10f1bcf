import type { Outcome } from "./protocol.ts";
import type { Reason } from "./reason.ts";
import { computePokeDelay, computeRetryDelay, mayRetry } from "./retry-policy.ts";
import { isOver, NO_TIMES, taskOf } from "./run.ts";
import type { Output, Run, RunTask, Running, Status, TaskInstance, Times } from "./run.ts";
import { change, changeRun } from "./step.ts";
import type { Step } from "./step.ts";
import { explainSkip, listSkipped } from "./verdict.ts";

/** Turns how an attempt ended into the instance's next status. `running` is the status it had. */
export function applyOutcome(
  step: Step,
  instance: TaskInstance,
  running: Running,
  outcome: Outcome,
  output: Output,
): void {
  switch (outcome.type) {
    case "success":
      return succeed(step, instance, running.times, outcome.decision ?? null, output);
    case "skip":
      return change(step, instance, { state: "skipped", at: step.now, times: running.times, reason: outcome.reason });
    case "fail":
      return fail(step, instance, running.times, outcome.reason, outcome.retryable ? "policy" : "never");
    case "retry_after":
      return fail(step, instance, running.times, outcome.reason, outcome.delay);
    case "reschedule":
      return reschedule(step, instance, running, outcome.delay);
    case "defer": {
      const carry = { ...running.carry, resume: outcome.resume };
      return change(step, instance, {
        state: "deferred",
        due: outcome.until,
        event: outcome.event,
        times: running.times,
        carry,
      });
    }
  }
}

type Decided = Extract<Status, { state: "success" }>["decision"];

/** Ends an instance well; what it decided against is skipped at once. */
export function succeed(step: Step, instance: TaskInstance, times: Times, decision: Decided, output: Output): void {
  const task = taskOf(step.run, instance.task);
  const unknown = findUnknownLabel(task, decision);
  if (unknown !== null) return fail(step, instance, times, unknown, "never");
  const status = { state: "success", at: step.now, times, decision, output } as const;
  change(step, instance, status);
  const reason = explainSkip(task.place.node.id);
  for (const skipped of listSkipped(step.run, instance, status)) {
    change(step, skipped, { state: "skipped", at: step.now, times: NO_TIMES, reason });
  }
}

function findUnknownLabel(task: RunTask, decision: Decided): Reason | null {
  if (decision?.kind !== "branch") return null;
  const arms = task.place.node.arms ?? {};
  const label = decision.labels.find((name) => !Object.hasOwn(arms, name));
  return label === undefined ? null : { code: "unknown_arm", params: { label, arms: Object.keys(arms).join(", ") } };
}

/** Fails a try: another one follows when the policy, or a delay the attempt itself asked for, allows it. */
export function fail(
  step: Step,
  instance: TaskInstance,
  times: Times,
  reason: Reason,
  retry: "policy" | "never" | number,
): void {
  const task = taskOf(step.run, instance.task);
  const isRetried = retry !== "never" && mayRetry(task, instance);
  if (isRetried) {
    const delay = typeof retry === "number" ? retry : computeRetryDelay(step.run, task, instance.tryNumber);
    change(step, instance, { state: "up_for_retry", due: step.now + delay, at: step.now, times, reason });
    return;
  }
  change(step, instance, { state: "failed", at: step.now, times, reason });
  if (step.run.topology.graph.failFast) stopFast(step, task.place.node.id);
}

/** One failure ends a fail-fast run: what runs fails, what waits is skipped, teardowns are left to do their work. */
function stopFast(step: Step, failedTask: string): void {
  const reason: Reason = { code: "fail_fast", params: { task: failedTask } };
  changeRun(step, { verdict: { state: "failed", reason } });
  stopInstances(step, reason, "failed");
}

type StoppedAs = "success" | "failed" | "skipped";

/** Ends every instance that `listStopped` tells. */
export function stopInstances(step: Step, reason: Reason, state: StoppedAs): void {
  for (const task of step.run.tasks) {
    if (task.place.node.teardown === null) stopTask(step, task, reason, state);
  }
}

/** What a stop ends, and as what: all that is not over, but for teardowns. */
export function listStopped(run: Run, state: StoppedAs): Stopped[] {
  const stopped = run.tasks.filter(({ place }) => place.node.teardown === null).flatMap(({ instances }) => instances);
  return stopped.flatMap((instance) => (isOver(instance) ? [] : [{ instance, as: judgeStopped(instance, state) }]));
}

export interface Stopped {
  readonly instance: TaskInstance;
  readonly as: StoppedAs;
}

export function stopTask(step: Step, task: RunTask, reason: Reason, state: StoppedAs): void {
  for (const instance of task.instances) {
    const { status } = instance;
    if (isOver(instance)) continue;
    const times = "times" in status ? status.times : NO_TIMES;
    endInstance(step, instance, judgeStopped(instance, state), times, reason);
  }
}

/** What a carrier or a wait holds ends in `state`, the others as skipped. */
function judgeStopped({ status }: TaskInstance, state: StoppedAs): StoppedAs {
  return HELD.has(status.state) ? state : "skipped";
}

const HELD: ReadonlySet<string> = new Set(["running", "deferred", "up_for_reschedule", "awaiting_input"]);

/** Puts an instance into a final state that it did not reach by itself. */
export function endInstance(step: Step, instance: TaskInstance, state: StoppedAs, times: Times, reason: Reason): void {
  if (state !== "success") return change(step, instance, { state, at: step.now, times, reason });
  const output: Output = { isPushed: false, length: null };
  change(step, instance, { state, at: step.now, times, decision: null, output });
}

/** Looks again after `delay`; a sensor at its own pace, until its timeout counted from its first start. */
function reschedule(step: Step, instance: TaskInstance, running: Running, delay: number): void {
  const task = taskOf(step.run, instance.task);
  const { sensor } = task.place.node;
  const carry = { ...running.carry, pokes: running.carry.pokes + 1 };
  const elapsed = step.now - carry.firstStartedAt;
  if (sensor !== null && elapsed > sensor.timeout) return timeOutSensor(step, instance, running.times, sensor);
  const wait = sensor === null ? delay : computePokeDelay(step.run, task, carry, elapsed);
  change(step, instance, { state: "up_for_reschedule", due: step.now + wait, times: running.times, carry });
}

function timeOutSensor(
  step: Step,
  instance: TaskInstance,
  times: Times,
  sensor: { timeout: number; softFail: boolean },
): void {
  const reason: Reason = { code: "sensor_timeout", params: { timeout: sensor.timeout } };
  if (sensor.softFail) return change(step, instance, { state: "skipped", at: step.now, times, reason });
  fail(step, instance, times, reason, "never");
}
