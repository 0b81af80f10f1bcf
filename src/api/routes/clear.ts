import { reachDag } from "../../coordinator/stubs.ts";
import type { DagKey } from "../../core/ids.ts";
import type { ClearInstances, RunObject } from "../../core/objects.ts";
import type { InstanceView } from "../../core/views.ts";
import type { ApiContext } from "../environment.ts";
import { take } from "../reason-status.ts";

type Targets = ClearInstances["targets"];

/** Every task of the run, whatever its map indexes. */
export async function listTargets(object: RunObject): Promise<Targets> {
  const instances = await object.listInstances(null);
  const taskIds = new Set(instances.map((instance) => instance.taskId));
  return [...taskIds].map((taskId) => ({ taskId, mapIndex: null }));
}

type Asked = Pick<ClearInstances, "targets" | "onlyFailed" | "dryRun" | "by"> & Partial<ClearInstances>;

/** The instances that were cleared, or would be. */
export async function clearInstances(object: RunObject, asked: Asked): Promise<readonly InstanceView[]> {
  const defaults = { upstream: false, downstream: false, onlyRunning: false, resetRun: true };
  return take(await object.clear({ ...defaults, ...asked, v: 1 }));
}

/** What is deployed, for a run that is to take it up; nothing when it is not asked for. */
export async function readLatest(
  { env }: ApiContext,
  key: DagKey,
  isAsked: boolean | null | undefined,
): Promise<Pick<ClearInstances, "version">> {
  return isAsked === true ? { version: take(await reachDag(env, key).getVersion()) } : {};
}
