import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { Reason } from "../../core/reason.ts";
import type { Result } from "../../core/result.ts";
import type { RunView } from "../../core/protocol.ts";
import { noteAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { refuseReason } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { dagRun, formatRun } from "../shapes/dag-run.ts";
import { dagPath } from "./paths.ts";
import { toTrigger, triggerBody } from "./trigger.ts";

/** Runs triggered by one request. */
const AT_MOST = 1_000;

const bulkItem = z.union([
  z.object({ status: z.literal(200), dag_run: dagRun }),
  z.object({ status: z.int(), detail: z.string() }),
]);
const bulkRoute = defineRoute("operate", {
  method: "post",
  path: "/api/x/dags/{dag_id}/dagRuns:bulk",
  tags: ["Extensions"],
  operationId: "trigger_dag_runs",
  request: { params: dagPath, ...takeJson(z.array(triggerBody).min(1).max(AT_MOST)) },
  responses: { 200: answerJson(z.object({ results: z.array(bulkItem) })), ...BAD_REQUEST, ...REFUSALS },
});

export type ExtensionsRoutes = typeof bulkRoute;

export function registerExtensions(app: ApiApp): void {
  app.openapi(bulkRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { principal } = context.var;
    const key = resolveDag(principal, dag_id);
    const requests = context.req.valid("json").map((body) => toTrigger(body, principal.user));
    noteAudit(context, { event: "trigger_dag_runs", ...key, extra: { runs: requests.length } });
    const results = await reachDag(context.env, key).triggerMany(requests);
    return context.json({ results: results.map(formatItem) }, 200);
  });
}

function formatItem(result: Result<RunView, Reason>): z.infer<typeof bulkItem> {
  if (result.ok) return { status: 200 as const, dag_run: formatRun(result.value) };
  const { status, message } = refuseReason(result.error);
  return { status, detail: message };
}
