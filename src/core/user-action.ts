import type { ClearEvent, MarkEvent, Selection } from "./event.ts";
import { endInstance, stopInstances } from "./outcome.ts";
import { NONE, NO_TIMES, taskOf } from "./run.ts";
import type { Run, RunTask, TaskInstance } from "./run.ts";
import { beginRun } from "./settle.ts";
import { isRunEnded } from "./state.ts";
import { change, changeRun } from "./step.ts";
import type { Step } from "./step.ts";
import { downLinks, reach, upLinks } from "./topology.ts";

/** A person ends the run: what runs ends in the run's state, what waits is skipped, teardowns still do their work. */
export function cancelRun(step: Step, state: "success" | "failed", by: string): void {
  const { run } = step;
  if (isRunEnded(run.state)) {
    if (run.state !== state) changeRun(step, { state });
    return;
  }
  const reason = { code: "marked", params: { state, by } };
  changeRun(step, { verdict: { state, reason } });
  if (run.state === "queued") beginRun(step);
  stopInstances(step, reason, state);
}

/** The instances a selection means, each once, in the graph's order. Unknown tasks are left out. */
export function selectInstances(run: Run, selection: Selection): TaskInstance[] {
  const chosen = new Map<number, Set<number> | null>();
  for (const { taskId, mapIndex } of selection.targets) {
    const index = run.topology.indexOf.get(taskId);
    if (index === undefined) continue;
    const indexes = chosen.get(index);
    if (mapIndex === null || indexes === null) chosen.set(index, null);
    else chosen.set(index, (indexes ?? new Set()).add(mapIndex));
  }
  const starts = [...chosen.keys()];
  const reached = new Set<number>();
  if (selection.downstream) for (const index of reach(downLinks(run.topology), starts)) reached.add(index);
  if (selection.upstream) for (const index of reach(upLinks(run.topology), starts)) reached.add(index);
  for (const index of reached) if (!chosen.has(index)) chosen.set(index, null);
  return run.tasks.flatMap((task) => {
    const indexes = chosen.get(task.place.index);
    if (indexes === undefined) return [];
    return task.instances.filter(({ mapIndex }) => indexes === null || indexes.has(mapIndex));
  });
}

/** Instances a clear would put back: the selection, narrowed, with the setups it needs and their teardowns. */
export function selectToClear(run: Run, event: ClearEvent): TaskInstance[] {
  const picked = selectInstances(run, event).filter(({ status }) => {
    if (event.onlyFailed) return status.state === "failed" || status.state === "upstream_failed";
    return event.onlyRunning ? status.state === "running" : true;
  });
  const withSetups = new Set(picked);
  for (const index of new Set(picked.map(({ task }) => task)))
    for (const guard of listGuards(run, taskOf(run, index)))
      for (const instance of guard.instances) withSetups.add(instance);
  return [...withSetups];
}

/** The setups that a task relies on, and the teardowns of those setups. A teardown relies on none. */
function listGuards(run: Run, task: RunTask): RunTask[] {
  const isTeardown = (index: number): boolean => taskOf(run, index).place.node.teardown !== null;
  const listTeardowns = (setup: number): number[] => taskOf(run, setup).place.down.filter(isTeardown);
  const below = reach(downLinks(run.topology), [task.place.index]);
  const direct = task.place.up.filter((index) => {
    const teardowns = listTeardowns(index);
    return taskOf(run, index).place.node.isSetup && (teardowns.length === 0 || teardowns.some((at) => below.has(at)));
  });
  const setups = [...task.place.indirectSetups, ...direct];
  return [...new Set([...setups, ...setups.flatMap(listTeardowns)])].map((index) => taskOf(run, index));
}

/**
 * Puts instances back to the start. One that runs is fenced off at once: its token is no longer the current one. How the
 * run ends is open again, whatever was decided before.
 */
export function clearInstances(step: Step, event: ClearEvent): void {
  const { run, now } = step;
  const cleared = selectToClear(run, event);
  if (cleared.length === 0) return;
  for (const instance of cleared) {
    putBack(step, instance);
    run.past.delete(instance.task);
  }
  const clearNumber = run.clearNumber + 1;
  if (isRunEnded(run.state) && event.resetRun) {
    changeRun(step, { state: "queued", queuedAt: now, startedAt: null, endedAt: null, clearNumber, verdict: null });
  } else if (!isRunEnded(run.state)) {
    changeRun(step, { clearNumber, verdict: null });
  }
}

function putBack(step: Step, instance: TaskInstance): void {
  instance.maxTries = instance.tryNumber + taskOf(step.run, instance.task).place.node.retry.limit;
  change(step, instance, NONE);
}

/** Sets states by hand; what is in that state already keeps its output and its reason. Failed and upstream-failed instances below a success or skip are put back, and the run goes on. */
export function markInstances(step: Step, event: MarkEvent): void {
  const { run } = step;
  const marked = selectInstances(run, event).filter(({ status }) => status.state !== event.state);
  if (marked.length === 0) return;
  const reason = { code: "marked", params: { state: event.state, by: event.by } };
  for (const instance of marked) {
    const { status } = instance;
    const times = "times" in status ? status.times : NO_TIMES;
    endInstance(step, instance, event.state, times, reason);
  }
  if (event.state !== "failed") reopenBelow(step, marked);
}

function reopenBelow(step: Step, marked: readonly TaskInstance[]): void {
  const { run, now } = step;
  const below = reach(downLinks(run.topology), new Set(marked.map(({ task }) => task)));
  const held = [...below]
    .flatMap((index) => taskOf(run, index).instances)
    .filter(({ status }) => status.state === "failed" || status.state === "upstream_failed");
  for (const instance of held) putBack(step, instance);
  if (held.length === 0) return;
  if (!isRunEnded(run.state)) changeRun(step, { verdict: null });
  else changeRun(step, { state: "queued", queuedAt: now, startedAt: null, endedAt: null, verdict: null });
}
