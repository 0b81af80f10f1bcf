import { z } from "@hono/zod-openapi";
import { ALL_TEAMS } from "../../core/live.ts";
import { connectDag, connectHub, connectRun } from "../../coordinator/stubs.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { defineRoute, REFUSALS } from "../route.ts";
import { dagPath, refuseRun, resolveRun, runPath } from "./paths.ts";

const TAGS = ["Extensions"];
const OPENED = {
  101: { description: "A WebSocket: see src/live/messages.ts for what is said" },
  426: { description: "Only a WebSocket is offered here", content: { "application/json": { schema: z.object({}) } } },
  ...REFUSALS,
};

const hubRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/live",
  tags: TAGS,
  operationId: "watch_runs",
  responses: OPENED,
});
const dagRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/live",
  tags: TAGS,
  operationId: "watch_dag",
  request: { params: dagPath },
  responses: OPENED,
});
const runRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}/live",
  tags: TAGS,
  operationId: "watch_run",
  request: { params: runPath },
  responses: OPENED,
});

export type LiveRoutes = typeof hubRoute | typeof dagRoute | typeof runRoute;

/** Connections by which changes arrive as they happen. Each is answered by the object that knows. */
export function registerLive(app: ApiApp): void {
  app.openapi(hubRoute, async (context) => {
    requireUpgrade(context);
    return connectHub(context.env, context.var.principal.team ?? ALL_TEAMS, context.req.raw);
  });
  app.openapi(dagRoute, async (context) => {
    const key = resolveDag(context.var.principal, context.req.valid("param").dag_id);
    requireUpgrade(context);
    const answer = await connectDag(context.env, key, context.req.raw);
    if (answer.status === 404) throw refuseDag(key);
    return answer;
  });
  app.openapi(runRoute, async (context) => {
    const path = context.req.valid("param");
    const key = resolveRun(context, path);
    requireUpgrade(context);
    const answer = await connectRun(context.env, key, context.req.raw);
    if (answer.status === 404) throw refuseRun(path);
    return answer;
  });
}

function requireUpgrade({ req }: ApiContext): void {
  if (req.header("Upgrade")?.toLowerCase() === "websocket") return;
  throw new Problem(426, "Only a WebSocket is offered here", { headers: { Upgrade: "websocket" } });
}
