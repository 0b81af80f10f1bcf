import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { DagKey } from "../../core/ids.ts";
import type { ControlBackfill } from "../../core/objects.ts";
import type { Reason } from "../../core/reason.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { Result } from "../../core/result.ts";
import type { BackfillView } from "../../core/views.ts";
import { addBackfill, dropBackfill, findBackfill, listBackfills } from "../../store/backfill.ts";
import type { ListedBackfill } from "../../store/backfill.ts";
import { findDag } from "../../store/dag.ts";
import { recordAudit } from "../audit.ts";
import { findReachable, mayReachTeam, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integerFrom, limit, offset, orderBy, toPage } from "../parameters.ts";
import { Problem, refuseUnavailable } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson, UNAVAILABLE } from "../route.ts";
import {
  backfill,
  backfillBody,
  backfillDetails,
  backfills,
  formatBackfill,
  formatBackfillDetails,
  toSpec,
} from "../shapes/backfill.ts";

const backfillPath = z.object({ backfill_id: integerFrom(0) });
const PATH = "/api/v2/backfills/{backfill_id}";
const TAGS = ["Backfill"];

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/backfills",
  tags: TAGS,
  operationId: "list_backfills",
  request: { query: z.object({ dag_id: z.string(), limit, offset, order_by: orderBy("id") }) },
  responses: { 200: answerJson(backfills), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_backfill",
  request: { params: backfillPath },
  responses: { 200: answerJson(backfill), ...REFUSALS },
});
const detailsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/backfills/{backfill_id}",
  tags: ["Extensions"],
  operationId: "get_backfill_details",
  request: { params: backfillPath },
  responses: { 200: answerJson(backfillDetails), ...REFUSALS },
});
const createRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/backfills",
  tags: TAGS,
  operationId: "create_backfill",
  request: takeJson(backfillBody),
  responses: { 200: answerJson(backfill), ...BAD_REQUEST, ...CONFLICT, ...UNAVAILABLE, ...REFUSALS },
});

/** Airflow's contract says PUT; its command line sends POST. */
function defineControl<Action extends ControlBackfill["action"], Method extends "put" | "post">(
  action: Action,
  method: Method,
) {
  return defineRoute("operate", {
    method,
    path: `${PATH}/${action}` as const,
    tags: TAGS,
    operationId: method === "put" ? `${action}_backfill` : `${action}_backfill_by_post`,
    request: { params: backfillPath },
    responses: { 200: answerJson(backfill), ...CONFLICT, ...REFUSALS },
  });
}

export type BackfillsRoutes =
  | ReturnType<typeof defineControl<"pause", "put">>
  | ReturnType<typeof defineControl<"unpause", "put">>
  | ReturnType<typeof defineControl<"cancel", "put">>
  | typeof listRoute
  | typeof getRoute
  | typeof detailsRoute
  | typeof createRoute;

export function registerBackfills(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const key = findReachable(context.var.principal, asked.dag_id);
    if (key === null) return context.json({ backfills: [], total_entries: 0 }, 200);
    const page = take(await listBackfills(context.env.DB, { ...toPage(asked), ...key }));
    const name = await findName(context, key);
    const shapes = page.items.slice(0, asked.limit).map((one) => formatBackfill(one, name));
    return context.json({ backfills: shapes, total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const row = await loadBackfill(context, context.req.valid("param").backfill_id);
    const view = await reachDag(context.env, row).getBackfill(row.id);
    return context.json(formatBackfill(view ?? row, await findName(context, row)), 200);
  });
  app.openapi(detailsRoute, async (context) => {
    const row = await loadBackfill(context, context.req.valid("param").backfill_id);
    const view = await reachDag(context.env, row).getBackfill(row.id);
    return context.json(formatBackfillDetails(view ?? row, row.reason, await findName(context, row)), 200);
  });
  app.openapi(createRoute, async (context) => {
    const { dag_id, ...body } = context.req.valid("json");
    const key = resolveDag(context.var.principal, dag_id);
    const view = await createBackfill(context, key, toSpec(body));
    return context.json(formatBackfill(view, await findName(context, key)), 200);
  });
  for (const action of ["pause", "unpause", "cancel"] as const) {
    registerControl(app, action, "put");
    registerControl(app, action, "post");
  }
}

function registerControl(app: ApiApp, action: ControlBackfill["action"], method: "put" | "post"): void {
  app.openapi(defineControl(action, method), async (context) => {
    const row = await loadBackfill(context, context.req.valid("param").backfill_id);
    const { team, dagId, id } = row;
    if (row.state === "refused") throw new Problem(409, explain(row));
    await recordAudit(context, { event: `${action}_backfill`, team, dagId, extra: { backfill: id } });
    const by = context.var.principal.user;
    const dag = reachDag(context.env, row);
    // What was lost on its way is made now: nobody can pause what is not there.
    if (row.state === "pending") take(await dag.createBackfill({ v: 1, id, spec: row.spec, by: row.by }));
    const view = take(await dag.controlBackfill({ v: 1, id, action, by }));
    return context.json(formatBackfill(view, await findName(context, row)), 200);
  });
}

/**
 * The id comes first, from the database; then the DAG's object is told. When its answer is lost the row stays pending: the
 * scheduler tells the object again, or writes down why it would not have it.
 */
async function createBackfill(context: ApiContext, key: DagKey, spec: ListedBackfill["spec"]): Promise<BackfillView> {
  const dag = reachDag(context.env, key);
  takeBackfill(await dag.checkBackfill(spec));
  const { DB } = context.env;
  const by = context.var.principal.user;
  const { from, to, reprocess, reverse, maxActiveRuns } = spec;
  await recordAudit(context, {
    event: "create_backfill",
    ...key,
    extra: { from, to, reprocess, reverse, maxActiveRuns },
  });
  const id = await addBackfill(DB, { ...key, spec, by, at: context.var.now() });
  const made = await dag.createBackfill({ v: 1, id, spec, by }).catch((error: unknown) => {
    console.error(error);
    throw refuseUnavailable(
      `The DAG did not answer. Backfill ${id} is pending: within minutes it begins, or says why it does not`,
    );
  });
  if (!made.ok) await dropBackfill(DB, id);
  return takeBackfill(made);
}

/** Airflow answers 422 to a configuration that the params refuse, here. */
export function takeBackfill<T>(result: Result<T, Reason>): T {
  if (result.ok || result.error.code !== "conf_invalid") return take(result);
  throw new Problem(422, renderReason(result.error), { reason: result.error });
}

function explain({ id, reason }: ListedBackfill): string {
  return `Backfill ${id} was never made: ${reason === null ? "its DAG would not have it" : renderReason(reason)}`;
}

/** One of a foreign team answers as one that does not exist. */
async function loadBackfill(context: ApiContext, id: number): Promise<ListedBackfill> {
  const row = await findBackfill(context.env.DB, id);
  if (row !== null && mayReachTeam(context.var.principal, row.team)) return row;
  throw new Problem(404, `Could not find backfill with id ${id}`);
}

async function findName({ env }: ApiContext, key: DagKey): Promise<string | null> {
  return (await findDag(env.DB, { team: key.team, dagId: key.dagId }))?.displayName ?? null;
}
