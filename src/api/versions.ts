import type { RunView } from "../core/protocol.ts";
import type { InstanceView } from "../core/views.ts";
import { findPinnedVersions, type Pin } from "../store/dag-version.ts";
import type { InstanceListed } from "../store/task-instance.ts";
import type { ApiContext } from "./environment.ts";
import { formatRun, type DagRunShape } from "./shapes/dag-run.ts";
import { formatDagVersion, type DagVersionShape } from "./shapes/dag-version.ts";
import { formatInstance, type TaskInstanceShape } from "./shapes/task-instance.ts";

/** Runs with the version each of them is of. Airflow's `dag_versions` are those of its instances: here that is one. */
export async function formatRuns(context: ApiContext, runs: readonly RunView[]): Promise<DagRunShape[]> {
  const find = await findVersions(context, runs);
  return runs.map((run) => {
    const version = find(run);
    return formatRun(run, null, version === null ? [] : [version]);
  });
}

/** Instances of one run with its version. */
export async function formatInstancesOf(
  context: ApiContext,
  run: RunView,
  instances: readonly InstanceView[],
): Promise<TaskInstanceShape[]> {
  const version = (await findVersions(context, [run]))(run);
  return instances.map((instance) => formatInstance(instance, run, version));
}

/** Instances of many runs, as the database lists them. */
export async function formatListedInstances(
  context: ApiContext,
  instances: readonly InstanceListed[],
): Promise<TaskInstanceShape[]> {
  const find = await findVersions(context, instances);
  return instances.map((instance) => formatInstance(instance, instance, find(instance)));
}

/** A version is told beside what is asked for: without the database there is none, and the answer stands. */
async function findVersions(context: ApiContext, pins: readonly Pin[]): Promise<(pin: Pin) => DagVersionShape | null> {
  const find = await findPinnedVersions(context.env.DB, pins).catch(() => () => null);
  return (pin) => {
    const version = find(pin);
    return version === null ? null : formatDagVersion(version);
  };
}
