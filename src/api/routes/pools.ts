import { z } from "@hono/zod-openapi";
import { reachPool } from "../../coordinator/stubs.ts";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import type { PoolView } from "../../core/objects.ts";
import { createPool, DEFAULT_POOL, deletePool, findPool, listPools, updatePool } from "../../store/pool.ts";
import type { Pool } from "../../store/pool.ts";
import { recordAudit } from "../audit.ts";
import { mayReachTeam } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { dropUndefined, limit, list, offset, orderBy, text, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatPool, pool, pools } from "../shapes/pool.ts";
import { readMask } from "./mask.ts";
import { readUsage } from "./pool-usage.ts";
import { chooseTeam } from "./team.ts";

const poolPath = z.object({ pool_name: z.string() });
const slots = z.int().min(-1);
export const createBody = z
  .strictObject({
    // Limits of tasks and rates have objects of such names beside the pools.
    name: z
      .string()
      .min(1)
      .max(256)
      .regex(/^(?!task:|rate:)/),
    slots,
    description: z.string().nullish(),
    include_deferred: z.boolean().default(false),
    team_name: z.string().max(50).nullish(),
  })
  .openapi("PoolBody");
const patchBody = z
  .strictObject({
    pool: z.string().nullish(),
    slots: slots.nullish(),
    description: z.string().nullish(),
    include_deferred: z.boolean().nullish(),
    team_name: z.string().max(50).nullish(),
  })
  .openapi("PoolPatchBody");

const PATH = "/api/v2/pools/{pool_name}";
const TAGS = ["Pool"];
const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/pools",
  tags: TAGS,
  operationId: "get_pools",
  request: {
    query: z.object({
      limit,
      offset,
      order_by: orderBy("id"),
      pool_name_pattern: text,
      pool_name_prefix_pattern: text,
    }),
  },
  responses: { 200: answerJson(pools), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_pool",
  request: { params: poolPath },
  responses: { 200: answerJson(pool), ...REFUSALS },
});
const createRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/pools",
  tags: TAGS,
  operationId: "post_pool",
  request: takeJson(createBody),
  responses: { 201: answerJson(pool), ...CONFLICT, ...REFUSALS },
});
const patchRoute = defineRoute("administer", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "patch_pool",
  request: { params: poolPath, query: z.object({ update_mask: list }), ...takeJson(patchBody) },
  responses: { 200: answerJson(pool), ...BAD_REQUEST, ...REFUSALS },
});
const deleteRoute = defineRoute("administer", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "delete_pool",
  request: { params: poolPath },
  responses: { 204: { description: "Successful Response" }, ...BAD_REQUEST, ...REFUSALS },
});

export type PoolsRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof createRoute
  | typeof patchRoute
  | typeof deleteRoute;

export function registerPools(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const { team } = context.var.principal;
    const patterns = { namePattern: asked.pool_name_pattern, namePrefix: asked.pool_name_prefix_pattern };
    const page = take(await listPools(context.env.DB, { ...toPage(asked), team, ...dropUndefined(patterns) }));
    return context.json(
      { pools: await formatAll(context, page.items.slice(0, asked.limit)), total_entries: page.total },
      200,
    );
  });
  app.openapi(getRoute, async (context) => {
    const found = await loadPool(context, context.req.valid("param").pool_name);
    return context.json(await format(context, found), 200);
  });
  app.openapi(createRoute, async (context) => {
    const created = await addPool(context, context.req.valid("json"));
    return context.json(await format(context, created), 201);
  });
  app.openapi(patchRoute, async (context) => {
    const { update_mask } = context.req.valid("query");
    const fields = ["pool", "slots", "description", "include_deferred", "team_name"] as const;
    const change = readMask(context.req.valid("json"), update_mask, fields);
    return context.json(
      await format(context, await changePool(context, context.req.valid("param").pool_name, change)),
      200,
    );
  });
  app.openapi(deleteRoute, async (context) => {
    await removePool(context, context.req.valid("param").pool_name);
    return context.body(null, 204);
  });
}

export async function removePool(context: ApiContext, poolName: string): Promise<void> {
  const { team, name } = await loadPool(context, poolName);
  await recordAudit(context, { event: "delete_pool", team, extra: { pool: name } });
  take(await deletePool(context.env.DB, { team, name }));
  // Its slots go with it: who waits for a pool that is gone is told so.
  await reachPool(context.env, team, name).configure({ slots: 0, includeDeferred: false });
}

export async function addPool(context: ApiContext, body: z.infer<typeof createBody>): Promise<Pool> {
  const { name, slots: size, include_deferred: includeDeferred } = body;
  const team = chooseTeam(context, body.team_name);
  await recordAudit(context, { event: "post_pool", team, extra: { pool: name, slots: size } });
  const values = { team, name, slots: size, description: body.description ?? null, includeDeferred };
  const created = take(await createPool(context.env.DB, values));
  await tellCoordinator(context, created);
  return created;
}

export async function changePool(
  context: ApiContext,
  poolName: string,
  change: z.infer<typeof patchBody>,
): Promise<Pool> {
  const known = await loadPool(context, poolName);
  const { team, name } = known;
  if (change.pool !== undefined && change.pool !== null && change.pool !== name) {
    throw new Problem(400, `A pool keeps its name; create \`${change.pool}\` beside \`${name}\` instead`);
  }
  // Airflow's command line says null of what it was not told.
  const { team_name: newTeam = null } = change;
  if (newTeam !== null && newTeam !== team) throw new Problem(400, "A pool stays with its team");
  if (name === DEFAULT_POOL && change.description !== undefined && change.description !== known.description) {
    throw new Problem(400, "Only slots and included_deferred can be modified on Default Pool");
  }
  const fields = dropUndefined({
    slots: change.slots ?? undefined,
    description: change.description,
    includeDeferred: change.include_deferred ?? undefined,
  });
  await recordAudit(context, { event: "patch_pool", team, extra: { pool: name, slots: change.slots ?? null } });
  const updated = await updatePool(context.env.DB, { team, name }, fields);
  if (updated === null) throw refusePool(name);
  await tellCoordinator(context, updated);
  return updated;
}

/** Outside of the default team a pool is named `team.pool`, as a DAG is. */
export async function loadPool(context: ApiContext, poolName: string): Promise<Pool> {
  const { principal } = context.var;
  const named = await findPool(context.env.DB, { team: principal.team ?? DEFAULT_TEAM, name: poolName });
  if (named !== null) return named;
  const [team = "", ...rest] = poolName.split(".");
  if (rest.length === 0 || !mayReachTeam(principal, team)) throw refusePool(poolName);
  const other = await findPool(context.env.DB, { team, name: rest.join(".") });
  if (other === null) throw refusePool(poolName);
  return other;
}

function refusePool(name: string): Problem {
  return new Problem(404, `The Pool with name: \`${name}\` was not found`);
}

function tellCoordinator({ env }: ApiContext, { team, name, slots: size, includeDeferred }: Pool): Promise<void> {
  return reachPool(env, team, name).configure({ slots: size, includeDeferred });
}

async function format(context: ApiContext, configured: Pool) {
  const usage = await readUsage(context.env.DB, configured.team);
  return formatPool(configured, usage(configured), await readSlots(context, configured));
}

async function formatAll(context: ApiContext, configured: readonly Pool[]) {
  const usage = await readUsage(context.env.DB, context.var.principal.team);
  const slots = await Promise.all(configured.map((one) => readSlots(context, one)));
  return configured.map((one, at) => formatPool(one, usage(one), slots[at] ?? null));
}

/** What a pool's own object says is held, which is exact; null for one without a limit, which nobody asks. */
function readSlots({ env }: ApiContext, { team, name, slots: size }: Pool): Promise<PoolView | null> {
  return size < 0 ? Promise.resolve(null) : reachPool(env, team, name).describe();
}
