import { isLatest } from "./latest-only.ts";
import { MAX_MAP_LENGTH } from "./limits.ts";
import { succeed } from "./outcome.ts";
import { isOver, meetByIndex, NO_TIMES, taskOf } from "./run.ts";
import type { Run, RunTask, TaskInstance } from "./run.ts";
import type { Reason } from "./reason.ts";
import { markAll } from "./set-status.ts";
import { change, changeRun, expand } from "./step.ts";
import type { Step } from "./step.ts";
import { findLength, judge } from "./verdict.ts";
import type { ForcedState, Verdict } from "./trigger-rule.ts";

/** Lets a queued run go: everything that waits in it is judged in the first wave. */
export function beginRun(step: Step): void {
  changeRun(step, { state: "running", startedAt: step.now, endedAt: null });
  for (const task of step.run.tasks) markAll(step.run, task);
}

/** Judges waves until nothing more is decided. Each wave sees the states as they were before it, as Airflow's passes do. */
export function settle(step: Step): void {
  while (settleWave(step));
}

/** One wave over the instances marked for it. False when there was none. */
export function settleWave(step: Step): boolean {
  const { run } = step;
  if (run.state !== "running" || run.dirty.size === 0) return false;
  const wave = run.dirty;
  run.dirty = new Set();
  const decided: [TaskInstance, Verdict][] = [];
  for (const instance of wave) judgeInto(step, instance, decided);
  const scheduled = { state: "scheduled", at: step.now, carry: null } as const;
  for (const [instance, verdict] of decided) {
    if (isReplaced(run, instance)) continue;
    if (verdict.type === "force")
      change(step, instance, { state: verdict.state, at: step.now, times: NO_TIMES, reason: verdict.reason });
    if (verdict.type === "run") makeReady(step, instance, scheduled);
  }
  return true;
}

/** Whether another member of its group has expanded the instance's task since the wave began. */
function isReplaced(run: Run, instance: TaskInstance): boolean {
  return instance.mapIndex < 0 && taskOf(run, instance.task).isExpanded;
}

function judgeInto(step: Step, instance: TaskInstance, decided: [TaskInstance, Verdict][]): void {
  if (instance.status.state !== "none") return;
  const task = taskOf(step.run, instance.task);
  if (isReplaced(step.run, instance)) return;
  const length = findGroupLength(step.run, task);
  if (length !== null) {
    for (const made of expand(step, task, length)) judgeInto(step, made, decided);
    return;
  }
  const verdict = judge(step.run, instance);
  if (verdict.type !== "run" || task.place.expand === null) {
    if (verdict.type !== "wait") decided.push([instance, verdict]);
    return;
  }
  if (task.isExpanded) {
    decided.push([instance, reviseIndex(step, task, instance)]);
    return;
  }
  expandInto(step, task, instance, decided);
}

/**
 * How many instances a mapped group has that went on without this task, which was over then and has been put back since;
 * null for any other task.
 */
function findGroupLength(run: Run, task: RunTask): number | null {
  if (task.isExpanded || task.place.mappedGroup === null) return null;
  const above = task.place.up.map((index) => taskOf(run, index));
  const partner = above.find((other) => other.isExpanded && meetByIndex(task.place, other.place));
  return partner?.instances.length ?? null;
}

/** A task met for the first time gets its instances, and with it its whole mapped group; they are judged in this wave. */
function expandInto(step: Step, task: RunTask, instance: TaskInstance, decided: [TaskInstance, Verdict][]): void {
  const length = findLength(step.run, task);
  if (length === null)
    decided.push([instance, forceState("upstream_failed", { code: "expansion_unknown", params: {} })]);
  else if (length === 0) decided.push([instance, forceState("skipped", { code: "expansion_empty", params: {} })]);
  else if (length > MAX_MAP_LENGTH) decided.push([instance, refuseLength(length)]);
  else {
    for (const member of listGroup(step.run, task)) {
      for (const made of expand(step, member, length)) judgeInto(step, made, decided);
    }
  }
}

/** The unexpanded tasks of a mapped group that are not over; of any other task, itself. */
function listGroup(run: Run, task: RunTask): RunTask[] {
  const { mappedGroup } = task.place;
  if (mappedGroup === null) return [task];
  return run.tasks.filter(
    (other) =>
      other.place.mappedGroup === mappedGroup &&
      !other.isExpanded &&
      other.instances.every((instance) => !isOver(instance)),
  );
}

/** After a clear a list may have grown or shrunk: what is missing is made, what is too much is removed. */
function reviseIndex(step: Step, task: RunTask, instance: TaskInstance): Verdict {
  const length = findLength(step.run, task);
  if (length === null || length === task.instances.length) return { type: "run" };
  if (length > MAX_MAP_LENGTH) return refuseLength(length);
  if (length > task.instances.length) for (const made of expand(step, task, length)) step.run.dirty.add(made);
  const reason = { code: "index_removed", params: { length } };
  return instance.mapIndex < length ? { type: "run" } : forceState("removed", reason);
}

function refuseLength(length: number): Verdict {
  return forceState("upstream_failed", { code: "expansion_too_long", params: { length, limit: MAX_MAP_LENGTH } });
}

function forceState(state: ForcedState, reason: Reason): Verdict {
  return { type: "force", state, reason };
}

/** The instance's next try begins; with a task that the engine decides itself it is over at once. */
function makeReady(
  step: Step,
  instance: TaskInstance,
  scheduled: { state: "scheduled"; at: number; carry: null },
): void {
  const { node } = taskOf(step.run, instance.task).place;
  instance.tryNumber += 1;
  change(step, instance, scheduled);
  if (node.kind !== "empty" && node.kind !== "latest_only") return;
  const { run, now } = step;
  const times = { scheduledAt: now, queuedAt: now, startedAt: now };
  const proceed = node.kind === "empty" || isLatest(run.topology.graph, run.identity, now);
  const decision = node.kind === "empty" ? null : ({ kind: "short_circuit", proceed } as const);
  succeed(step, instance, times, decision, { isPushed: false, length: null });
}
