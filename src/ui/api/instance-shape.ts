import type { TaskState } from "../../core/state.ts";

/** What the dashboard reads of Airflow's TaskInstanceResponse. Dates are ISO strings, durations seconds. */
export interface Instance {
  readonly task_id: string;
  readonly dag_id: string;
  readonly dag_run_id: string;
  /** -1 for a task that is not mapped. */
  readonly map_index: number;
  readonly state: Exclude<TaskState, "none"> | null;
  readonly try_number: number;
  readonly max_tries: number;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly duration: number | null;
  readonly queued_when: string | null;
  readonly scheduled_when: string | null;
  readonly run_after?: string;
  readonly hostname: string | null;
  readonly pool: string;
  readonly pool_slots: number;
  readonly priority_weight: number | null;
  readonly operator_name: string | null;
  readonly rendered_fields?: Readonly<Record<string, unknown>>;
  readonly note?: string | null;
}
/** What an action would touch, or did. */
export interface Touched {
  readonly dagRunId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly state: string | null;
  /** What it is marked as; absent where that is for the run to find out. */
  readonly becomes?: string;
}

export interface InstancePage {
  readonly task_instances: readonly Instance[];
  readonly total_entries: number | null;
}

export function readTouched({ task_instances }: InstancePage): Touched[] {
  return task_instances.map(({ dag_run_id, task_id, map_index, state }) => ({
    dagRunId: dag_run_id,
    taskId: task_id,
    mapIndex: map_index,
    state,
  }));
}
