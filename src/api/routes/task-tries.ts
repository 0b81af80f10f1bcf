import { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integer, mapIndex } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { formatTry, taskTries, taskTry } from "../shapes/task-instance.ts";
import { loadRun, mappedPath, requireTaskId, taskPath } from "./paths.ts";
import { refuseMapped } from "./task-instances.ts";

const TASK = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}";
const TAGS = ["Task Instance"];
const instance = z.object({ map_index: mapIndex });

const triesRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/tries`,
  tags: TAGS,
  operationId: "get_task_instance_tries",
  request: { params: taskPath, query: instance },
  responses: { 200: answerJson(taskTries), ...REFUSALS },
});
const mappedTriesRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/{map_index}/tries`,
  tags: TAGS,
  operationId: "get_mapped_task_instance_tries",
  request: { params: mappedPath },
  responses: { 200: answerJson(taskTries), ...REFUSALS },
});
const tryRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/tries/{task_try_number}`,
  tags: TAGS,
  operationId: "get_task_instance_try_details",
  request: { params: taskPath.extend({ task_try_number: integer }), query: instance },
  responses: { 200: answerJson(taskTry), ...REFUSALS },
});
const mappedTryRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/{map_index}/tries/{task_try_number}`,
  tags: TAGS,
  operationId: "get_mapped_task_instance_try_details",
  request: { params: mappedPath.extend({ task_try_number: integer }) },
  responses: { 200: answerJson(taskTry), ...REFUSALS },
});

export type TaskTriesRoutes = typeof triesRoute | typeof mappedTriesRoute | typeof tryRoute | typeof mappedTryRoute;

export function registerTaskTries(app: ApiApp): void {
  app.openapi(triesRoute, async (context) => {
    const path = { ...context.req.valid("param"), ...context.req.valid("query") };
    return context.json(await listTries(context, path), 200);
  });
  app.openapi(mappedTriesRoute, async (context) => {
    return context.json(await listTries(context, context.req.valid("param")), 200);
  });
  app.openapi(tryRoute, async (context) => {
    const path = { ...context.req.valid("param"), ...context.req.valid("query") };
    return context.json(await getTry(context, path), 200);
  });
  app.openapi(mappedTryRoute, async (context) => {
    return context.json(await getTry(context, context.req.valid("param")), 200);
  });
}

type Path = z.infer<typeof mappedPath>;

async function listTries(context: ApiContext, path: Path): Promise<z.infer<typeof taskTries>> {
  const { object } = await loadRun(context, path);
  const tries = await object.listTries({ taskId: requireTaskId(path), mapIndex: path.map_index });
  if (tries.length === 0) throw refuseMapped(path);
  return { task_instances: tries.map(formatTry), total_entries: tries.length };
}

async function getTry(context: ApiContext, path: Path & { readonly task_try_number: number }) {
  const { task_instances: tries } = await listTries(context, path);
  const found = tries.find((shape) => shape.try_number === path.task_try_number);
  if (found !== undefined) return found;
  const { task_id, map_index, task_try_number } = path;
  const which = `task_id: \`${task_id}\`, map_index: \`${map_index}\` and try_number: \`${task_try_number}\``;
  throw new Problem(404, `The Task Instance with ${which} was not found`);
}
