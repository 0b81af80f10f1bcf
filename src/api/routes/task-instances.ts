import type { z } from "@hono/zod-openapi";
import type { RunView } from "../../core/protocol.ts";
import type { InstanceView } from "../../core/views.ts";
import type { ListPage } from "../../store/list.ts";
import { findDagVersionByHash } from "../../store/dag-version.ts";
import { listTaskInstances, type InstanceFilter, type InstanceListed } from "../../store/task-instance.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { turnPage } from "../instance-page.ts";
import { beginsWith, filterInstances, isWithin, matches, sortInstances } from "../instance-filter.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatInstancesOf, formatListedInstances } from "../versions.ts";
import { formatInstance, taskInstance, taskInstances, type TaskInstanceShape } from "../shapes/task-instance.ts";
import { instanceQuery, mappedQuery, toInstanceFilter, type InstanceQuery } from "./instance-query.ts";
import { loadVersion } from "./dag-contents.ts";
import { ALL, findDagOfPath, loadRun, mappedPath, refuseTask, requireTaskId, runPath, taskPath } from "./paths.ts";

const RUN = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances";
const TASK = `${RUN}/{task_id}` as const;
const TAGS = ["Task Instance"];

const listRoute = defineRoute("read", {
  method: "get",
  path: RUN,
  tags: TAGS,
  operationId: "get_task_instances",
  request: { params: runPath, query: instanceQuery },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: TASK,
  tags: TAGS,
  operationId: "get_task_instance",
  request: { params: taskPath },
  responses: { 200: answerJson(taskInstance), ...REFUSALS },
});
const listMappedRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/listMapped`,
  tags: TAGS,
  operationId: "get_mapped_task_instances",
  request: { params: taskPath, query: mappedQuery },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...REFUSALS },
});
const getMappedRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/{map_index}`,
  tags: TAGS,
  operationId: "get_mapped_task_instance",
  request: { params: mappedPath },
  responses: { 200: answerJson(taskInstance), ...REFUSALS },
});

export type TaskInstancesRoutes = typeof listRoute | typeof getRoute | typeof listMappedRoute | typeof getMappedRoute;

export function registerTaskInstances(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const path = context.req.valid("param");
    const asked = context.req.valid("query");
    const filter = toInstanceFilter(asked, ["map_index"], context.var.now());
    const inGroup = await findGroup(context, path.dag_id, asked);
    if (path.dag_id === ALL || path.dag_run_id === ALL) {
      return context.json(await listFromDatabase(context, path, { ...filter, ...inGroup }, asked.limit), 200);
    }
    const { object, run } = await loadRun(context, path);
    const narrowed = await narrow(context, run, { ...filter, ...inGroup });
    return context.json(await paginate(context, await object.listInstances(null), run, [narrowed, asked]), 200);
  });
  app.openapi(getRoute, async (context) => {
    const path = context.req.valid("param");
    const { object, run } = await loadRun(context, path);
    const instances = await object.listInstances(requireTaskId(path));
    if (instances.length === 0) throw refuseTask(path);
    const [first] = instances.filter((instance) => instance.mapIndex === -1);
    if (first === undefined) throw new Problem(404, "Task instance is mapped, add the map_index value to the URL");
    return context.json(await formatOne(context, { object, run }, first), 200);
  });
  registerMapped(app);
}

function registerMapped(app: ApiApp): void {
  app.openapi(listMappedRoute, async (context) => {
    const path = context.req.valid("param");
    const asked = context.req.valid("query");
    const { object, run } = await loadRun(context, path);
    const instances = await object.listInstances(requireTaskId(path));
    if (instances.length === 0) throw refuseTask(path);
    const mapped = instances.filter((instance) => instance.mapIndex >= 0);
    const filter = await narrow(context, run, toInstanceFilter(asked, ["map_index"], context.var.now()));
    return context.json(await paginate(context, mapped, run, [filter, asked]), 200);
  });
  app.openapi(getMappedRoute, async (context) => {
    const path = context.req.valid("param");
    const { object, run } = await loadRun(context, path);
    const found = await object.getInstance({ taskId: requireTaskId(path), mapIndex: path.map_index });
    if (found === null) throw refuseMapped(path);
    return context.json(await formatOne(context, { object, run }, found), 200);
  });
}

/** One instance, and what it was handed: lists leave that out, which would read every value of a run. */
async function formatOne(
  context: ApiContext,
  { object, run }: Pick<Awaited<ReturnType<typeof loadRun>>, "object" | "run">,
  instance: InstanceView,
): Promise<TaskInstanceShape> {
  const { taskId, mapIndex } = instance;
  const inputs = await object.describeInputs({ taskId, mapIndex });
  const [shape = formatInstance(instance, run)] = await formatInstancesOf(context, run, [instance]);
  return { ...shape, rendered_fields: { ...inputs } };
}

export function refuseMapped({ dag_id, dag_run_id, task_id, map_index }: z.infer<typeof mappedPath>): Problem {
  const run = `dag_id: \`${dag_id}\`, run_id: \`${dag_run_id}\``;
  const instance = `task_id: \`${task_id}\`, and map_index: \`${map_index}\``;
  return new Problem(404, `The Mapped Task Instance with ${run}, ${instance} was not found`);
}

/** The tasks of a group and of those within it, by the newest version of the DAG; they join with a task that is named. */
async function findGroup(context: ApiContext, dagId: string, asked: InstanceQuery): Promise<Partial<InstanceFilter>> {
  const { task_group_id: id, task_id: only } = asked;
  if (id === undefined) return {};
  if (dagId === ALL) throw new Problem(400, "A task group is one of a DAG: name the DAG instead of `~`");
  const { graph } = await loadVersion(context, dagId);
  const isInside = (group: string | null): boolean =>
    group !== null && (group === id || isInside(graph.groups.find((node) => node.id === group)?.parent ?? null));
  if (!graph.groups.some((node) => node.id === id)) throw new Problem(404, `Task group ${id} was not found`);
  const taskIds = graph.tasks.filter(({ group }) => isInside(group)).map((task) => task.id);
  return { taskIds: only === undefined ? taskIds : taskIds.filter((taskId) => taskId === only) };
}

/** A run is of one version: a list of others holds none of its instances. */
async function narrow(context: ApiContext, run: RunView, filter: InstanceFilter): Promise<InstanceFilter> {
  const { versionNumbers } = filter;
  if (versionNumbers === undefined) return filter;
  const version = await findDagVersionByHash(context.env.DB, run, run.graphHash, run.bundleId);
  return version !== null && versionNumbers.includes(version.versionNumber) ? filter : { ...filter, states: [] };
}

/** One page of a run's own instances, which the run's object has just given. */
async function paginate(
  context: ApiContext,
  instances: readonly InstanceView[],
  run: RunView,
  [filter, asked]: readonly [InstanceFilter, InstanceQuery],
) {
  const isRunWanted =
    matches(run.dagId, filter.dagIdPattern) &&
    beginsWith(run.dagId, filter.dagIdPrefix) &&
    matches(run.runId, filter.runIdPattern) &&
    beginsWith(run.runId, filter.runIdPrefix) &&
    isWithin(run.runAfter, filter.runAfter) &&
    isWithin(run.logicalDate, filter.logicalDate);
  const found = isRunWanted ? filterInstances(instances, filter) : [];
  const sorted = sortInstances(found, filter.orderBy ?? []);
  const { begin, next, previous } = turnPage(sorted, asked);
  const page = sorted.slice(begin, begin + asked.limit);
  return {
    ...formatPage(await formatInstancesOf(context, run, page), found.length),
    next_cursor: next,
    previous_cursor: previous,
  };
}

type RunPath = z.infer<typeof runPath>;

/** Instances over several runs, or DAGs: from the database, a moment behind. */
async function listFromDatabase(context: ApiContext, path: RunPath, filter: InstanceFilter, size: number) {
  const dag = findDagOfPath(context, path.dag_id);
  const scope = dag === null ? { team: context.var.principal.team } : dag;
  const run = path.dag_run_id === ALL ? {} : { runIds: [path.dag_run_id] };
  return await formatListed(
    context,
    take(await listTaskInstances(context.env.DB, { ...filter, ...scope, ...run })),
    size,
  );
}

export async function formatListed(context: ApiContext, page: ListPage<InstanceListed>, size: number) {
  const shapes = await formatListedInstances(context, page.items.slice(0, size));
  return {
    ...formatPage(shapes, page.total),
    total_entries_limit: page.isExact ? null : page.total,
    next_cursor: page.nextCursor,
    previous_cursor: page.previousCursor,
  };
}

function formatPage(shapes: TaskInstanceShape[], total: number) {
  const none = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
  return { task_instances: shapes, total_entries: total, ...none };
}
