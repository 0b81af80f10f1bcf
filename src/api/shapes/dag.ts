import { z } from "@hono/zod-openapi";
import { isPeriodic } from "../../core/backfill.ts";
import { formatDagId } from "../../core/ids.ts";
import { MAX_IN_FLIGHT } from "../../core/limits.ts";
import { describeTimetable } from "../../core/timetable.ts";
import type { DagView } from "../../core/views.ts";
import type { DagDetails } from "../../store/dag.ts";
import { RUN_TYPES } from "./dag-run.ts";
import { BUNDLE_NAME } from "./dag-version.ts";
import { formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const tag = z.object({ name: z.string(), dag_id: z.string(), dag_display_name: z.string() }).openapi("DagTagResponse");

export const dagFields = {
  dag_id: z.string(),
  dag_display_name: z.string(),
  is_paused: z.boolean(),
  is_stale: z.boolean(),
  last_parsed_time: date.nullable(),
  last_parse_duration: z.number().nullable(),
  last_expired: date.nullable(),
  bundle_name: z.string().nullable(),
  bundle_version: z.string().nullable(),
  relative_fileloc: z.string().nullable(),
  fileloc: z.string(),
  description: z.string().nullable(),
  timetable_summary: z.string().nullable(),
  timetable_description: z.string().nullable(),
  timetable_partitioned: z.boolean(),
  timetable_periodic: z.boolean(),
  tags: z.array(tag),
  max_active_tasks: z.int(),
  max_active_runs: z.int().nullable(),
  max_consecutive_failed_dag_runs: z.int(),
  has_task_concurrency_limits: z.boolean(),
  has_import_errors: z.boolean(),
  next_dagrun_logical_date: date.nullable(),
  next_dagrun_data_interval_start: date.nullable(),
  next_dagrun_data_interval_end: date.nullable(),
  next_dagrun_run_after: date.nullable(),
  allowed_run_types: z.array(z.enum(RUN_TYPES)).nullable(),
  owners: z.array(z.string()),
  is_backfillable: z.boolean(),
  file_token: z.string(),
};

export const dag = z.object(dagFields).openapi("DAGResponse");
export type DagShape = z.infer<typeof dag>;
export const dags = z.object({ dags: z.array(dag), total_entries: z.int() }).openapi("DAGCollectionResponse");

/** What lists say, with what the DAG's own object says laid over it: the object is never behind. */
export function overlayView(details: DagDetails, view: DagView | null): DagDetails {
  if (view === null) return details;
  const { isPaused, isStale, nextRun, liveRuns } = view;
  return { ...details, isPaused, isStale: isStale || details.isStale, nextRun, liveRuns: liveRuns.length };
}

export function formatDag(details: DagDetails): DagShape {
  const dagId = formatDagId(details);
  const displayName = details.displayName ?? dagId;
  const hasSlots = details.timetable !== null && isPeriodic(details.timetable);
  return {
    dag_id: dagId,
    dag_display_name: displayName,
    is_paused: details.isPaused,
    is_stale: details.isStale,
    last_parsed_time: formatOptional(details.lastParsedAt),
    last_parse_duration: null,
    last_expired: null,
    bundle_name: BUNDLE_NAME,
    bundle_version: details.bundleId,
    relative_fileloc: details.file,
    fileloc: `dags/${details.file ?? ""}`,
    description: details.description,
    timetable_summary: summarize(details),
    timetable_description: details.timetableSummary,
    timetable_partitioned: false,
    timetable_periodic: hasSlots,
    tags: details.tags.map((name) => ({ name, dag_id: dagId, dag_display_name: displayName })),
    max_active_tasks: details.maxActiveTasks ?? MAX_IN_FLIGHT,
    max_active_runs: details.maxActiveRuns,
    max_consecutive_failed_dag_runs: 0,
    has_task_concurrency_limits: false,
    has_import_errors: details.hasImportErrors,
    ...formatNextRun(details.nextRun),
    allowed_run_types: null,
    owners: [...details.owners],
    is_backfillable: hasSlots,
    file_token: details.file ?? "",
  };
}

function formatNextRun(next: DagDetails["nextRun"]) {
  return {
    next_dagrun_logical_date: formatOptional(next?.logicalDate ?? null),
    next_dagrun_data_interval_start: formatOptional(next?.start ?? null),
    next_dagrun_data_interval_end: formatOptional(next?.end ?? null),
    next_dagrun_run_after: formatOptional(next?.runAfter ?? null),
  };
}

/** Airflow's summary of a schedule on assets names none of them; its description is ours. */
function summarize({ timetable, timetableSummary }: DagDetails): string | null {
  if (timetable?.kind === "assets") return "Asset";
  return timetable?.kind === "asset_or_time" ? `Asset or ${describeTimetable(timetable.base)}` : timetableSummary;
}
