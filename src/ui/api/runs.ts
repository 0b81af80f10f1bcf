import { infiniteQueryOptions } from "@tanstack/react-query";
import type { RunState } from "../../core/state.ts";
import { get, path, post, type Query } from "./http.ts";

export type RunType =
  | "backfill"
  | "scheduled"
  | "manual"
  | "operator_triggered"
  | "asset_triggered"
  | "asset_materialization";

/** A run as Airflow writes it; what lists show. Dates are ISO strings, `duration` is seconds. */
export interface Run {
  readonly dag_id: string;
  readonly dag_run_id: string;
  readonly dag_display_name: string;
  readonly state: RunState;
  readonly run_type: RunType;
  readonly logical_date: string | null;
  readonly run_after: string;
  readonly queued_at: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly duration: number | null;
  readonly data_interval_start: string | null;
  readonly data_interval_end: string | null;
  readonly triggering_user_name: string | null;
  readonly conf: Readonly<Record<string, unknown>> | null;
  readonly note: string | null;
  readonly partition_key: string | null;
}

export interface RunPage {
  readonly dag_runs: readonly Run[];
  readonly total_entries: number | null;
  readonly total_entries_limit: number | null;
  readonly next_cursor: string | null;
}

const PAGE = 100;

/**
 * Runs of all DAGs, or of one, page by page. `filter` takes the parameters of Airflow's list of runs, and for all DAGs
 * `team`, which Airflow's own list does not know.
 */
export const runsQuery = (filter: Query, dagId = "~") =>
  infiniteQueryOptions({
    queryKey: ["runs", dagId, filter],
    queryFn: ({ pageParam, signal }) =>
      get<RunPage>(filter["team"] === undefined ? path`/api/v2/dags/${dagId}/dagRuns` : "/api/x/runs", {
        query: { order_by: "-run_after", ...filter, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A run by hand, outside of the schedule, with the DAG's defaults unless `conf` says more. */
export function triggerRun(dagId: string, conf: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  return post<Run>(path`/api/v2/dags/${dagId}/dagRuns`, { body: { logical_date: null, conf } });
}

interface BulkAnswer {
  readonly total: number;
}

/** Clears what failed in the runs of a DAG that failed since an instant (ISO); a rehearsal only counts them. */
export async function clearFailedRuns(dagId: string, since: string, isRehearsal: boolean): Promise<number> {
  const filter = { state: ["failed"], run_after_gte: since };
  const body = { action: "clear", only_failed: true, dry_run: isRehearsal, filter };
  return (await post<BulkAnswer>(path`/api/x/dags/${dagId}/dagRuns:action`, { body })).total;
}
