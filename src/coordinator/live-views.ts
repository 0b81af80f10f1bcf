import type { Batch } from "../core/batch.ts";
import { NO_TASK, pickGravest, STATE_LETTERS } from "../core/cells.ts";
import { formatDagId } from "../core/ids.ts";
import type { RunView } from "../core/protocol.ts";
import { taskOf } from "../core/run.ts";
import type { Run, RunTask, TaskInstance } from "../core/run.ts";
import type { LiveCell, LiveInstance, LiveRun, RunChanges, RunSnapshot } from "../live/messages.ts";
import { viewInstance, viewRun } from "./run-views.ts";

/** More than so many instances, or cells, are not told one by one. */
const MANY = 2_000;

export function toLiveRun(view: RunView): LiveRun {
  const { runId, state, runType, runAfter, queuedAt, startedAt, endedAt, seq } = view;
  return { dagId: formatDagId(view), runId, state, runType, runAfter, queuedAt, startedAt, endedAt, revision: seq };
}

export function describeSnapshot(run: Run): RunSnapshot {
  const count = run.tasks.reduce((sum, { instances }) => sum + instances.length, 0);
  const instances = count > MANY ? null : run.tasks.flatMap((task) => task.instances.map((one) => toLive(run, one)));
  return { kind: "snapshot", run: toLiveRun(viewRun(run)), instances };
}

/** What a journal row changed, as the run is now, and what its attempts have published. */
export function describeChanges(run: Run, batch: Batch, published: RunChanges["xcoms"]): RunChanges {
  const places = new Map<string, readonly [task: number, mapIndex: number]>();
  for (const { instances } of batch.changes) {
    for (const [task, mapIndex] of instances) places.set(`${task} ${mapIndex}`, [task, mapIndex]);
  }
  const found = [...places.values()]
    .slice(0, MANY + 1)
    .flatMap(([task, mapIndex]) => findAt(run, task, mapIndex) ?? []);
  return {
    kind: "changes",
    run: toLiveRun(viewRun(run)),
    before: batch.seq - 1,
    instances: places.size > MANY ? null : found.map((instance) => toLive(run, instance)),
    xcoms: published.slice(0, MANY),
  };
}

/** Which tasks a journal row touched. */
export function listTouched(batch: Batch): number[] {
  const expanded = batch.expansions.map(([task]) => task);
  return [...expanded, ...batch.changes.flatMap(({ instances }) => instances.map(([task]) => task))];
}

/** Null where there are too many. */
export function describeCells(run: Run, tasks: ReadonlySet<number>): readonly LiveCell[] | null {
  if (tasks.size > MANY) return null;
  return [...tasks].map((index) => toCell(taskOf(run, index)));
}

function toCell({ place, byState }: RunTask): LiveCell {
  const state = pickGravest((one) => (byState.get(one) ?? 0) > 0);
  const letter = state === null ? NO_TASK : STATE_LETTERS[state];
  if (place.expand === null) return [place.node.id, letter];
  const counts = [...byState].filter(([, count]) => count > 0);
  return [place.node.id, letter, Object.fromEntries(counts.map(([one, count]) => [STATE_LETTERS[one], count]))];
}

function findAt(run: Run, task: number, mapIndex: number): TaskInstance | undefined {
  return taskOf(run, task).instances[Math.max(0, mapIndex)];
}

function toLive(run: Run, instance: TaskInstance): LiveInstance {
  const { taskId, mapIndex, state, tryNumber, queuedAt, startedAt, endedAt } = viewInstance(run, instance);
  return { taskId, mapIndex, state, tryNumber, queuedAt, startedAt, endedAt };
}
