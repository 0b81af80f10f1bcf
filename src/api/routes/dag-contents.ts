import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import { findDag, listTags } from "../../store/dag.ts";
import { findDagVersion, findLatestDagVersion, listDagVersions } from "../../store/dag-version.ts";
import { chooseType } from "../accept.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { checkOrder, dropUndefined, integer, limit, offset, orderBy, text, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { beginsWith, matches } from "../instance-filter.ts";
import { take } from "../reason-status.ts";
import { acceptOf, answerJson, BAD_REQUEST, defineRoute, NOT_ACCEPTABLE, REFUSALS } from "../route.ts";
import { BUNDLE_NAME, dagVersion, dagVersions, formatDagVersion } from "../shapes/dag-version.ts";
import { formatTasks, sortTasks, task, tasks } from "../shapes/task.ts";
import { dagPath, findDagOfPath } from "./paths.ts";

const source = z
  .object({
    content: z.string().nullable(),
    dag_id: z.string(),
    version_number: z.int().nullable(),
    dag_display_name: z.string(),
  })
  .openapi("DAGSourceResponse");

const sourceRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dagSources/{dag_id}",
  tags: ["DagSource"],
  operationId: "get_dag_source",
  request: {
    headers: acceptOf("application/json", "text/plain"),
    params: dagPath,
    query: z.object({ version_number: integer.optional() }),
  },
  responses: {
    ...NOT_ACCEPTABLE,
    200: {
      description: "Successful Response",
      content: { "application/json": { schema: source }, "text/plain": { schema: z.string() } },
    },
    ...BAD_REQUEST,
    ...REFUSALS,
  },
});
const versionsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagVersions",
  tags: ["DagVersion"],
  operationId: "get_dag_versions",
  request: {
    params: dagPath,
    query: z.object({
      limit,
      offset,
      order_by: orderBy("id"),
      version_number: integer.optional(),
      bundle_name: text,
      bundle_version: text,
    }),
  },
  responses: { 200: answerJson(dagVersions), ...BAD_REQUEST, ...REFUSALS },
});
const versionRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagVersions/{version_number}",
  tags: ["DagVersion"],
  operationId: "get_dag_version",
  request: { params: dagPath.extend({ version_number: integer }) },
  responses: { 200: answerJson(dagVersion), ...REFUSALS },
});
const tasksRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/tasks",
  tags: ["Task"],
  operationId: "get_tasks",
  request: { params: dagPath, query: z.object({ order_by: z.string().default("task_id") }) },
  responses: { 200: answerJson(tasks), ...BAD_REQUEST, ...REFUSALS },
});
const taskRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/tasks/{task_id}",
  tags: ["Task"],
  operationId: "get_task",
  request: { params: dagPath.extend({ task_id: z.string() }) },
  responses: { 200: answerJson(task), ...BAD_REQUEST, ...REFUSALS },
});
const tagsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dagTags",
  tags: ["DAG"],
  operationId: "get_dag_tags",
  request: {
    query: z.object({
      limit,
      offset,
      order_by: orderBy("name"),
      tag_name_pattern: text,
      tag_name_prefix_pattern: text,
    }),
  },
  responses: {
    200: answerJson(
      z.object({ tags: z.array(z.string()), total_entries: z.int() }).openapi("DAGTagCollectionResponse"),
    ),
    ...REFUSALS,
  },
});
const warningType = z.enum(["asset conflict", "non-existent pool", "runtime varying value"]).openapi("DagWarningType");
const warning = z
  .object({
    dag_id: z.string(),
    warning_type: warningType,
    message: z.string(),
    timestamp: z.string().openapi({ format: "date-time" }),
    dag_display_name: z.string(),
  })
  .openapi("DAGWarningResponse");
const warnings = z.object({ dag_warnings: z.array(warning), total_entries: z.int() });
const warningsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dagWarnings",
  tags: ["DagWarning"],
  operationId: "list_dag_warnings",
  request: {
    query: z.object({ limit, offset, dag_id: text, warning_type: warningType.optional(), order_by: orderBy("dag_id") }),
  },
  responses: { 200: answerJson(warnings.openapi("DAGWarningCollectionResponse")), ...REFUSALS },
});

export type DagContentsRoutes =
  | typeof sourceRoute
  | typeof versionsRoute
  | typeof versionRoute
  | typeof tasksRoute
  | typeof taskRoute
  | typeof tagsRoute
  | typeof warningsRoute;

export function registerDagContents(app: ApiApp): void {
  app.openapi(sourceRoute, async (context) => {
    const type = chooseType(context.req.header("Accept"), ["application/json", "text/plain"]);
    const { dag_id } = context.req.valid("param");
    const version = await loadVersion(context, dag_id, context.req.valid("query").version_number);
    if (type === "text/plain") return context.text(version.source, 200);
    const { source: content, versionNumber, graph } = version;
    const names = { dag_id, dag_display_name: graph.displayName ?? dag_id };
    return context.json({ content, version_number: versionNumber, ...names }, 200);
  });
  registerVersions(app);
  registerTasks(app);
  app.openapi(tagsRoute, async (context) => {
    const asked = context.req.valid("query");
    checkOrder(asked.order_by, ["name"]);
    const all = await listTags(context.env.DB, context.var.principal.team);
    const found = all
      .filter((name) => matches(name, asked.tag_name_pattern) && beginsWith(name, asked.tag_name_prefix_pattern))
      .toSorted();
    if (asked.order_by[0] === "-name") found.reverse();
    const tags = found.slice(asked.offset, asked.offset + asked.limit);
    return context.json({ tags, total_entries: found.length }, 200);
  });
  // Airflow's warnings are about what cannot be written here: a task of a pool that is missing waits and says so.
  app.openapi(warningsRoute, (context) => {
    checkOrder(context.req.valid("query").order_by, ["dag_id", "warning_type", "message", "timestamp"]);
    return context.json({ dag_warnings: [], total_entries: 0 }, 200);
  });
}

function registerVersions(app: ApiApp): void {
  app.openapi(versionsRoute, async (context) => {
    const asked = context.req.valid("query");
    const dag = await findKnownDag(context, context.req.valid("param").dag_id);
    const filter = {
      ...toPage(asked),
      ...(dag === null ? { team: context.var.principal.team } : { team: dag.team, dagId: dag.dagId }),
      ...(asked.bundle_name === undefined || asked.bundle_name === BUNDLE_NAME ? {} : { dagIds: [] }),
      ...dropUndefined({ bundleId: asked.bundle_version, versionNumbers: listOne(asked.version_number) }),
    };
    const page = take(await listDagVersions(context.env.DB, filter));
    const shapes = page.items.slice(0, asked.limit).map((version) => formatDagVersion(version, dag?.displayName));
    return context.json({ dag_versions: shapes, total_entries: page.total }, 200);
  });
  app.openapi(versionRoute, async (context) => {
    const { dag_id, version_number } = context.req.valid("param");
    const version = await loadVersion(context, dag_id, version_number);
    return context.json(formatDagVersion(version, version.graph.displayName), 200);
  });
}

function registerTasks(app: ApiApp): void {
  app.openapi(tasksRoute, async (context) => {
    const { graph } = await loadVersion(context, context.req.valid("param").dag_id);
    const sorted = sortTasks(formatTasks(graph), context.req.valid("query").order_by);
    return context.json({ tasks: sorted, total_entries: sorted.length }, 200);
  });
  app.openapi(taskRoute, async (context) => {
    const { dag_id, task_id } = context.req.valid("param");
    const { graph } = await loadVersion(context, dag_id);
    const found = formatTasks(graph).find((shape) => shape.task_id === task_id);
    if (found === undefined) throw new Problem(404, `Task with id ${task_id} was not found`);
    return context.json(found, 200);
  });
}

function listOne<T>(value: T | undefined): readonly T[] | undefined {
  return value === undefined ? undefined : [value];
}

/** A DAG that exists, or null for `~`. */
async function findKnownDag(context: ApiContext, dagId: string) {
  const key = findDagOfPath(context, dagId);
  if (key === null) return null;
  const dag = await findDag(context.env.DB, key);
  if (dag === null) throw refuseDag(dagId);
  return dag;
}

/** One version of a DAG, or its newest. */
export async function loadVersion(context: ApiContext, dagId: string, versionNumber?: number) {
  const key = resolveDag(context.var.principal, dagId);
  const { DB } = context.env;
  if (versionNumber === undefined) {
    const latest = await findLatestDagVersion(DB, key);
    if (latest === null) throw refuseDag(dagId);
    return latest;
  }
  const version = await findDagVersion(DB, key, versionNumber);
  if (version !== null) return version;
  throw new Problem(
    404,
    `The DagVersion with dag_id: \`${formatDagId(key)}\` and version_number: \`${versionNumber}\` was not found`,
  );
}
