import { infiniteQueryOptions } from "@tanstack/react-query";
import type { RunState } from "../../core/state.ts";
import { ApiError, get, patch, path, post, type Query } from "./http.ts";
import type { RunType } from "./runs.ts";

/** A DAG as the list shows it: its newest runs and its next one come along. Dates are ISO strings, durations seconds. */
export interface DagLine {
  readonly dag_id: string;
  readonly dag_display_name: string;
  readonly team: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly owners: readonly string[];
  readonly timetable_summary: string | null;
  readonly is_paused: boolean;
  readonly is_stale: boolean;
  readonly has_import_errors: boolean;
  /** Of who looks. */
  readonly is_favorite: boolean;
  readonly active_runs: number;
  readonly max_active_runs: number;
  readonly next_run: { readonly run_after: string; readonly logical_date: string } | null;
  /** Newest first. */
  readonly runs: readonly RecentRun[];
}
export interface RecentRun {
  readonly dag_run_id: string;
  readonly state: RunState;
  readonly run_type: RunType;
  readonly run_after: string;
  readonly start_date: string | null;
  readonly duration: number | null;
}
export interface DagCounts extends Readonly<Record<"all" | "active" | "paused" | "broken" | "running", number>> {}
export interface DagPage {
  readonly dags: readonly DagLine[];
  readonly total_entries: number;
  readonly next_cursor: string | null;
  readonly counts: DagCounts;
  /** Every team that has DAGs, whatever the page is of. */
  readonly teams: readonly string[];
}

const PAGE = 100;
/** Most that one request gives. */
const MOST = 200;

/** The list of DAGs, page by page, by the parameters of Airflow's list. */
export const dagsQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ["dags", filter],
    queryFn: ({ pageParam, signal }) =>
      get<DagPage>("/api/x/dags", { query: { ...filter, limit: PAGE, offset: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ dags, total_entries }, _, offset) =>
      offset + dags.length < total_entries && dags.length > 0 ? offset + dags.length : undefined,
  });

/** Ids of all DAGs that a filter matches, not only of those that are loaded. */
export async function listDagIds(filter: Query): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const page = await get<DagPage>("/api/x/dags", {
      query: { ...filter, runs: 0, limit: MOST, offset: found.length },
    });
    found.push(...page.dags.map(({ dag_id }) => dag_id));
    if (page.dags.length === 0 || found.length >= page.total_entries) return found;
  }
}

export async function setPaused(dagId: string, isPaused: boolean): Promise<void> {
  await patch(path`/api/v2/dags/${dagId}`, { body: { is_paused: isPaused } });
}

/** What is so already stays so: another window may have been first. */
export async function setFavorite(dagId: string, isFavorite: boolean): Promise<void> {
  if (isFavorite) return post(path`/api/v2/dags/${dagId}/favorite`);
  await post(path`/api/v2/dags/${dagId}/unfavorite`).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  });
}
