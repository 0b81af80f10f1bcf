import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { integer, integerAbove, mapIndex } from "../parameters.ts";
import { loadRun, refuseTask, requireTaskId, taskPath } from "./paths.ts";

const TASK = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}";
const extraLinks = z
  .object({ extra_links: z.record(z.string(), z.string().nullable()), total_entries: z.int() })
  .openapi("ExtraLinkCollectionResponse");
const linksRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/links`,
  tags: ["Extra Links"],
  operationId: "get_extra_links",
  request: {
    params: taskPath,
    query: z.object({ map_index: mapIndex, try_number: integer.optional() }),
  },
  responses: { 200: answerJson(extraLinks), ...REFUSALS },
});
const logUrlRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/externalLogUrl/{try_number}`,
  tags: ["Task Instance"],
  operationId: "get_external_log_url",
  request: {
    params: taskPath.extend({ try_number: integerAbove(0) }),
    query: z.object({ map_index: mapIndex }),
  },
  responses: {
    200: answerJson(z.object({ url: z.string() }).openapi("ExternalLogUrlResponse")),
    ...BAD_REQUEST,
    ...REFUSALS,
  },
});

export type ExtraLinksRoutes = typeof linksRoute | typeof logUrlRoute;

export function registerExtraLinks(app: ApiApp): void {
  app.openapi(linksRoute, async (context) => {
    const path = context.req.valid("param");
    const { object } = await loadRun(context, path);
    const { map_index: wanted } = context.req.valid("query");
    const found = await object.getInstance({ taskId: requireTaskId(path), mapIndex: wanted });
    if (found === null) throw refuseTask(path);
    // No handler here declares a link.
    return context.json({ extra_links: {}, total_entries: 0 }, 200);
  });
  app.openapi(logUrlRoute, async (context) => {
    await loadRun(context, context.req.valid("param"));
    throw new Problem(400, "Task log handler does not support external logs.");
  });
}
