import { judgePast } from "./past.ts";
import type { Reason } from "./reason.ts";
import type { Run, TaskInstance } from "./run.ts";
import { NO_TIMES, taskOf } from "./run.ts";
import { change, changeRun } from "./step.ts";
import type { Step } from "./step.ts";
import { judge } from "./verdict.ts";

/**
 * Ends the run when nothing is left to do: failed when a considered leaf failed, as someone decided when someone did,
 * else success. With instances left that nothing will ever make ready the run is deadlocked, and fails.
 */
export function conclude(step: Step): void {
  const { run, now } = step;
  if (run.state !== "running" || run.active > 0) return;
  if (run.unfinished > 0 && waitsForPast(run)) return;
  if (run.unfinished > 0) endDeadlock(step);
  changeRun(step, { state: decideState(run), endedAt: now, held: null });
}

/** Whether the run before holds an instance back that nothing else does: it may come yet, so this is no deadlock. */
function waitsForPast(run: Run): boolean {
  return run.topology.pastTasks.some((index) => {
    const task = taskOf(run, index);
    if ((task.byState.get("none") ?? 0) === 0) return false;
    const past = judgePast(run, task);
    if (past.type !== "wait") return false;
    return task.instances.some((instance) => {
      const verdict = instance.status.state === "none" ? judge(run, instance) : null;
      return verdict?.type === "wait" && verdict.reason.code === past.reason.code;
    });
  });
}

function decideState(run: Run): "success" | "failed" {
  if (run.verdict !== null) return run.verdict.state;
  return run.failedLeaves > 0 ? "failed" : "success";
}

/** Airflow leaves such instances without a state; here each says what it waited for. */
function endDeadlock(step: Step): void {
  changeRun(step, {
    verdict: { state: "failed", reason: { code: "deadlock", params: { waiting: step.run.unfinished } } },
  });
  const stuck = step.run.tasks.flatMap((task) => task.instances.filter(({ status }) => status.state === "none"));
  const reasons = stuck.map((instance): [TaskInstance, Reason] => [instance, explainWait(step.run, instance)]);
  for (const [instance, reason] of reasons)
    change(step, instance, { state: "skipped", at: step.now, times: NO_TIMES, reason });
  step.run.dirty.clear();
}

/** What holds an instance back that has not been decided. */
export function explainWait(run: Run, instance: TaskInstance): Reason {
  const verdict = judge(run, instance);
  return verdict.type === "run" ? { code: "deadlock", params: {} } : verdict.reason;
}
