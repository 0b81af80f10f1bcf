import { z } from "@hono/zod-openapi";
import { estimateCost } from "../../core/platform-cost.ts";
import { countAttempts } from "../../store/task-instance.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { loadRun, runPath } from "./paths.ts";

const cost = z
  .object({
    attempts: z.int(),
    object_requests: z.int(),
    object_rows_written: z.int(),
    queue_messages: z.int(),
    d1_rows_written: z.int(),
    usd: z.number(),
  })
  .openapi("RunCostResponse");

const costRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}/cost",
  tags: ["Extensions"],
  operationId: "get_run_cost",
  description:
    "What the run has cost the platform so far, in operations and at list price: estimated from the number of attempts by what was counted of short runs. An instance that was not tried counts as one attempt.",
  request: { params: runPath },
  responses: { 200: answerJson(cost), ...REFUSALS },
});

export type RunCostRoutes = typeof costRoute;

export function registerRunCost(app: ApiApp): void {
  app.openapi(costRoute, async (context) => {
    const { key } = await loadRun(context, context.req.valid("param"));
    const attempts = await countAttempts(context.env.DB, key);
    const { objectRequests, objectRows, queueMessages, d1Rows, usd } = estimateCost(1, attempts);
    return context.json(
      {
        attempts,
        object_requests: objectRequests,
        object_rows_written: objectRows,
        queue_messages: queueMessages,
        d1_rows_written: d1Rows,
        usd,
      },
      200,
    );
  });
}
