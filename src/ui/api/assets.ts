import { queryOptions } from "@tanstack/react-query";
import type { RunState } from "../../core/state.ts";
import { get, path, post, remove } from "./http.ts";
import type { Run } from "./runs.ts";

export const ASSETS = "/api/v2/assets";
export const ASSET_EVENTS = "/api/v2/assets/events";

interface DagReference {
  readonly dag_id: string;
}
interface TaskReference extends DagReference {
  readonly task_id: string;
}
export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly uri: string;
  readonly group: string;
  readonly extra: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
  readonly scheduled_dags: readonly DagReference[];
  readonly producing_tasks: readonly TaskReference[];
  readonly consuming_tasks: readonly TaskReference[];
  readonly aliases: readonly { readonly name: string }[];
  readonly last_asset_event: { readonly timestamp: string | null } | null;
}
export interface AssetEvent {
  readonly id: number;
  readonly extra: Readonly<Record<string, unknown>> | null;
  readonly source_dag_id: string | null;
  readonly source_run_id: string | null;
  readonly source_task_id: string | null;
  readonly source_map_index: number;
  readonly created_dagruns: readonly {
    readonly dag_id: string;
    readonly run_id: string;
    readonly state: RunState;
  }[];
  readonly timestamp: string;
  readonly partition_key: string | null;
}
interface QueuedEvent {
  readonly dag_id: string;
  readonly created_at: string;
}

/** Everything about assets is asked again after a change of one. */
export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ["list", ASSETS, id],
    queryFn: ({ signal }) => get<Asset>(path`/api/v2/assets/${id}`, { signal }),
  });
export const queuedQuery = (id: string) =>
  queryOptions({
    queryKey: ["list", ASSETS, id, "queued"],
    queryFn: ({ signal }) =>
      get<{ readonly queued_events: readonly QueuedEvent[] }>(path`/api/v2/assets/${id}/queuedEvents`, { signal }),
  });

/** Runs the DAG that brings the asset about. */
export function materialize(id: number): Promise<Run> {
  return post(path`/api/v2/assets/${id}/materialize`);
}
export function createEvent(id: number, extra: Readonly<Record<string, unknown>>): Promise<unknown> {
  return post(ASSET_EVENTS, { body: { asset_id: id, extra } });
}
export function dropQueued(id: number): Promise<unknown> {
  return remove(path`/api/v2/assets/${id}/queuedEvents`);
}
