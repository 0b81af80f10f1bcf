import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { QueuedAssetView } from "../../core/asset-update.ts";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { findAssetsByName, listConsumers, type StoredAsset } from "../../store/asset.ts";
import { findDag } from "../../store/dag.ts";
import { recordAudit } from "../audit.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integer, looseInstant } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";
import { assetPath, loadAsset } from "./assets.ts";
import { dagPath } from "./paths.ts";

const TAGS = ["Asset"];
const OF_ASSET = "/api/v2/assets/{asset_id}/queuedEvents";
const OF_DAG = "/api/v2/dags/{dag_id}/assets/queuedEvents";
const OF_BOTH = "/api/v2/dags/{dag_id}/assets/{asset_id}/queuedEvents";
const bothPath = dagPath.extend({ asset_id: integer });
const query = z.object({ before: looseInstant });
const DONE = { 204: { description: "Successful Response" } };

const queuedEvent = z
  .object({
    dag_id: z.string(),
    asset_id: z.int(),
    created_at: z.string().openapi({ format: "date-time" }),
    dag_display_name: z.string(),
  })
  .openapi("QueuedEventResponse");
const queuedEvents = z
  .object({ queued_events: z.array(queuedEvent), total_entries: z.int() })
  .openapi("QueuedEventCollectionResponse");

const listOfAssetRoute = defineRoute("read", {
  method: "get",
  path: OF_ASSET,
  tags: TAGS,
  operationId: "get_asset_queued_events",
  request: { params: assetPath, query },
  responses: { 200: answerJson(queuedEvents), ...REFUSALS },
});
const deleteOfAssetRoute = defineRoute("operate", {
  method: "delete",
  path: OF_ASSET,
  tags: TAGS,
  operationId: "delete_asset_queued_events",
  request: { params: assetPath, query },
  responses: { ...DONE, ...REFUSALS },
});
const listOfDagRoute = defineRoute("read", {
  method: "get",
  path: OF_DAG,
  tags: TAGS,
  operationId: "get_dag_asset_queued_events",
  request: { params: dagPath, query },
  responses: { 200: answerJson(queuedEvents), ...REFUSALS },
});
const deleteOfDagRoute = defineRoute("operate", {
  method: "delete",
  path: OF_DAG,
  tags: TAGS,
  operationId: "delete_dag_asset_queued_events",
  request: { params: dagPath, query },
  responses: { ...DONE, ...BAD_REQUEST, ...REFUSALS },
});
const getOfBothRoute = defineRoute("read", {
  method: "get",
  path: OF_BOTH,
  tags: TAGS,
  operationId: "get_dag_asset_queued_event",
  request: { params: bothPath, query },
  responses: { 200: answerJson(queuedEvent), ...REFUSALS },
});
const deleteOfBothRoute = defineRoute("operate", {
  method: "delete",
  path: OF_BOTH,
  tags: TAGS,
  operationId: "delete_dag_asset_queued_event",
  request: { params: bothPath, query },
  responses: { ...DONE, ...BAD_REQUEST, ...REFUSALS },
});

export type QueuedEventsRoutes =
  | typeof listOfAssetRoute
  | typeof deleteOfAssetRoute
  | typeof listOfDagRoute
  | typeof deleteOfDagRoute
  | typeof getOfBothRoute
  | typeof deleteOfBothRoute;

export function registerQueuedEvents(app: ApiApp): void {
  app.openapi(listOfAssetRoute, async (context) => {
    const found = await loadAsset(context, context.req.valid("param").asset_id);
    const dags = await listConsumers(context.env.DB, found.id, true);
    const events = await listOf(context, dags, found, context.req.valid("query").before);
    return context.json({ queued_events: events, total_entries: events.length }, 200);
  });
  app.openapi(deleteOfAssetRoute, async (context) => {
    const found = await loadAsset(context, context.req.valid("param").asset_id);
    const dags = await listConsumers(context.env.DB, found.id, true);
    const dropped = await drop(context, dags, found, context.req.valid("query").before);
    if (dropped === 0) throw new Problem(404, `Queue event with asset_id: \`${found.id}\` was not found`);
    return context.body(null, 204);
  });
  app.openapi(listOfDagRoute, async (context) => {
    const key = await loadKey(context, context.req.valid("param").dag_id);
    const events = await listOf(context, [key], null, context.req.valid("query").before);
    return context.json({ queued_events: events, total_entries: events.length }, 200);
  });
  app.openapi(deleteOfDagRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const key = await loadKey(context, dag_id);
    const dropped = await drop(context, [key], null, context.req.valid("query").before);
    if (dropped === 0) throw new Problem(404, `Queue event with dag_id: \`${dag_id}\` was not found`);
    return context.body(null, 204);
  });
  app.openapi(getOfBothRoute, async (context) => {
    const path = context.req.valid("param");
    const { key, found } = await loadBoth(context, path);
    const [event] = await listOf(context, [key], found, context.req.valid("query").before);
    if (event === undefined) throw refuseBoth(path);
    return context.json(event, 200);
  });
  app.openapi(deleteOfBothRoute, async (context) => {
    const path = context.req.valid("param");
    const { key, found } = await loadBoth(context, path);
    if ((await drop(context, [key], found, context.req.valid("query").before)) === 0) throw refuseBoth(path);
    return context.body(null, 204);
  });
}

async function loadKey(context: ApiContext, dagId: string): Promise<DagKey> {
  const key = resolveDag(context.var.principal, dagId);
  if ((await findDag(context.env.DB, key)) === null) throw refuseDag(dagId);
  return key;
}

async function loadBoth(context: ApiContext, path: z.infer<typeof bothPath>) {
  const key = await loadKey(context, path.dag_id);
  return { key, found: await loadAsset(context, path.asset_id) };
}

function refuseBoth({ dag_id, asset_id }: z.infer<typeof bothPath>): Problem {
  return new Problem(404, `Queued event with dag_id: \`${dag_id}\` and asset_id: \`${asset_id}\` was not found`);
}

/** The DAGs' own objects know what waits for them. */
async function listOf(
  context: ApiContext,
  dags: readonly DagKey[],
  only: StoredAsset | null,
  before: number | undefined,
): Promise<z.infer<typeof queuedEvent>[]> {
  const queued = (await Promise.all(dags.map((dag) => reachDag(context.env, dag).listQueuedAssets()))).flat();
  const asked = queued.filter(
    ({ name, uri, at }) =>
      (only === null || (only.name === name && only.uri === uri)) && at < (before ?? Number.POSITIVE_INFINITY),
  );
  const shapes = await Promise.all(dags.map((dag) => formatQueued(context, dag, asked)));
  return shapes.flat();
}

/** An asset that D1 does not know yet has no number, and waits to be listed. */
async function formatQueued(context: ApiContext, dag: DagKey, queued: readonly QueuedAssetView[]) {
  const mine = queued.filter(({ team, dagId }) => team === dag.team && dagId === dag.dagId);
  if (mine.length === 0) return [];
  const [assets, details] = await Promise.all([
    findAssetsByName(context.env.DB, dag.team, mine),
    findDag(context.env.DB, dag),
  ]);
  return mine.flatMap(({ name, uri, at }) => {
    const asset_id = assets.find((one) => one.name === name && one.uri === uri)?.id;
    const dag_id = formatDagId(dag);
    const shape = { dag_id, created_at: formatInstant(at), dag_display_name: details?.displayName ?? dag_id };
    return asset_id === undefined ? [] : [{ ...shape, asset_id }];
  });
}

async function drop(
  context: ApiContext,
  dags: readonly DagKey[],
  only: StoredAsset | null,
  before: number | undefined,
): Promise<number> {
  const asset = only === null ? null : { name: only.name, uri: only.uri };
  const extra = { asset_id: only?.id ?? null };
  for (const dag of dags) await recordAudit(context, { event: "delete_queued_events", ...dag, extra });
  const request = { v: 1, asset, before: before ?? null } as const;
  const dropped = await Promise.all(dags.map((dag) => reachDag(context.env, dag).dropQueuedAssets(request)));
  return dropped.reduce((sum, count) => sum + count, 0);
}
