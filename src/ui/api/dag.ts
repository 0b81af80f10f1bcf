import { queryOptions } from "@tanstack/react-query";
import { get, patch, path, post } from "./http.ts";
import type { DagRun } from "./run.ts";

/** What the dashboard reads of Airflow's DAGDetailsResponse. */
export interface DagDetails {
  readonly dag_id: string;
  readonly dag_display_name: string;
  readonly is_paused: boolean;
  readonly is_stale: boolean;
  readonly has_import_errors: boolean;
  readonly is_favorite: boolean;
  readonly description: string | null;
  readonly timetable_summary: string | null;
  readonly timetable_description: string | null;
  readonly timezone: string | null;
  readonly next_dagrun_run_after: string | null;
  readonly max_active_runs: number | null;
  readonly active_runs_count: number;
  readonly owners: readonly string[];
  readonly tags: readonly { readonly name: string }[];
  readonly latest_dag_version: { readonly version_number: number } | null;
  readonly params: Readonly<Record<string, unknown>> | null;
}

export interface DagTask {
  readonly task_id: string;
  readonly operator_name: string | null;
  readonly owner: string | null;
  readonly trigger_rule: string | null;
  readonly retries: number | null;
  readonly pool: string | null;
  readonly is_mapped: boolean | null;
  readonly doc_md: string | null;
  readonly downstream_task_ids: readonly string[] | null;
}

export const dagQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "details"],
    queryFn: ({ signal }) => get<DagDetails>(path`/api/v2/dags/${dagId}/details`, { signal }),
  });

export const tasksQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "tasks"],
    queryFn: ({ signal }) => get<{ readonly tasks: readonly DagTask[] }>(path`/api/v2/dags/${dagId}/tasks`, { signal }),
  });

export function setPaused(dagId: string, isPaused: boolean): Promise<unknown> {
  return patch(path`/api/v2/dags/${dagId}`, { body: { is_paused: isPaused }, query: { update_mask: ["is_paused"] } });
}

export function triggerRun(dagId: string, conf: Readonly<Record<string, unknown>>): Promise<DagRun> {
  return post<DagRun>(path`/api/v2/dags/${dagId}/dagRuns`, { body: { logical_date: null, conf } });
}
