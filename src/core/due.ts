import { sendAgain } from "./dispatch.ts";
import { fail, stopTask } from "./outcome.ts";
import type { Reason } from "./reason.ts";
import type { Run, Status, TaskInstance } from "./run.ts";
import { change, changeRun } from "./step.ts";
import type { Step } from "./step.ts";

/** When the run next wants to be told the time; null when it waits for nothing but others. */
export function findNextDue(run: Run): number | null {
  for (let top = run.due.peek(); top !== undefined; top = run.due.peek()) {
    if (isWaitedFor(run, top)) break;
    run.due.pop();
  }
  const timeout = findRunTimeout(run);
  const instance = run.due.peek()?.at ?? null;
  if (timeout === null || instance === null) return timeout ?? instance;
  return Math.min(timeout, instance);
}

/** Nothing is sent again while the run is held: all of it is when it goes on. */
function isWaitedFor({ held }: Run, { instance, status }: Due): boolean {
  return instance.status === status && !(held !== null && status.state === "queued");
}
type Due = { readonly instance: TaskInstance; readonly status: Status };

function findRunTimeout(run: Run): number | null {
  const { dagrunTimeout } = run.topology.graph;
  const isCounting = run.state === "running" && run.startedAt !== null && run.verdict === null;
  return dagrunTimeout !== null && isCounting && run.startedAt !== null ? run.startedAt + dagrunTimeout : null;
}

/** Does everything that is due at the step's time. */
export function passTime(step: Step): void {
  const { run, now } = step;
  const timeout = findRunTimeout(run);
  if (timeout !== null && timeout <= now) return timeOutRun(step);
  for (let top = run.due.peek(); top !== undefined && top.at <= now; top = run.due.peek()) {
    run.due.pop();
    if (isWaitedFor(run, top)) fall(step, top.instance);
  }
}

function fall(step: Step, instance: TaskInstance): void {
  const { status } = instance;
  switch (status.state) {
    case "queued":
      return sendAgain(step, instance, status);
    case "running":
      return fail(step, instance, status.times, { code: "execution_timeout", params: {} }, "policy");
    case "up_for_retry":
      instance.tryNumber += 1;
      return change(step, instance, { state: "scheduled", at: step.now, carry: null });
    case "up_for_reschedule":
    case "deferred":
      return change(step, instance, { state: "scheduled", at: step.now, carry: status.carry });
    default:
  }
}

/** Airflow's dagrun_timeout: the run fails, and every instance that is not over is skipped, teardowns included. */
function timeOutRun(step: Step): void {
  const reason: Reason = { code: "dagrun_timeout", params: { timeout: step.run.topology.graph.dagrunTimeout ?? 0 } };
  changeRun(step, { verdict: { state: "failed", reason } });
  for (const task of step.run.tasks) stopTask(step, task, reason, "skipped");
}
