import { z } from "@hono/zod-openapi";
import type { InstanceKey } from "../../core/ids.ts";
import type { RunObject } from "../../core/objects.ts";
import type { LogLine } from "../../core/protocol.ts";
import { chooseType } from "../accept.ts";
import type { ApiApp } from "../environment.ts";
import { flagOr, integerFrom, mapIndex, text } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { acceptOf, defineRoute, JSON_LINES, NOT_ACCEPTABLE, REFUSALS } from "../route.ts";
import { formatLogLine, logPage } from "../shapes/log.ts";
import { registerLogSurvey } from "./log-survey.ts";
import { loadRun, requireTaskId, taskPath } from "./paths.ts";

/** Lines of one JSON answer, at most; the rest follows under its continuation token. */
const LINES_AT_MOST = 20_000;

const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}",
  tags: ["Task Instance"],
  operationId: "get_log",
  request: {
    headers: acceptOf("application/json", JSON_LINES),
    params: taskPath.extend({ try_number: integerFrom(0) }),
    query: z.object({ full_content: flagOr(false), map_index: mapIndex, token: text }),
  },
  responses: {
    200: {
      description: "Successful Response",
      content: { "application/json": { schema: logPage }, [JSON_LINES]: { schema: z.string() } },
    },
    ...REFUSALS,
    ...NOT_ACCEPTABLE,
  },
});

export type LogsRoutes = typeof getRoute;

export function registerLogs(app: ApiApp): void {
  registerLogSurvey(app);
  app.openapi(getRoute, async (context) => {
    const path = context.req.valid("param");
    const asked = context.req.valid("query");
    const type = chooseType(context.req.header("Accept"), ["application/json", JSON_LINES]);
    const { object } = await loadRun(context, path);
    const key = { taskId: requireTaskId(path), mapIndex: asked.map_index };
    const isFull = asked.full_content || type === JSON_LINES;
    const page = await readLines(object, key, path.try_number, { from: readToken(asked.token), isFull });
    const shapes = page.lines.map(formatLogLine);
    const token = page.next === null ? null : String(page.next);
    if (type === "application/json") return context.json({ content: shapes, continuation_token: token }, 200);
    const lines = shapes.map((line) => `${JSON.stringify(line)}\n`).join("");
    const headers: Record<string, string> = token === null ? {} : { "Airflow-Continuation-Token": token };
    return context.body(lines, 200, { "Content-Type": JSON_LINES, ...headers });
  });
}

interface Reading {
  readonly from: number;
  /** True reads on to the end of what is there. */
  readonly isFull: boolean;
}

async function readLines(object: RunObject, key: InstanceKey, tryNumber: number, { from, isFull }: Reading) {
  const lines: LogLine[] = [];
  let next: number | null = from;
  while (next !== null && lines.length < LINES_AT_MOST) {
    const page = await object.readLog(key, tryNumber, next);
    if (page === null) throw new Problem(404, "TaskInstance not found");
    lines.push(...page.lines);
    const isAtEnd = page.lines.length === 0;
    next = page.next;
    if (!isFull || isAtEnd) break;
  }
  return { lines, next };
}

/** A continuation token is the position to read on from. */
function readToken(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  if (!/^\d{1,15}$/.test(token))
    throw new Problem(400, "Invalid Token. Pass back a continuation_token as it was given");
  return Number(token);
}
