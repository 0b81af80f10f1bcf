import { z } from "@hono/zod-openapi";
import type { TaskKind } from "../../core/graph.ts";
import { formatDagId } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import { TASK_STATES, type TaskState } from "../../core/state.ts";
import type { InstanceView } from "../../core/views.ts";
import { DEFAULT_POOL } from "../../store/pool.ts";
import { dagVersion, type DagVersionShape } from "./dag-version.ts";
import { nameUuid } from "./identity.ts";
import { formatInstant, formatOptional, measureSeconds } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const STATES = TASK_STATES.filter((state) => state !== "none");

/** Airflow's null is our `none`. */
export const taskState = z.enum(STATES).openapi("TaskInstanceState");

/** What one would have written in Airflow for each kind of task. */
export const OPERATOR_NAMES: Readonly<Record<TaskKind, string>> = {
  task: "@task",
  sensor: "@task.sensor",
  branch: "@task.branch",
  short_circuit: "@task.short_circuit",
  latest_only: "LatestOnlyOperator",
  empty: "EmptyOperator",
};

const attempt = {
  task_id: z.string(),
  dag_id: z.string(),
  dag_run_id: z.string(),
  map_index: z.int(),
  start_date: date.nullable(),
  end_date: date.nullable(),
  duration: z.number().nullable(),
  state: taskState.nullable(),
  try_number: z.int(),
  max_tries: z.int(),
  task_display_name: z.string(),
  dag_display_name: z.string(),
  hostname: z.string().nullable(),
  unixname: z.string().nullable(),
  pool: z.string(),
  pool_slots: z.int(),
  queue: z.string().nullable(),
  priority_weight: z.int().nullable(),
  operator: z.string().nullable(),
  operator_name: z.string().nullable(),
  queued_when: date.nullable(),
  scheduled_when: date.nullable(),
  pid: z.int().nullable(),
  executor: z.string().nullable(),
  executor_config: z.string(),
  dag_version: dagVersion.nullable(),
};

export const taskTry = z.object(attempt).openapi("TaskInstanceHistoryResponse");
export const taskTries = z
  .object({ task_instances: z.array(taskTry), total_entries: z.int() })
  .openapi("TaskInstanceHistoryCollectionResponse");

export const taskInstance = z
  .object({
    id: z.string().openapi({ format: "uuid" }),
    ...attempt,
    logical_date: date.nullable(),
    run_after: date,
    note: z.string().nullable(),
    rendered_map_index: z.string().nullable(),
    rendered_fields: z.record(z.string(), z.unknown()),
    trigger: z.null(),
    triggerer_job: z.null(),
  })
  .openapi("TaskInstanceResponse");
export type TaskInstanceShape = z.infer<typeof taskInstance>;

export const taskInstances = z
  .object({
    task_instances: z.array(taskInstance),
    total_entries: z.int().nullable(),
    total_entries_limit: z.int().nullable(),
    next_cursor: z.string().nullable(),
    previous_cursor: z.string().nullable(),
  })
  .openapi("TaskInstanceCollectionResponse");

/** What an instance shows of its run. */
export type RunDates = Pick<RunView, "logicalDate" | "runAfter">;

export function formatTry(instance: InstanceView): z.infer<typeof taskTry> {
  const dagId = formatDagId(instance);
  const operator = OPERATOR_NAMES[instance.kind];
  return {
    task_id: instance.taskId,
    dag_id: dagId,
    dag_run_id: instance.runId,
    map_index: instance.mapIndex,
    start_date: formatOptional(instance.startedAt),
    end_date: formatOptional(instance.endedAt),
    duration: measureSeconds(instance.startedAt, instance.endedAt),
    state: formatState(instance.state),
    try_number: instance.tryNumber,
    max_tries: instance.maxTries,
    task_display_name: instance.taskId,
    dag_display_name: dagId,
    hostname: instance.carrier,
    unixname: null,
    pool: instance.pool ?? DEFAULT_POOL,
    pool_slots: instance.poolSlots,
    queue: null,
    priority_weight: instance.priorityWeight,
    operator,
    operator_name: operator,
    queued_when: formatOptional(instance.queuedAt),
    scheduled_when: formatOptional(instance.scheduledAt),
    pid: null,
    executor: null,
    executor_config: "{}",
    dag_version: null,
  };
}

export function formatInstance(
  instance: InstanceView,
  run: RunDates,
  version: DagVersionShape | null = null,
): TaskInstanceShape {
  const { team, dagId, runId, taskId, mapIndex, tryNumber } = instance;
  return {
    id: nameUuid([team, dagId, runId, taskId, mapIndex, tryNumber].join("/")),
    ...formatTry(instance),
    dag_version: version,
    logical_date: formatOptional(run.logicalDate),
    run_after: formatInstant(run.runAfter),
    note: instance.note,
    rendered_map_index: instance.mapIndex < 0 ? null : String(instance.mapIndex),
    rendered_fields: {},
    trigger: null,
    triggerer_job: null,
  };
}

function formatState(state: TaskState): Exclude<TaskState, "none"> | null {
  return state === "none" ? null : state;
}
