import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { parseDagId } from "../../core/ids.ts";
import type { DagKey } from "../../core/ids.ts";
import {
  findAlias,
  findAsset,
  findRelations,
  listAliases,
  listAssets,
  listProducers,
  type AssetFilter,
  type StoredAsset,
} from "../../store/asset.ts";
import { noteAudit } from "../audit.ts";
import { mayReachTeam } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import {
  awareInstant,
  dropUndefined,
  flagOr,
  integer,
  limit,
  list,
  offset,
  orderBy,
  text,
  toPage,
} from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS } from "../route.ts";
import { asset, assetAlias, assetAliases, assets, formatAlias, formatAsset } from "../shapes/asset.ts";
import { dagRun, formatRun } from "../shapes/dag-run.ts";
import { toTrigger, triggerBody } from "./trigger.ts";

const TAGS = ["Asset"];
export const assetPath = z.object({ asset_id: integer });
const aliasPath = z.object({ asset_alias_id: integer });
const named = { limit, offset, name_pattern: text, name_prefix_pattern: text, order_by: orderBy("id") };

const query = z.object({
  ...named,
  uri_pattern: text,
  uri_prefix_pattern: text,
  dag_ids: list,
  only_active: flagOr(true),
});

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/assets",
  tags: TAGS,
  operationId: "get_assets",
  request: { query },
  responses: { 200: answerJson(assets), ...REFUSALS },
});
const aliasesRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/assets/aliases",
  tags: TAGS,
  operationId: "get_asset_aliases",
  request: { query: z.object(named) },
  responses: { 200: answerJson(assetAliases), ...REFUSALS },
});
const aliasRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/assets/aliases/{asset_alias_id}",
  tags: TAGS,
  operationId: "get_asset_alias",
  request: { params: aliasPath },
  responses: { 200: answerJson(assetAlias), ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/assets/{asset_id}",
  tags: TAGS,
  operationId: "get_asset",
  request: { params: assetPath },
  responses: { 200: answerJson(asset), ...REFUSALS },
});

const materializeBody = triggerBody
  .extend({ logical_date: awareInstant.nullish() })
  .nullable()
  .openapi("MaterializeAssetBody");
const materializeRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/assets/{asset_id}/materialize",
  tags: TAGS,
  operationId: "materialize_asset",
  request: {
    params: assetPath,
    body: { required: false, content: { "application/json": { schema: materializeBody } } },
  },
  responses: { 200: answerJson(dagRun), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

export type AssetsRoutes =
  | typeof listRoute
  | typeof aliasesRoute
  | typeof aliasRoute
  | typeof getRoute
  | typeof materializeRoute;

export function registerAssets(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const page = take(await listAssets(context.env.DB, toFilter(context, asked)));
    return context.json(
      { assets: await formatAll(context, page.items.slice(0, asked.limit)), total_entries: page.total },
      200,
    );
  });
  app.openapi(aliasesRoute, async (context) => {
    const asked = context.req.valid("query");
    const filter = { ...toPage(asked, ["id"]), ...toNames(asked), team: context.var.principal.team };
    const page = take(await listAliases(context.env.DB, filter));
    const shapes = page.items.slice(0, asked.limit).map(formatAlias);
    return context.json({ asset_aliases: shapes, total_entries: page.total }, 200);
  });
  app.openapi(aliasRoute, async (context) => {
    const id = context.req.valid("param").asset_alias_id;
    const found = await findAlias(context.env.DB, id);
    if (found === null || !mayReachTeam(context.var.principal, found.team))
      throw new Problem(404, `The Asset Alias with ID: \`${id}\` was not found`);
    return context.json(formatAlias(found), 200);
  });
  app.openapi(getRoute, async (context) => {
    const found = await loadAsset(context, context.req.valid("param").asset_id);
    const [shape] = await formatAll(context, [found]);
    if (shape === undefined) throw refuseAsset(found.id);
    return context.json(shape, 200);
  });
  app.openapi(materializeRoute, async (context) => {
    const found = await loadAsset(context, context.req.valid("param").asset_id);
    return context.json(await materialize(context, found, context.req.valid("json")), 200);
  });
}

function toFilter(context: ApiContext, asked: z.infer<typeof query>): AssetFilter {
  return {
    ...toPage(asked, ["id"]),
    ...toNames(asked),
    team: context.var.principal.team,
    ...dropUndefined({ uriPattern: asked.uri_pattern, uriPrefix: asked.uri_prefix_pattern }),
    ...(asked.dag_ids.length === 0 ? {} : { dags: readDags(asked.dag_ids) }),
    isActive: asked.only_active,
  };
}

function toNames(asked: { name_pattern?: string | undefined; name_prefix_pattern?: string | undefined }) {
  return dropUndefined({ namePattern: asked.name_pattern, namePrefix: asked.name_prefix_pattern });
}

/** What can be no DAG's id is no DAG's. */
function readDags(ids: readonly string[]): readonly DagKey[] {
  return ids.flatMap((id) => parseDagId(id) ?? []);
}

/** An asset of a foreign team answers as one that does not exist. */
export async function loadAsset(context: ApiContext, id: number): Promise<StoredAsset> {
  const found = await findAsset(context.env.DB, id);
  if (found === null || !mayReachTeam(context.var.principal, found.team)) throw refuseAsset(id);
  return found;
}

function refuseAsset(id: number): Problem {
  return new Problem(404, `The Asset with ID: \`${id}\` was not found`);
}

async function formatAll(context: ApiContext, found: readonly StoredAsset[]) {
  const relations = await findRelations(
    context.env.DB,
    found.map(({ id }) => id),
  );
  return found.map((one) => formatAsset(one, relations.get(one.id)));
}

/** As in Airflow, an asset that no DAG or more than one updates cannot be made this way. */
async function materialize(
  context: ApiContext,
  { id }: StoredAsset,
  body: z.infer<typeof materializeBody> | undefined,
) {
  const [dag, other] = await listProducers(context.env.DB, id);
  if (dag === undefined) throw new Problem(404, `No DAG materializes asset with ID: ${id}`);
  if (other !== undefined) throw new Problem(409, `More than one DAG materializes asset with ID: ${id}`);
  const given = { ...body, logical_date: body?.logical_date ?? null };
  const request = { ...toTrigger(given, context.var.principal.user), runType: "asset_materialization" } as const;
  noteAudit(context, { event: "materialize_asset", ...dag, runId: request.runId, extra: { asset_id: id } });
  return formatRun(take(await reachDag(context.env, dag).trigger(request)));
}
