import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { Graph } from "../../core/graph.ts";
import type { Reason } from "../../core/reason.ts";
import type { Result } from "../../core/result.ts";
import type { RunView } from "../../core/protocol.ts";
import { nextDagRunInfo, type DagRunInfo, type DataInterval } from "../../core/timetable.ts";
import type { DagView } from "../../core/views.ts";
import { noteAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { refuseReason } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { dagRun, formatRun } from "../shapes/dag-run.ts";
import { formatInstant } from "../shapes/time.ts";
import { loadVersion } from "./dag-contents.ts";
import { dagPath } from "./paths.ts";
import { toTrigger, triggerBody } from "./trigger.ts";

/** Runs triggered, or times foretold, by one request. */
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

const date = z.string().openapi({ format: "date-time" });
const slot = z.object({ run_after: date, logical_date: date, data_interval_start: date, data_interval_end: date });
const previewRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/schedule/preview",
  tags: ["Extensions"],
  operationId: "preview_schedule",
  request: { query: z.object({ dag_id: z.string(), n: z.coerce.number().int().min(1).max(AT_MOST).default(10) }) },
  responses: { 200: answerJson(z.object({ dag_id: z.string(), runs: z.array(slot) })), ...BAD_REQUEST, ...REFUSALS },
});

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
  app.openapi(previewRoute, async (context) => {
    const { dag_id, n } = context.req.valid("query");
    const { graph } = await loadVersion(context, dag_id);
    const view = await reachDag(context.env, resolveDag(context.var.principal, dag_id)).getView();
    const runs = foretell(graph, view?.nextRun ?? null, { count: n, now: context.var.now() });
    return context.json({ dag_id, runs }, 200);
  });
}

function formatItem(result: Result<RunView, Reason>): z.infer<typeof bulkItem> {
  if (result.ok) return { status: 200 as const, dag_run: formatRun(result.value) };
  const { status, message } = refuseReason(result.error);
  return { status, detail: message };
}

type Schedule = Pick<Graph, "timetable" | "startDate" | "endDate" | "catchup">;

/** The next runs, from the one the DAG's object means to make, by the very function that makes them. */
export function foretell(
  graph: Schedule,
  next: DagView["nextRun"],
  { count, now }: { readonly count: number; readonly now: number },
): z.infer<typeof slot>[] {
  const restriction = { earliest: graph.startDate, latest: graph.endDate, catchup: graph.catchup };
  const first = next === null ? null : { ...next, interval: { start: next.start, end: next.end } };
  let last: DataInterval | null = null;
  const slots: z.infer<typeof slot>[] = [];
  while (slots.length < count) {
    const info: DagRunInfo | null =
      slots.length === 0 && first !== null ? first : nextDagRunInfo(graph.timetable, last, restriction, now);
    if (info === null) break;
    last = info.interval;
    slots.push({
      run_after: formatInstant(info.runAfter),
      logical_date: formatInstant(info.logicalDate),
      data_interval_start: formatInstant(info.interval.start),
      data_interval_end: formatInstant(info.interval.end),
    });
  }
  return slots;
}
