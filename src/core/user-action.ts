import type { ClearEvent, MarkEvent } from "./event.ts";
import { holdRun } from "./hold.ts";
import { endInstance, listStopped, stopInstances } from "./outcome.ts";
import type { Stopped } from "./outcome.ts";
import { NONE, NO_TIMES, taskOf } from "./run.ts";
import type { Run, Status, TaskInstance } from "./run.ts";
import { listGuards, selectRelatives, selectToMark } from "./selection.ts";
import { beginRun } from "./settle.ts";
import { isRunEnded } from "./state.ts";
import { change, changeIdentity, changeRun } from "./step.ts";
import type { Step } from "./step.ts";
import { downLinks, reach } from "./topology.ts";

/** A person ends the run: what runs ends in the run's state, what waits is skipped, teardowns still do their work. */
export function cancelRun(step: Step, state: "success" | "failed", by: string): void {
  const { run } = step;
  if (isRunEnded(run.state)) {
    if (run.state !== state) changeRun(step, { state });
    return;
  }
  const reason = { code: "marked", params: { state, by } };
  // Its teardowns still have to run.
  holdRun(step, false, by);
  changeRun(step, { verdict: { state, reason } });
  if (run.state === "queued") beginRun(step);
  stopInstances(step, reason, state);
}

/** What `cancelRun` would end, and as what. */
export function selectToCancel(run: Run, state: "success" | "failed"): Stopped[] {
  return isRunEnded(run.state) ? [] : listStopped(run, state);
}

/** Instances a clear would put back: the selection, with the setups it needs and their teardowns, narrowed. */
export function selectToClear(run: Run, event: ClearEvent): TaskInstance[] {
  const picked = new Set(selectRelatives(run, event));
  addGuards(run, picked);
  return [...picked].filter(({ status }) => {
    if (event.onlyFailed) return isFailure(status);
    return event.onlyRunning ? status.state === "running" : true;
  });
}

function addGuards(run: Run, picked: Set<TaskInstance>): void {
  const below = new Map<number, ReadonlySet<number>>();
  const isBelow = (index: number, other: number): boolean => {
    const found = below.get(index) ?? reach(downLinks(run.topology), [index]);
    below.set(index, found);
    return found.has(other);
  };
  for (const index of new Set([...picked].map(({ task }) => task))) {
    for (const guard of listGuards(run, taskOf(run, index), isBelow))
      for (const instance of guard.instances) picked.add(instance);
  }
}

function isFailure({ state }: Status): boolean {
  return state === "failed" || state === "upstream_failed";
}

/**
 * Puts instances back to the start. One that runs is fenced off at once: its token is no longer the current one. How the
 * run ends is open again, whatever was decided before.
 */
export function clearInstances(step: Step, event: ClearEvent): void {
  const { run } = step;
  const cleared = selectToClear(run, event);
  if (cleared.length === 0 && event.hasNew !== true) return;
  if (event.conf !== undefined) changeIdentity(step, { conf: event.conf });
  for (const instance of cleared) {
    putBack(step, instance);
    run.past.delete(instance.task);
  }
  if (event.resetRun) reopen(step);
  else if (!isRunEnded(run.state)) changeRun(step, { verdict: null });
}

/** A run that has ended waits for admission again; how one ends that goes on is open again. */
function reopen(step: Step): void {
  const { run, now } = step;
  const clearNumber = run.clearNumber + 1;
  if (!isRunEnded(run.state)) changeRun(step, { clearNumber, verdict: null });
  else changeRun(step, { state: "queued", queuedAt: now, startedAt: null, endedAt: null, clearNumber, verdict: null });
}

function putBack(step: Step, instance: TaskInstance): void {
  instance.maxTries = instance.tryNumber + taskOf(step.run, instance.task).place.node.retry.limit;
  change(step, instance, NONE);
}

/**
 * Sets states by hand; what is in that state already keeps its output and its reason. What failed below is put back, with
 * the setups it needs, and the run goes on. Source: airflow/api/common/mark_tasks.py, DAG.set_task_instance_state.
 */
export function markInstances(step: Step, event: MarkEvent): void {
  const chosen = selectToMark(step.run, event);
  const marked = chosen.filter(({ status }) => status.state !== event.state);
  const reason = { code: "marked", params: { state: event.state, by: event.by } };
  for (const instance of marked) {
    const { status } = instance;
    const times = "times" in status ? status.times : NO_TIMES;
    endInstance(step, instance, event.state, times, reason);
  }
  reopenBelow(step, event, chosen);
}

/** What was marked by hand stays as it was marked, and what is beside it at other map indexes as it is. */
function reopenBelow(step: Step, { targets }: MarkEvent, marked: readonly TaskInstance[]): void {
  const { run } = step;
  const named = new Set(targets.flatMap(({ taskId }) => run.topology.indexOf.get(taskId) ?? []));
  const below = [...reach(downLinks(run.topology), named)].filter((index) => !named.has(index));
  const picked = new Set(below.flatMap((index) => taskOf(run, index).instances));
  addGuards(run, picked);
  for (const instance of picked) if (named.has(instance.task)) picked.delete(instance);
  for (const instance of marked) picked.delete(instance);
  const held = [...picked].filter(({ status }) => isFailure(status));
  for (const instance of held) putBack(step, instance);
  if (held.length > 0) reopen(step);
}
