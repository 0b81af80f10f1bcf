import { countRoom } from "./dispatch.ts";
import type { Reason } from "./reason.ts";
import { taskOf } from "./run.ts";
import type { Run, TaskInstance } from "./run.ts";
import { countOfTask, gatesOf, isTaskFull } from "./standing.ts";

/** Why an instance that is ready has not been queued, by what holds it back; null when that is not known yet, or nothing. */
export function explainHeld(run: Run, instance: TaskInstance): Reason | null {
  const { state } = instance.status;
  if (run.held !== null && (state === "scheduled" || state === "queued"))
    return { code: "run_held", params: { by: run.held.by } };
  if (state !== "scheduled") return null;
  const standing = run.wanting.get(instance);
  if (standing !== undefined && standing.reason !== null) return standing.reason;
  const { place, byState } = taskOf(run, instance.task);
  const { id, maxActiveTisPerDagrun: limit = 0 } = place.node;
  if (standing === undefined && isTaskFull(run, instance.task)) {
    const active = countOfTask(run, instance.task, byState);
    return { code: "max_active_tis_per_dagrun", params: { task: id, active, limit } };
  }
  const [gate] = gatesOf(run, instance.task);
  const refusal = gate === undefined ? null : (run.gates.byName.get(gate.name)?.refusal ?? null);
  if (refusal !== null) return refusal;
  const { maxActiveTasks } = run.topology.graph;
  if (maxActiveTasks === null || countRoom(run) > 0) return null;
  return { code: "max_active_tasks", params: { active: run.inFlight, limit: maxActiveTasks } };
}
