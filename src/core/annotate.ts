import type { EditEvent, NoteInstancesEvent, RemoveEvent } from "./event.ts";
import { findInstance, NO_TIMES, taskOf } from "./run.ts";
import type { TaskInstance } from "./run.ts";
import { change } from "./step.ts";
import type { Step } from "./step.ts";

/* What people write beside a run's instances, or take away from it. */

/** Puts a note on instances, or takes it away; unknown ones are left out. */
export function noteInstances(step: Step, { targets, note }: NoteInstancesEvent): void {
  for (const { taskId, mapIndex } of targets) {
    for (const instance of listInstances(step, taskId, mapIndex)) {
      if (instance.note === note) continue;
      instance.note = note;
      step.noted.add(instance);
    }
  }
}

function listInstances({ run }: Step, taskId: string, mapIndex: number | null): readonly TaskInstance[] {
  if (mapIndex !== null) return [findInstance(run, taskId, mapIndex) ?? []].flat();
  const index = run.topology.indexOf.get(taskId);
  return index === undefined ? [] : taskOf(run, index).instances;
}

/** Values of an instance were edited. Who has yet to fan out over its output finds the new length. */
export function editValues(step: Step, { taskId, mapIndex, output }: EditEvent): void {
  step.isEdited = true;
  const instance = findInstance(step.run, taskId, mapIndex);
  if (output === null || instance?.status.state !== "success") return;
  change(step, instance, { ...instance.status, output });
}

/** A person takes an instance out of the run; an attempt of it is fenced off at once. A clear by name brings it back. */
export function removeInstance(step: Step, { taskId, mapIndex, by }: RemoveEvent): void {
  const instance = findInstance(step.run, taskId, mapIndex);
  if (instance === undefined || isDeleted(instance)) return;
  const { status } = instance;
  const times = "times" in status ? status.times : NO_TIMES;
  change(step, instance, { state: "removed", at: step.now, times, reason: { code: DELETED, params: { by } } });
}

const DELETED = "instance_deleted";

export function isDeleted({ status }: Pick<TaskInstance, "status">): boolean {
  return status.state === "removed" && status.reason.code === DELETED;
}
