import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { MAX_BULK } from "../../core/bulk.ts";
import type { DagKey } from "../../core/ids.ts";
import { listRuns } from "../../store/dag-run.ts";
import type { RunFilter } from "../../store/dag-run.ts";
import { recordAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { limit } from "../parameters.ts";
import { refuseValue } from "../problem.ts";
import { refuseReason, take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkAction, bulkBody, formatBulk, toDeed, toRunFilter } from "../shapes/bulk-action.ts";
import type { BulkBody } from "../shapes/bulk-action.ts";
import { dagPath } from "./paths.ts";

const TAGS = ["Extensions"];
/** Ids that a rehearsal names. */
const SHOWN = 100;
/** Ids that one call to the database gives. */
const PAGE = 1_000;

const actRoute = defineRoute("operate", {
  method: "post",
  path: "/api/x/dags/{dag_id}/dagRuns:action",
  tags: TAGS,
  operationId: "act_on_dag_runs",
  request: { params: dagPath, ...takeJson(bulkBody) },
  responses: {
    200: answerJson(
      z.object({
        dry_run: z.boolean(),
        total: z.int(),
        /** The first of them. */
        dag_run_ids: z.array(z.string()),
        /** Null in a rehearsal. */
        bulk_action: bulkAction.nullable(),
      }),
    ),
    ...BAD_REQUEST,
    ...CONFLICT,
    ...REFUSALS,
  },
});
const bulkPath = dagPath.extend({ bulk_action_id: z.string() });
const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/bulkActions/{bulk_action_id}",
  tags: TAGS,
  operationId: "get_bulk_action",
  request: { params: bulkPath },
  responses: { 200: answerJson(bulkAction), ...REFUSALS },
});
const cancelRoute = defineRoute("operate", {
  method: "put",
  path: "/api/x/dags/{dag_id}/bulkActions/{bulk_action_id}/cancel",
  tags: TAGS,
  operationId: "cancel_bulk_action",
  request: { params: bulkPath },
  responses: { 200: answerJson(bulkAction), ...REFUSALS },
});
const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/bulkActions",
  tags: TAGS,
  operationId: "list_bulk_actions",
  request: { params: dagPath, query: z.object({ limit }) },
  responses: { 200: answerJson(z.object({ bulk_actions: z.array(bulkAction) })), ...REFUSALS },
});

export type BulkActionsRoutes = typeof actRoute | typeof getRoute | typeof cancelRoute | typeof listRoute;

/** One deed to many runs, done in the background by their DAG. */
export function registerBulkActions(app: ApiApp): void {
  app.openapi(actRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    return context.json(await act(context, dag_id, context.req.valid("json")), 200);
  });
  app.openapi(getRoute, async (context) => {
    const { dag_id, bulk_action_id } = context.req.valid("param");
    const view = await reachDag(context.env, resolveDag(context.var.principal, dag_id)).getBulk(bulk_action_id);
    if (view === null) throw refuseReason({ code: "bulk_not_found", params: { bulk: bulk_action_id } });
    return context.json(formatBulk(view, dag_id), 200);
  });
  app.openapi(cancelRoute, async (context) => {
    const { dag_id, bulk_action_id } = context.req.valid("param");
    const key = resolveDag(context.var.principal, dag_id);
    await recordAudit(context, { event: "cancel_bulk_action", ...key, extra: { id: bulk_action_id } });
    return context.json(formatBulk(take(await reachDag(context.env, key).cancelBulk(bulk_action_id)), dag_id), 200);
  });
  app.openapi(listRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const dag = reachDag(context.env, resolveDag(context.var.principal, dag_id));
    const views = await dag.listBulks(Math.min(context.req.valid("query").limit, SHOWN));
    return context.json({ bulk_actions: views.map((view) => formatBulk(view, dag_id)) }, 200);
  });
}

async function act(context: ApiContext, dagId: string, body: BulkBody) {
  const key = resolveDag(context.var.principal, dagId);
  const deed = toDeed(body);
  const runIds = await chooseIds(context, key, body);
  const answer = { dry_run: body.dry_run, total: runIds.length, dag_run_ids: runIds.slice(0, SHOWN) };
  if (body.dry_run) return { ...answer, bulk_action: null };
  const id = crypto.randomUUID();
  // Values of a configuration may be secrets: the trail names the fields alone.
  const facts = {
    id,
    action: body.action,
    runs: runIds.length,
    tasks: body.task_ids ?? null,
    state: body.state ?? null,
  };
  const extra = { ...facts, conf: Object.keys(body.conf ?? {}) };
  await recordAudit(context, { event: "act_on_dag_runs", ...key, extra });
  const request = { v: 1, id, deed, onLatestVersion: body.run_on_latest_version, runIds } as const;
  const made = await reachDag(context.env, key).createBulk({ ...request, by: context.var.principal.user });
  return { ...answer, bulk_action: formatBulk(take(made), dagId) };
}

/** Either what the request names, or what its filter finds in the database, the newest first. */
async function chooseIds(context: ApiContext, key: DagKey, body: BulkBody): Promise<readonly string[]> {
  const { dag_run_ids: named, filter } = body;
  const hasIds = named !== undefined && named !== null;
  const hasFilter = filter !== undefined && filter !== null;
  if (hasIds === hasFilter) throw refuseValue(["body"], "either dag_run_ids or filter must be given", {});
  const runIds = hasFilter ? await findIds(context, { ...key, ...toRunFilter(filter), limit: PAGE }) : (named ?? []);
  return [...new Set(limitIds(runIds))];
}

async function findIds({ env }: ApiContext, filter: RunFilter): Promise<string[]> {
  const found: string[] = [];
  let page = take(await listRuns(env.DB, filter));
  if (!page.isExact) limitTotal(page.total + 1);
  for (;;) {
    found.push(...page.items.map(({ runId }) => runId));
    if (page.nextCursor === null || found.length > MAX_BULK) return found;
    page = take(await listRuns(env.DB, { ...filter, cursor: page.nextCursor }));
  }
}

function limitIds(runIds: readonly string[]): readonly string[] {
  limitTotal(runIds.length);
  return runIds;
}
function limitTotal(count: number): void {
  if (count > MAX_BULK) throw refuseReason({ code: "bulk_too_large", params: { count, limit: MAX_BULK } });
}
