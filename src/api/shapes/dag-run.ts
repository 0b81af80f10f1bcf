import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import { RUN_STATES } from "../../core/state.ts";
import { dagVersion, type DagVersionShape } from "./dag-version.ts";
import { formatInstant, formatOptional, measureSeconds } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
export const RUN_TYPES = [
  "backfill",
  "scheduled",
  "manual",
  "operator_triggered",
  "asset_triggered",
  "asset_materialization",
] as const;
const TRIGGERS = ["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] as const;

export const runState = z.enum(RUN_STATES).openapi("DagRunState");

export const dagRun = z
  .object({
    dag_run_id: z.string(),
    dag_id: z.string(),
    logical_date: date.nullable(),
    queued_at: date.nullable(),
    start_date: date.nullable(),
    end_date: date.nullable(),
    duration: z.number().nullable(),
    data_interval_start: date.nullable(),
    data_interval_end: date.nullable(),
    run_after: date,
    last_scheduling_decision: date.nullable(),
    run_type: z.enum(RUN_TYPES).openapi("DagRunType"),
    state: runState,
    triggered_by: z.enum(TRIGGERS).openapi("DagRunTriggeredByType").nullable(),
    triggering_user_name: z.string().nullable(),
    conf: z.record(z.string(), z.unknown()).nullable(),
    note: z.string().nullable(),
    dag_versions: z.array(dagVersion),
    bundle_version: z.string().nullable(),
    dag_display_name: z.string(),
    partition_key: z.string().nullable(),
    partition_date: date.nullable(),
  })
  .openapi("DAGRunResponse");
export type DagRunShape = z.infer<typeof dagRun>;

export const dagRuns = z
  .object({
    dag_runs: z.array(dagRun),
    total_entries: z.int().nullable(),
    total_entries_limit: z.int().nullable(),
    next_cursor: z.string().nullable(),
    previous_cursor: z.string().nullable(),
  })
  .openapi("DAGRunCollectionResponse");

/** A run as Airflow writes it. The display name and versions are the DAG's and may be unknown to the run's object. */
export function formatRun(
  run: RunView,
  displayName: string | null = null,
  versions: DagVersionShape[] = [],
): DagRunShape {
  const dagId = formatDagId(run);
  return {
    dag_run_id: run.runId,
    dag_id: dagId,
    logical_date: formatOptional(run.logicalDate),
    queued_at: formatInstant(run.queuedAt),
    start_date: formatOptional(run.startedAt),
    end_date: formatOptional(run.endedAt),
    duration: measureSeconds(run.startedAt, run.endedAt),
    data_interval_start: formatOptional(run.dataInterval?.start ?? null),
    data_interval_end: formatOptional(run.dataInterval?.end ?? null),
    run_after: formatInstant(run.runAfter),
    last_scheduling_decision: null,
    run_type: run.runType,
    state: run.state,
    triggered_by: run.triggeredBy,
    triggering_user_name: run.triggeringUser,
    conf: { ...run.conf },
    note: run.note,
    dag_versions: versions,
    bundle_version: run.bundleId,
    dag_display_name: displayName ?? dagId,
    partition_key: run.partitionKey,
    partition_date: null,
  };
}
