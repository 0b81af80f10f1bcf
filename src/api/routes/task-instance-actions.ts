import { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integer, list } from "../parameters.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { taskInstances } from "../shapes/task-instance.ts";
import { changeInstances, PATCH_FIELDS, patchBody, type PatchBody } from "./mark-instances.ts";
import { readMask } from "./mask.ts";
import { loadRun, mappedPath, refuseTask, requireTaskId, taskPath } from "./paths.ts";

const TASK = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}";
const TAGS = ["Task Instance"];

const answers = { 200: answerJson(taskInstances), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS };
const query = z.object({ update_mask: list, map_index: integer.optional() });
const mappedQuery = z.object({ update_mask: list });

const patchRoute = defineRoute("operate", {
  method: "patch",
  path: TASK,
  tags: TAGS,
  operationId: "patch_task_instance",
  request: { params: taskPath, query, ...takeJson(patchBody) },
  responses: answers,
});
const dryRunRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/dry_run`,
  tags: TAGS,
  operationId: "patch_task_instance_dry_run",
  request: { params: taskPath, query, ...takeJson(patchBody) },
  responses: answers,
});
const patchMappedRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/{map_index}`,
  tags: TAGS,
  operationId: "patch_task_instance_by_map_index",
  request: { params: mappedPath, query: mappedQuery, ...takeJson(patchBody) },
  responses: answers,
});
const dryRunMappedRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/{map_index}/dry_run`,
  tags: TAGS,
  operationId: "patch_task_instance_dry_run_by_map_index",
  request: { params: mappedPath, query: mappedQuery, ...takeJson(patchBody) },
  responses: answers,
});

export type TaskInstanceActionsRoutes =
  | typeof patchRoute
  | typeof dryRunRoute
  | typeof patchMappedRoute
  | typeof dryRunMappedRoute;

export function registerTaskInstanceActions(app: ApiApp): void {
  for (const [route, dryRun] of [[dryRunRoute, true] as const, [patchRoute, false] as const]) {
    app.openapi(route, async (context) => {
      const { update_mask, map_index = null } = context.req.valid("query");
      const body = readMask(context.req.valid("json"), update_mask, PATCH_FIELDS);
      return context.json(await mark(context, { ...context.req.valid("param"), map_index }, body, dryRun), 200);
    });
  }
  for (const [route, dryRun] of [[dryRunMappedRoute, true] as const, [patchMappedRoute, false] as const]) {
    app.openapi(route, async (context) => {
      const body = readMask(context.req.valid("json"), context.req.valid("query").update_mask, PATCH_FIELDS);
      return context.json(await mark(context, context.req.valid("param"), body, dryRun), 200);
    });
  }
}

/** A map index of null means all instances of the task. */
type Path = z.infer<typeof taskPath> & { readonly map_index: number | null };

async function mark(context: ApiContext, path: Path, body: PatchBody, dryRun: boolean) {
  const loaded = await loadRun(context, path);
  const taskId = requireTaskId(path);
  const instances = await loaded.object.listInstances(taskId);
  const isKnown = instances.some(({ mapIndex }) => path.map_index === null || mapIndex === path.map_index);
  if (!isKnown) throw refuseTask(path);
  const targets = [{ taskId, mapIndex: path.map_index }];
  return changeInstances(context, { ...loaded, targets, noun: `Task id ${taskId} is` }, body, dryRun);
}
