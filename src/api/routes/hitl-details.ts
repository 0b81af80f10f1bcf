import { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../environment.ts";
import { checkOrder, describeRange, flag, integer, limit, list, offset, orderBy, text } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { hitlAnswer, hitlAnswered, hitlDetail, hitlDetails, hitlHistory } from "../shapes/hitl.ts";
import { ALL, findDagOfPath, loadRun, mappedPath, requireTaskId, runPath } from "./paths.ts";
import { refuseMapped } from "./task-instances.ts";

const RUN = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}";
const PATH = `${RUN}/taskInstances/{task_id}/{map_index}/hitlDetails` as const;
const TAGS = ["Task Instance"];

const ORDERS = [
  "ti_id",
  "subject",
  "responded_at",
  "created_at",
  "responded_by_user_id",
  "responded_by_user_name",
  "dag_id",
  "run_id",
  "task_display_name",
  "run_after",
  "rendered_map_index",
  "task_instance_operator",
  "task_instance_state",
];

const listRoute = defineRoute("read", {
  method: "get",
  path: `${RUN}/hitlDetails`,
  tags: TAGS,
  operationId: "get_hitl_details",
  request: {
    params: runPath,
    query: z.object({
      limit,
      offset,
      order_by: orderBy("ti_id"),
      dag_id_pattern: text,
      dag_id_prefix_pattern: text,
      task_id: text,
      task_id_pattern: text,
      task_id_prefix_pattern: text,
      map_index: integer.optional(),
      state: list,
      response_received: flag.optional(),
      responded_by_user_id: list,
      responded_by_user_name: list,
      subject_search: text,
      body_search: text,
      ...describeRange("created_at"),
    }),
  },
  responses: { 200: answerJson(hitlDetails), ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_hitl_detail",
  request: { params: mappedPath },
  responses: { 200: answerJson(hitlDetail), ...REFUSALS },
});
const patchRoute = defineRoute("operate", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "update_hitl_detail",
  request: { params: mappedPath, ...takeJson(hitlAnswer) },
  responses: { 200: answerJson(hitlAnswered), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});
const tryRoute = defineRoute("read", {
  method: "get",
  path: `${PATH}/tries/{try_number}`,
  tags: TAGS,
  operationId: "get_hitl_detail_try_detail",
  request: { params: mappedPath.extend({ try_number: integer }) },
  responses: { 200: answerJson(hitlHistory), ...REFUSALS },
});

export type HitlDetailsRoutes = typeof listRoute | typeof getRoute | typeof patchRoute | typeof tryRoute;

/** No task puts a question to a person here: there is nothing to list, and of no instance anything to answer. */
export function registerHitlDetails(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const path = context.req.valid("param");
    if (path.dag_id === ALL || path.dag_run_id === ALL) findDagOfPath(context, path.dag_id);
    else await loadRun(context, path);
    checkOrder(context.req.valid("query").order_by, ORDERS);
    return context.json({ hitl_details: [], total_entries: 0 }, 200);
  });
  app.openapi(getRoute, async (context) => {
    throw await refuseDetail(context, context.req.valid("param"));
  });
  app.openapi(patchRoute, async (context) => {
    throw await refuseDetail(context, context.req.valid("param"));
  });
  app.openapi(tryRoute, async (context) => {
    throw await refuseDetail(context, context.req.valid("param"));
  });
}

async function refuseDetail(context: ApiContext, path: z.infer<typeof mappedPath>): Promise<Problem> {
  const { object } = await loadRun(context, path);
  const found = await object.getInstance({ taskId: requireTaskId(path), mapIndex: path.map_index });
  if (found === null) return refuseMapped(path);
  return new Problem(404, `Human-in-the-loop detail does not exist for Task Instance with id ${path.task_id}`);
}
