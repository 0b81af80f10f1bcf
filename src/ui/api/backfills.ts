import { queryOptions } from "@tanstack/react-query";
import type { RunState } from "../../core/state.ts";
import { get, path, post, put } from "./http.ts";

export const BACKFILLS = "/api/v2/backfills";
export type Reprocess = "none" | "failed" | "completed";

export interface Backfill {
  readonly id: number;
  readonly from_date: string;
  readonly to_date: string;
  readonly is_paused: boolean;
  readonly reprocess_behavior: Reprocess;
  readonly max_active_runs: number;
  readonly created_at: string;
  readonly completed_at: string | null;
}

export type BackfillState = "pending" | "refused" | "running" | "paused" | "cancelling" | "cancelled" | "completed";
export interface BackfillDetails {
  readonly backfill: Backfill;
  readonly state: BackfillState;
  readonly reason: string | null;
  readonly made_by: string;
  readonly run_backwards: boolean;
  readonly progress: {
    readonly made: number;
    readonly rerun: number;
    readonly left: Readonly<Record<string, number>>;
    readonly logical_date: string | null;
    readonly is_walked: boolean;
  } | null;
}

/** Below the DAG's own key: it is asked again whenever something about the DAG changes. */
export const backfillsQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "backfills"],
    queryFn: ({ signal }) =>
      get<{ readonly backfills: readonly Backfill[]; readonly total_entries: number }>(BACKFILLS, {
        query: { dag_id: dagId, order_by: "-id", limit: 100 },
        signal,
      }),
  });
export const backfillQuery = (dagId: string, id: number) =>
  queryOptions({
    queryKey: ["dag", dagId, "backfills", id],
    queryFn: ({ signal }) => get<BackfillDetails>(path`/api/x/backfills/${id}`, { signal }),
  });

export interface BackfillSpec {
  readonly from_date: string;
  readonly to_date: string;
  readonly run_backwards: boolean;
  readonly reprocess_behavior: Reprocess;
  readonly max_active_runs: number;
}
export interface PlannedSlot {
  readonly logical_date: string;
  readonly state: RunState | null;
  readonly action: "make" | "rerun" | "leave";
  readonly reason: string | null;
}
export interface BackfillPlan {
  readonly count: number;
  readonly is_exact: boolean;
  readonly make: number;
  readonly rerun: number;
  readonly leave: number;
  readonly cost: Readonly<
    Record<"tasks" | "object_requests" | "object_rows_written" | "queue_messages" | "d1_rows_written" | "usd", number>
  >;
  readonly slots: readonly PlannedSlot[];
}

/** What a backfill would do; nothing is done. */
export const backfillPlanQuery = (dagId: string, spec: BackfillSpec, isReady: boolean) =>
  queryOptions({
    queryKey: ["backfill-plan", dagId, spec],
    queryFn: ({ signal }) =>
      post<BackfillPlan>(path`/api/x/dags/${dagId}/backfills:plan`, { body: { ...spec, limit: 100 }, signal }),
    enabled: isReady,
    staleTime: 0,
    gcTime: 0,
  });

export function createBackfill(dagId: string, spec: BackfillSpec): Promise<Backfill> {
  return post(BACKFILLS, { body: { dag_id: dagId, ...spec } });
}
export function controlBackfill(id: number, action: "pause" | "unpause" | "cancel"): Promise<unknown> {
  return put(path`/api/v2/backfills/${id}/${action}`);
}
