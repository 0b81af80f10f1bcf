import type { ClearChoice } from "./instance.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { RunState } from "../../core/state.ts";
import { get, patch, path, post, put, remove } from "./http.ts";
import { readTouched, type InstancePage, type Touched } from "./instance-shape.ts";
import type { RunType } from "./runs.ts";

/** What the dashboard reads of Airflow's DAGRunResponse. Dates are ISO strings, durations seconds. */
export interface DagRun {
  readonly dag_run_id: string;
  readonly dag_id: string;
  readonly state: RunState;
  readonly run_type: RunType;
  readonly run_after: string;
  readonly logical_date: string | null;
  readonly data_interval_start: string | null;
  readonly data_interval_end: string | null;
  readonly queued_at: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly duration: number | null;
  readonly triggered_by: string | null;
  readonly triggering_user_name: string | null;
  readonly conf: Readonly<Record<string, unknown>> | null;
  readonly note: string | null;
  readonly dag_versions: readonly { readonly version_number: number }[];
}

export interface Holder {
  readonly dag_run_id: string;
  readonly task_id: string | null;
  readonly map_index: number | null;
}
export interface Wait {
  /** One sentence for a person. */
  readonly sentence: string;
  readonly reason: { readonly code: string };
  readonly since: string | null;
  readonly until: string | null;
  readonly held_by: readonly Holder[];
}
export interface Why {
  readonly state: string;
  readonly run: Wait | null;
  readonly task_instances: readonly (Wait & {
    readonly task_id: string;
    readonly map_index: number;
    readonly state: string | null;
    readonly alike: number;
  })[];
}

const runPath = (dagId: string, runId: string) => path`/api/v2/dags/${dagId}/dagRuns/${runId}`;
const ownPath = (dagId: string, runId: string) => path`/api/x/dags/${dagId}/dagRuns/${runId}`;

export const runQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "view"],
    queryFn: ({ signal }) => get<DagRun>(runPath(dagId, runId), { signal }),
  });

/** This run and those that are due after it, the next one first. */
export const laterRunsQuery = (dagId: string, { dag_run_id: runId, run_after }: DagRun) =>
  queryOptions({
    queryKey: ["dag", dagId, "later-runs", runId],
    queryFn: ({ signal }) =>
      get<{ readonly dag_runs: readonly DagRun[] }>(path`/api/v2/dags/${dagId}/dagRuns`, {
        // Some may be due at the same instant.
        query: { run_after_gte: run_after, order_by: "run_after", limit: 20 },
        signal,
      }),
  });

/** What a run has cost the platform so far, estimated from its attempts. */
export interface RunCost {
  readonly attempts: number;
  readonly object_requests: number;
  readonly object_rows_written: number;
  readonly queue_messages: number;
  readonly d1_rows_written: number;
  readonly usd: number;
}

export const costQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "cost"],
    queryFn: ({ signal }) => get<RunCost>(`${ownPath(dagId, runId)}/cost`, { signal }),
  });

export const whyQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "why"],
    queryFn: ({ signal }) => get<Why>(`${ownPath(dagId, runId)}/why`, { signal }),
  });

/** Instances of a run, in some states or in all. */
export const instancesQuery = (
  dagId: string,
  runId: string,
  ask: { readonly state?: string; readonly offset?: number },
) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "instances", ask],
    queryFn: ({ signal }) =>
      get<InstancePage>(`${runPath(dagId, runId)}/taskInstances`, {
        query: { limit: 100, order_by: "start_date", ...ask },
        signal,
      }),
  });

/** All of them, page after page as they are scrolled to. */
export const instancePagesQuery = (dagId: string, runId: string, state: string) =>
  infiniteQueryOptions({
    queryKey: ["dag", dagId, "run", runId, "pages", state],
    queryFn: ({ signal, pageParam: offset }) =>
      get<InstancePage>(`${runPath(dagId, runId)}/taskInstances`, {
        query: { limit: 100, order_by: "start_date", state, offset },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.task_instances.length, 0);
      return last.task_instances.length === 0 || read >= (last.total_entries ?? 0) ? undefined : read;
    },
  });

export function clearRun(dagId: string, runId: string, { onlyFailed, onLatest }: ClearChoice): Promise<unknown> {
  return post(`${runPath(dagId, runId)}/clear`, {
    body: { dry_run: false, only_failed: onlyFailed, run_on_latest_version: onLatest },
  });
}

export async function rehearseClear(dagId: string, runId: string, choice: ClearChoice): Promise<Touched[]> {
  const body = { dry_run: true, only_failed: choice.onlyFailed, run_on_latest_version: choice.onLatest };
  const answer = await post<InstancePage>(`${runPath(dagId, runId)}/clear`, { body });
  return readTouched(answer);
}

/** What a mark of the run would end, and as what. */
export async function rehearseMark(dagId: string, runId: string, state: "success" | "failed"): Promise<Touched[]> {
  const answer = await patch<TouchedAnswer>(`${ownPath(dagId, runId)}/dry_run`, { body: { state } });
  return answer.task_instances.map((one) => ({ ...readOwn(runId, one), becomes: one.state }));
}

interface TouchedAnswer {
  readonly task_instances: readonly {
    readonly task_id: string;
    readonly map_index: number;
    readonly state: string;
    readonly previous_state: string;
  }[];
}

function readOwn(runId: string, { task_id, map_index, previous_state }: TouchedAnswer["task_instances"][number]) {
  return { dagRunId: runId, taskId: task_id, mapIndex: map_index, state: previous_state };
}

export function markRun(dagId: string, runId: string, state: "success" | "failed"): Promise<unknown> {
  return patch(runPath(dagId, runId), { body: { state }, query: { update_mask: ["state"] } });
}

export function setNote(dagId: string, runId: string, note: string): Promise<unknown> {
  return patch(runPath(dagId, runId), { body: { note }, query: { update_mask: ["note"] } });
}

export function holdRun(dagId: string, runId: string, isHeld: boolean): Promise<unknown> {
  return put(`${ownPath(dagId, runId)}/${isHeld ? "pause" : "resume"}`);
}

export function deleteRun(dagId: string, runId: string): Promise<unknown> {
  return remove(runPath(dagId, runId));
}

interface Rerun {
  readonly onlyFailed: boolean;
  readonly conf: Readonly<Record<string, unknown>> | null;
  readonly dryRun: boolean;
}

/** Runs again with another configuration; a rehearsal tells what would. */
export async function rerun(dagId: string, runId: string, { onlyFailed, conf, dryRun }: Rerun): Promise<Touched[]> {
  const body = { dry_run: dryRun, only_failed: onlyFailed, conf };
  const answer = await post<TouchedAnswer>(`${ownPath(dagId, runId)}/rerun`, { body });
  return answer.task_instances.map((one) => readOwn(runId, one));
}
