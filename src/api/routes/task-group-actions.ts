import { z } from "@hono/zod-openapi";
import type { Graph } from "../../core/graph.ts";
import { formatDagId } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import { findDagVersionByHash } from "../../store/dag-version.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { list } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { taskInstances } from "../shapes/task-instance.ts";
import { changeInstances, PATCH_FIELDS, patchBody, type PatchBody } from "./mark-instances.ts";
import { readMask } from "./mask.ts";
import { loadRun, runPath } from "./paths.ts";

const PATH = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskGroupInstances/{group_id}";
const groupPath = runPath.extend({ group_id: z.string() });
const TAGS = ["Task Instance"];

const patchRoute = defineRoute("operate", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "patch_task_group_instances",
  request: { params: groupPath, query: z.object({ update_mask: list }), ...takeJson(patchBody) },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});
const dryRunRoute = defineRoute("operate", {
  method: "patch",
  path: `${PATH}/dry_run`,
  tags: TAGS,
  operationId: "patch_task_group_instances_dry_run",
  request: { params: groupPath, ...takeJson(patchBody) },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...REFUSALS },
});

export type TaskGroupActionsRoutes = typeof patchRoute | typeof dryRunRoute;

export function registerTaskGroupActions(app: ApiApp): void {
  app.openapi(patchRoute, async (context) => {
    const body = readMask(context.req.valid("json"), context.req.valid("query").update_mask, PATCH_FIELDS);
    return context.json(await changeGroup(context, context.req.valid("param"), body, false), 200);
  });
  app.openapi(dryRunRoute, async (context) =>
    context.json(await changeGroup(context, context.req.valid("param"), context.req.valid("json"), true), 200),
  );
}

async function changeGroup(context: ApiContext, path: z.infer<typeof groupPath>, body: PatchBody, dryRun: boolean) {
  const loaded = await loadRun(context, path);
  const wanted = new Set(await listTasks(context, loaded.run, path.group_id));
  const there = await loaded.object.listInstances(null);
  const taskIds = new Set(there.map(({ taskId }) => taskId).filter((taskId) => wanted.has(taskId)));
  if (taskIds.size === 0) throw refuseGroup(loaded.run, path.group_id);
  const targets = [...taskIds].map((taskId) => ({ taskId, mapIndex: null }));
  return changeInstances(context, { ...loaded, targets, noun: "All task instances in the group are" }, body, dryRun);
}

/** Tasks of a group and of the groups within it, by the graph the run is made of. */
async function listTasks({ env }: ApiContext, run: RunView, groupId: string): Promise<readonly string[]> {
  const version = await findDagVersionByHash(env.DB, run, run.graphHash, run.bundleId);
  if (version === null || !version.graph.groups.some(({ id }) => id === groupId)) throw refuseGroup(run, groupId);
  const { graph } = version;
  return graph.tasks.filter(({ group }) => isWithin(graph, group, groupId)).map(({ id }) => id);
}

function isWithin({ groups }: Graph, group: string | null, groupId: string): boolean {
  for (let at = group; at !== null; at = groups.find(({ id }) => id === at)?.parent ?? null) {
    if (at === groupId) return true;
  }
  return false;
}

function refuseGroup(run: RunView, groupId: string): Problem {
  return new Problem(404, `Task group '${groupId}' not found in DAG '${formatDagId(run)}'`);
}
