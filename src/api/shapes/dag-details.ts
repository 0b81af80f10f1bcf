import { z } from "@hono/zod-openapi";
import type { Graph } from "../../core/graph.ts";
import type { Json } from "../../core/json.ts";
import { assetConditionOf, timezoneOf } from "../../core/timetable.ts";
import type { DagDetails } from "../../store/dag.ts";
import type { DagVersionDetails } from "../../store/dag-version.ts";
import { formatExpression } from "./asset.ts";
import { dagFields, formatDag } from "./dag.ts";
import { dagVersion, formatDagVersion } from "./dag-version.ts";
import { formatDuration, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const anything = z.record(z.string(), z.unknown()).nullable();

export const dagDetails = z
  .object({
    ...dagFields,
    catchup: z.boolean(),
    dag_run_timeout: z.string().nullable().openapi({ format: "duration" }),
    asset_expression: anything,
    doc_md: z.string().nullable(),
    start_date: date.nullable(),
    end_date: date.nullable(),
    is_paused_upon_creation: z.boolean().nullable(),
    params: anything,
    render_template_as_native_obj: z.boolean(),
    template_search_path: z.array(z.string()).nullable(),
    timezone: z.string().nullable(),
    last_parsed: date.nullable(),
    default_args: anything,
    rerun_with_latest_version: z.boolean().nullable(),
    owner_links: z.record(z.string(), z.string()).nullable(),
    is_favorite: z.boolean(),
    active_runs_count: z.int(),
    concurrency: z.int(),
    latest_dag_version: dagVersion.nullable(),
  })
  .openapi("DAGDetailsResponse");

/** A DAG with what only its graph says; without a version on record those fields are what an empty DAG has. */
export function formatDagDetails(
  details: DagDetails,
  version: DagVersionDetails | null,
  isFavorite: boolean,
): z.infer<typeof dagDetails> {
  const shape = formatDag(details);
  return {
    ...shape,
    ...formatGraph(version?.graph ?? null),
    doc_md: null,
    render_template_as_native_obj: false,
    template_search_path: null,
    timezone: details.timetable === null ? "UTC" : timezoneOf(details.timetable),
    last_parsed: shape.last_parsed_time,
    default_args: {},
    rerun_with_latest_version: false,
    owner_links: {},
    is_favorite: isFavorite,
    active_runs_count: details.liveRuns,
    concurrency: shape.max_active_tasks,
    latest_dag_version: version === null ? null : formatDagVersion(version, details.displayName),
  };
}

function formatGraph(graph: Graph | null) {
  const timeout = graph?.dagrunTimeout ?? null;
  return {
    asset_expression: graph === null ? null : formatCondition(graph),
    catchup: graph?.catchup ?? false,
    max_consecutive_failed_dag_runs: graph?.maxConsecutiveFailedDagRuns ?? 0,
    dag_run_timeout: timeout === null ? null : formatDuration(timeout),
    start_date: formatOptional(graph?.startDate ?? null),
    end_date: formatOptional(graph?.endDate ?? null),
    is_paused_upon_creation: graph?.isPausedUponCreation ?? null,
    params: graph === null ? null : formatParams(graph),
  };
}

function formatCondition({ timetable }: Graph) {
  const condition = assetConditionOf(timetable);
  return condition === null ? null : formatExpression(condition);
}

/** Airflow's params: by name, the default beside its own schema. */
function formatParams({ paramsSchema, paramsDefaults }: Graph): Record<string, unknown> {
  const schemas = readObject(readObject(paramsSchema)["properties"]);
  const names = new Set([...Object.keys(schemas), ...Object.keys(paramsDefaults)]);
  const entries = [...names].map((name) => {
    const schema = readObject(schemas[name]);
    return [name, { value: paramsDefaults[name] ?? null, schema, description: schema["description"] ?? null }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function readObject(value: Json | undefined): Readonly<Record<string, Json>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, Json>>) : {};
}
