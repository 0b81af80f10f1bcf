import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, patch, path, post } from "./http.ts";
import { readTouched, type Instance, type InstancePage, type Touched } from "./instance-shape.ts";

export interface XComEntry {
  readonly key: string;
  readonly timestamp: string;
  readonly map_index: number;
}

/** An instance, or with a map index of -1 the task of a run; the mapped ones are listed then. */
export interface InstanceKey {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
}

const taskPath = ({ dagId, runId, taskId }: InstanceKey) =>
  path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
const keyOf = ({ dagId, runId, taskId, mapIndex }: InstanceKey) =>
  ["dag", dagId, "run", runId, "task", taskId, mapIndex] as const;

/** The first instance of a task in a run, and how many there are: a mapped task's have an index. */
export const taskQuery = ({ dagId, runId, taskId }: Omit<InstanceKey, "mapIndex">) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "task", taskId, "all"],
    queryFn: ({ signal }) =>
      get<InstancePage>(path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances`, {
        query: { task_id: taskId, limit: 1 },
        signal,
      }),
  });

/** A mapped task's instances, page after page. */
export const mappedPagesQuery = (key: InstanceKey, state: string) =>
  infiniteQueryOptions({
    queryKey: [...keyOf(key), "mapped", state],
    queryFn: ({ signal, pageParam: offset }) =>
      get<InstancePage>(`${taskPath(key)}/listMapped`, { query: { limit: 100, offset, state }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.task_instances.length, 0);
      return last.task_instances.length === 0 || read >= (last.total_entries ?? 0) ? undefined : read;
    },
  });

export const instanceQuery = (key: InstanceKey) =>
  queryOptions({
    queryKey: [...keyOf(key), "view"],
    queryFn: ({ signal }) =>
      get<Instance>(key.mapIndex < 0 ? taskPath(key) : `${taskPath(key)}/${key.mapIndex}`, { signal }),
  });

export const triesQuery = (key: InstanceKey) =>
  queryOptions({
    queryKey: [...keyOf(key), "tries"],
    queryFn: ({ signal }) =>
      get<{ readonly task_instances: readonly Instance[] }>(`${taskPath(key)}/tries`, {
        query: { map_index: key.mapIndex },
        signal,
      }),
  });

export const xcomsQuery = (key: InstanceKey) =>
  queryOptions({
    queryKey: [...keyOf(key), "xcoms"],
    queryFn: ({ signal }) =>
      get<{ readonly xcom_entries: readonly XComEntry[] }>(`${taskPath(key)}/xcomEntries`, {
        query: { map_index: key.mapIndex, limit: 100 },
        signal,
      }),
  });

export const xcomQuery = (key: InstanceKey, name: string) =>
  queryOptions({
    queryKey: [...keyOf(key), "xcom", name],
    queryFn: ({ signal }) =>
      get<{ readonly value: unknown }>(`${taskPath(key)}/xcomEntries/${encodeURIComponent(name)}`, {
        query: { map_index: key.mapIndex },
        signal,
      }),
  });

/** The same task in the last runs, the newest first. */
export const taskHistoryQuery = (dagId: string, taskId: string, mapIndex: number) =>
  queryOptions({
    queryKey: ["dag", dagId, "task-history", taskId, mapIndex],
    queryFn: ({ signal }) =>
      get<InstancePage>(path`/api/v2/dags/${dagId}/dagRuns/~/taskInstances`, {
        query: { task_id: taskId, map_index: mapIndex, order_by: "-run_after", limit: 30 },
        signal,
      }),
  });

/** How far an action on an instance reaches. */
export interface Reach {
  readonly upstream: boolean;
  readonly downstream: boolean;
  readonly past: boolean;
  readonly future: boolean;
}

export interface ClearChoice {
  readonly onlyFailed: boolean;
  /** The run takes up the newest version of its DAG. */
  readonly onLatest: boolean;
}

/** Clears, or with `dryRun` tells what would be cleared. */
export async function clearInstance(
  key: InstanceKey,
  reach: Reach,
  { onlyFailed, onLatest }: ClearChoice,
  dryRun: boolean,
): Promise<Touched[]> {
  const { dagId, runId, taskId, mapIndex } = key;
  const body = {
    dry_run: dryRun,
    dag_run_id: runId,
    task_ids: [mapIndex < 0 ? taskId : [taskId, mapIndex]],
    only_failed: onlyFailed,
    run_on_latest_version: onLatest,
    include_upstream: reach.upstream,
    include_downstream: reach.downstream,
    include_past: reach.past,
    include_future: reach.future,
  };
  return readTouched(await post<InstancePage>(path`/api/v2/dags/${dagId}/clearTaskInstances`, { body }));
}

/** Marks, or with `dryRun` tells what would be marked. */
export async function markInstance(
  key: InstanceKey,
  reach: Reach,
  state: "success" | "failed" | "skipped",
  dryRun: boolean,
): Promise<Touched[]> {
  const base = key.mapIndex < 0 ? taskPath(key) : `${taskPath(key)}/${key.mapIndex}`;
  const body = {
    new_state: state,
    include_upstream: reach.upstream,
    include_downstream: reach.downstream,
    include_past: reach.past,
    include_future: reach.future,
  };
  const touched = readTouched(await patch<InstancePage>(dryRun ? `${base}/dry_run` : base, { body }));
  return touched.map((one) => ({ ...one, becomes: state }));
}
