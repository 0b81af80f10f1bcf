import { patch, path, post, remove } from "./http.ts";
import type { InstanceKey } from "./instance.ts";

const entries = ({ dagId, runId, taskId }: InstanceKey) =>
  path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/xcomEntries`;

export function createXCom(instance: InstanceKey, key: string, value: unknown): Promise<unknown> {
  return post(entries(instance), { body: { key, value, map_index: instance.mapIndex } });
}

export function saveXCom(instance: InstanceKey, key: string, value: unknown): Promise<unknown> {
  return patch(`${entries(instance)}/${encodeURIComponent(key)}`, { body: { value, map_index: instance.mapIndex } });
}

export function deleteXCom(instance: InstanceKey, key: string): Promise<unknown> {
  return remove(`${entries(instance)}/${encodeURIComponent(key)}`, { query: { map_index: instance.mapIndex } });
}

/** Puts a note on an instance, or with a map index of -1 on all of a task; an empty one is none. */
export function noteInstance(instance: InstanceKey, note: string): Promise<unknown> {
  const { dagId, runId, taskId, mapIndex } = instance;
  const base = path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
  return patch(mapIndex < 0 ? base : `${base}/${mapIndex}`, { body: { note }, query: { update_mask: ["note"] } });
}
