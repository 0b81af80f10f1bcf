import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { integerFrom, mapIndex } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { formatLogLine, logLine } from "../shapes/log.ts";
import { loadRun, refuseTask, requireTaskId, taskPath } from "./paths.ts";

/** Lines of one answer, when nothing is said and at most. */
const LINES = 200;
const LINES_AT_MOST = 1_000;

const line = z.int().nullable();
const logSurvey = z
  .object({ total: z.int(), first_error: line, last_error: line, from: z.int(), lines: z.array(logLine) })
  .openapi("LogSurvey");

/** A part of a log where Airflow's `logs` reads on from the start: the end, a line, or what is about an error. */
const surveyRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}",
  tags: ["Extensions"],
  operationId: "survey_log",
  request: {
    params: taskPath.extend({ try_number: integerFrom(0) }),
    query: z.object({
      map_index: mapIndex,
      from: integerFrom(-1e9, 1e9).default(0).openapi({ default: 0 }),
      error: z.enum(["first", "last"]).optional(),
      limit: integerFrom(0, LINES_AT_MOST).default(LINES).openapi({ default: LINES }),
    }),
  },
  responses: { 200: answerJson(logSurvey), ...REFUSALS },
});

export type LogSurveyRoutes = typeof surveyRoute;

export function registerLogSurvey(app: ApiApp): void {
  app.openapi(surveyRoute, async (context) => {
    const path = context.req.valid("param");
    const { map_index, from, error = null, limit } = context.req.valid("query");
    const { object } = await loadRun(context, path);
    const key = { taskId: requireTaskId(path), mapIndex: map_index };
    const found = await object.surveyLog(key, path.try_number, { from, error, limit });
    if (found === null) throw refuseTask(path);
    const errors = { first_error: found.firstError, last_error: found.lastError };
    const lines = found.lines.map(formatLogLine);
    return context.json({ total: found.total, ...errors, from: found.from, lines }, 200);
  });
}
