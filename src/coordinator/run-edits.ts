import { isDeleted } from "../core/annotate.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { EditValue, NoteInstances, RemoveInstance } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { findInstance, taskOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import type { InstanceView } from "../core/views.ts";
import type { RunEngine } from "./run-engine.ts";
import { findUnknown, NO_RUN } from "./run-reruns.ts";
import { beginValues } from "./run-values.ts";
import { viewInstance } from "./run-views.ts";

/** The value that others take as a task's output. */
const OUTPUT = "return_value";

/** What people write beside a run's instances, or take away from it. */
export class RunEdits {
  readonly #engine: RunEngine;

  constructor(engine: RunEngine) {
    this.#engine = engine;
  }

  async note({ targets, note }: NoteInstances): Promise<Result<readonly InstanceView[], Reason>> {
    await this.#engine.stir();
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    const unknown = findUnknown(run, targets);
    if (unknown !== null) return refuse(unknown);
    this.#engine.apply({ type: "note_instances", targets, note });
    return succeed(targets.flatMap((target) => viewAll(run, target)));
  }

  /** All values of the instance are written anew: a small one and a large one stand in different places. */
  async editValue({ key, write, isNew, taskId, mapIndex }: EditValue): Promise<Result<null, Reason>> {
    await this.#engine.stir();
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, taskId, mapIndex);
    if (run === null) return refuse(NO_RUN);
    if (instance === undefined) return refuse(explainMissing(run, { taskId, mapIndex }));
    const { task } = instance;
    const rows = this.#engine.values.listOf(task, mapIndex);
    const isThere = rows.some((row) => row.key === key);
    if (isThere === isNew) return refuse({ code: isNew ? "xcom_exists" : "xcom_not_found", params: { key } });
    const others = rows.filter((row) => row.key !== key);
    const at = this.#engine.now();
    const next = write === null ? others : [...others, { task, map: mapIndex, key, at, ref: write.value }];
    const written = beginValues();
    this.#engine.values.replace(written, task, mapIndex, next);
    const output = key === OUTPUT ? { isPushed: write !== null, length: write?.length ?? null } : null;
    this.#engine.apply({ type: "edit", taskId, mapIndex, output }, () => written);
    return succeed(null);
  }

  async remove({ taskId, mapIndex, by }: RemoveInstance): Promise<Result<null, Reason>> {
    await this.#engine.stir();
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    const instance = findInstance(run, taskId, mapIndex);
    if (instance === undefined || isDeleted(instance)) return refuse(explainMissing(run, { taskId, mapIndex }));
    this.#engine.apply({ type: "remove", taskId, mapIndex, by });
    return succeed(null);
  }
}

function viewAll(run: Run, { taskId, mapIndex }: NoteInstances["targets"][number]): InstanceView[] {
  const one = mapIndex === null ? undefined : findInstance(run, taskId, mapIndex);
  const index = run.topology.indexOf.get(taskId) ?? -1;
  const all: readonly TaskInstance[] = mapIndex === null ? taskOf(run, index).instances : [one ?? []].flat();
  return all.map((instance) => viewInstance(run, instance));
}

function explainMissing(run: Run, { taskId, mapIndex }: InstanceKey): Reason {
  const isKnown = run.topology.indexOf.has(taskId);
  return isKnown
    ? { code: "map_index_not_found", params: { task: taskId, mapIndex } }
    : { code: "task_not_found", params: { task: taskId } };
}
