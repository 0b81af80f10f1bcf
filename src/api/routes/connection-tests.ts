import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { connectionBody, testBody, testQueued, testResponse, testState } from "../shapes/connection.ts";

const TAGS = ["Connection"];
const testRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/connections/test",
  tags: TAGS,
  operationId: "test_connection",
  request: takeJson(connectionBody),
  responses: { 200: answerJson(testResponse), ...REFUSALS },
});
const enqueueRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/connections/enqueue-test",
  tags: TAGS,
  operationId: "enqueue_connection_test",
  request: takeJson(testBody),
  responses: { 202: answerJson(testQueued), ...CONFLICT, ...REFUSALS },
});
const stateRoute = defineRoute("administer", {
  method: "get",
  path: "/api/v2/connections/enqueue-test",
  tags: TAGS,
  operationId: "get_connection_test",
  request: { headers: z.object({ "Airflow-Connection-Test-Token": z.string() }) },
  responses: { 200: answerJson(testState), ...REFUSALS },
});

export type ConnectionTestsRoutes = typeof testRoute | typeof enqueueRoute | typeof stateRoute;

/**
 * Airflow's answers where `core.test_connection` is disabled, as it is by default there. A test makes the server connect
 * to wherever the caller says, with a secret in hand.
 */
export function registerConnectionTests(app: ApiApp): void {
  app.openapi(testRoute, () => Promise.reject(refuseTest()));
  app.openapi(enqueueRoute, () => Promise.reject(refuseTest()));
  app.openapi(stateRoute, () => Promise.reject(refuseTest()));
}

function refuseTest(): Problem {
  return new Problem(403, "Testing connections is disabled. A task that uses the connection tests it.");
}
