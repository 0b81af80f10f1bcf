import type { TaskNode } from "./graph.ts";
import type { Reason } from "./reason.ts";
import { taskOf } from "./run.ts";
import type { Run, RunTask } from "./run.ts";
import { markAll } from "./set-status.ts";
import { hasPast } from "./topology.ts";
import type { Verdict } from "./trigger-rule.ts";

/** What a run knows of one of its tasks, for the run after it. */
export interface TaskPast {
  readonly taskId: string;
  /** False when its graph does not have the task. */
  readonly isKnown: boolean;
  /** Instances that neither succeeded nor were skipped: of the task, and of the tasks directly below it. */
  readonly open: number;
  readonly openBelow: number;
}

/** The run before, as a run is told of it. */
export interface PreviousRun {
  readonly runId: string;
  readonly tasks: readonly TaskPast[];
}

/** Whether a task may go on as far as the run before is concerned; null lets it. */
export interface PastAnswer {
  readonly taskId: string;
  readonly reason: Reason | null;
}

/** What the run after asks for. Source: airflow/ti_deps/deps/prev_dagrun_dep.py. */
export function describePast(run: Run, taskIds: readonly string[]): TaskPast[] {
  return taskIds.map((taskId) => {
    const index = run.topology.indexOf.get(taskId);
    if (index === undefined) return { taskId, isKnown: false, open: 0, openBelow: 0 };
    const task = taskOf(run, index);
    const openBelow = task.place.down.reduce((sum, below) => sum + countOpen(taskOf(run, below)), 0);
    return { taskId, isKnown: true, open: countOpen(task), openBelow };
  });
}

/** Whether all instances of a task succeeded or were skipped. */
export function isPastDone(task: RunTask): boolean {
  return countOpen(task) === 0;
}

function countOpen({ instances, byState }: RunTask): number {
  return instances.length - (byState.get("success") ?? 0) - (byState.get("skipped") ?? 0);
}

/**
 * Decides for one task. `previous` is null for a DAG's first run; `isFirst` says that no earlier run had the task at all.
 */
export function decidePast(node: TaskNode, previous: PreviousRun | null, isFirst: boolean): Reason | null {
  if (previous === null) return null;
  const params = { run: previous.runId, task: node.id };
  const past = previous.tasks.find(({ taskId }) => taskId === node.id);
  if (past === undefined || !past.isKnown) {
    return isFirst && node.ignoreFirstDependsOnPast === true ? null : { code: "past_missing", params };
  }
  if (past.open > 0) return { code: "past_open", params: { ...params, open: past.open } };
  const isBelowOpen = node.waitForDownstream === true && past.openBelow > 0;
  return isBelowOpen ? { code: "past_below_open", params: { ...params, open: past.openBelow } } : null;
}

/** Tasks that still have to hear whether the run before lets them go on; with `isAgain` those told to wait, too. */
export function listPastQuestions(run: Run, isAgain: boolean): string[] {
  if (run.state !== "running" || run.identity.logicalDate === null) return [];
  return run.topology.pastTasks.flatMap((index) => {
    const task = taskOf(run, index);
    const answer = run.past.get(index);
    const isAsked = answer === undefined || (isAgain && answer !== null);
    return isAsked && (task.byState.get("none") ?? 0) > 0 ? [task.place.node.id] : [];
  });
}

/** Notes answers; instances whose answer changed are judged in the next wave. */
export function notePast(run: Run, answers: readonly PastAnswer[]): void {
  for (const { taskId, reason } of answers) {
    const index = run.topology.indexOf.get(taskId);
    if (index === undefined) continue;
    run.past.set(index, reason);
    markAll(run, taskOf(run, index));
  }
}

/** What the run before says of a task. A run without a logical date has none before it. */
export function judgePast(run: Run, task: RunTask): Verdict {
  const { node, index } = task.place;
  if (!hasPast(node) || run.identity.logicalDate === null) return { type: "run" };
  const answer = run.past.get(index);
  if (answer === null) return { type: "run" };
  return { type: "wait", reason: answer ?? { code: "past_unknown", params: { task: node.id } } };
}
