import { queryOptions } from "@tanstack/react-query";
import type { RunState, TaskState } from "../../core/state.ts";
import type { RunType } from "./runs.ts";
import { get } from "./http.ts";

/** What failed, runs, is late and comes next: one answer for the first view. Dates are ISO strings, durations seconds. */
export interface Home {
  readonly at: string;
  readonly hours: number;
  readonly counts: Readonly<Record<"dags" | "paused" | "import_errors" | "late" | RunState, number>>;
  readonly failed: readonly FailedRun[];
  readonly active: readonly ActiveRun[];
  readonly late: readonly LateRun[];
  readonly next: readonly NextRun[];
  readonly teams: readonly TeamCounts[];
}

interface HomeRun {
  readonly dag_id: string;
  readonly dag_run_id: string;
  readonly state: RunState;
  readonly run_type: RunType;
  readonly run_after: string;
  readonly queued_at: string;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly duration: number | null;
}
export interface FailedRun extends HomeRun {
  /** Whether a later run of the DAG has succeeded. */
  readonly is_recovered: boolean;
  readonly failed_tasks: number;
  /** The task that failed first. */
  readonly task: FailedTask | null;
}
export interface FailedTask {
  readonly task_id: string;
  readonly map_index: number;
  readonly try_number: number;
  readonly end_date: string | null;
  readonly error: string | null;
}
export interface ActiveRun extends HomeRun {
  readonly usual_duration: number | null;
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
}
export interface NextRun {
  readonly dag_id: string;
  readonly dag_display_name: string;
  readonly run_after: string;
  readonly logical_date: string | null;
}
export interface LateRun {
  readonly kind: "not_made" | "queued" | "long";
  readonly dag_id: string;
  readonly dag_run_id: string | null;
  readonly since: string;
  readonly usual_duration: number | null;
}
export interface TeamCounts extends Readonly<Record<"dags" | "paused" | "broken" | RunState, number>> {
  readonly team: string;
}

export const homeQuery = (hours: number) =>
  queryOptions({
    queryKey: ["home", hours],
    queryFn: ({ signal }) => get<Home>("/api/x/home", { query: { hours }, signal }),
  });
