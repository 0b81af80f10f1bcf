import { z } from "@hono/zod-openapi";
import { tellWatchers } from "../../coordinator/publish-assets.ts";
import { reachDag } from "../../coordinator/stubs.ts";
import type { AssetUpdate } from "../../core/asset-update.ts";
import type { Json } from "../../core/json.ts";
import {
  createEvent,
  listEventKeys,
  listEventRuns,
  listEvents,
  settleEvent,
  type EventFilter,
  type StoredEvent,
} from "../../store/asset-event.ts";
import { listLeases } from "../../store/live-lease.ts";
import { findAsset, listConsumers, type StoredAsset } from "../../store/asset.ts";
import { recordAudit } from "../audit.ts";
import { findReachable } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { describeRange, dropUndefined, integer, limit, offset, orderBy, text, toPage, toRange } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { assetEvent, assetEvents, formatEvent } from "../shapes/asset-event.ts";
import { loadAsset } from "./assets.ts";
import { loadRun, runPath } from "./paths.ts";

const query = z.object({
  limit,
  offset,
  order_by: orderBy("timestamp"),
  asset_id: integer.optional(),
  source_dag_id: text,
  source_task_id: text,
  source_run_id: text,
  source_map_index: integer.optional(),
  name_pattern: text,
  name_prefix_pattern: text,
  ...describeRange("timestamp"),
});

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/assets/events",
  tags: ["Asset"],
  operationId: "get_asset_events",
  request: { query },
  responses: { 200: answerJson(assetEvents), ...REFUSALS },
});

const accessControl = z
  .strictObject({ consumer_teams: z.array(z.string()).nullish(), allow_global: z.boolean().default(true) })
  .openapi("AssetEventAccessControl");
const createBody = z
  .strictObject({
    asset_id: z.int(),
    partition_key: z.string().max(250).regex(/\S/).nullish(),
    extra: z.record(z.string(), z.custom<Json>()).default({}).openapi({ type: "object", additionalProperties: true }),
    access_control: accessControl.nullish(),
  })
  .openapi("CreateAssetEventsBody");
const createRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/assets/events",
  tags: ["Asset"],
  operationId: "create_asset_event",
  request: takeJson(createBody),
  responses: { 200: answerJson(assetEvent), ...REFUSALS },
});
const upstreamRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/upstreamAssetEvents",
  tags: ["DagRun"],
  operationId: "get_upstream_asset_events",
  request: { params: runPath },
  responses: { 200: answerJson(assetEvents), ...REFUSALS },
});

export type AssetEventsRoutes = typeof listRoute | typeof createRoute | typeof upstreamRoute;

export function registerAssetEvents(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const page = take(await listEvents(context.env.DB, toFilter(context, asked)));
    const events = await formatAll(context, page.items.slice(0, asked.limit));
    return context.json({ asset_events: events, total_entries: page.total }, 200);
  });
  app.openapi(createRoute, async (context) => {
    const event = await create(context, context.req.valid("json"));
    const [shape] = await formatAll(context, [event]);
    if (shape === undefined) throw new Problem(404, `The Asset Event with ID: \`${event.id}\` was not found`);
    return context.json(shape, 200);
  });
  app.openapi(upstreamRoute, async (context) => {
    const events = await listUpstream(context, context.req.valid("param"));
    return context.json({ asset_events: events, total_entries: events.length }, 200);
  });
}

function toFilter(context: ApiContext, asked: z.infer<typeof query>): EventFilter {
  const { principal } = context.var;
  const dag = asked.source_dag_id === undefined ? undefined : findReachable(principal, asked.source_dag_id);
  return {
    ...toPage(asked, ["timestamp"]),
    team: principal.team,
    ...dropUndefined({
      assetId: asked.asset_id,
      sourceDag: dag ?? undefined,
      // A DAG that is none has made no event.
      keys: dag === null ? [] : undefined,
      sourceTaskId: asked.source_task_id,
      sourceRunId: asked.source_run_id,
      sourceMapIndex: asked.source_map_index,
      namePattern: asked.name_pattern,
      namePrefix: asked.name_prefix_pattern,
      at: toRange(asked, "timestamp"),
    }),
  };
}

async function formatAll(context: ApiContext, events: readonly StoredEvent[]) {
  const ids = [...new Set(events.map(({ assetId }) => assetId))];
  const [runs, ...found] = await Promise.all([
    listEventRuns(
      context.env.DB,
      events.map(({ id }) => id),
    ),
    ...ids.map((id) => findAsset(context.env.DB, id)),
  ]);
  const assets = new Map(found.flatMap((one): [number, StoredAsset][] => (one === null ? [] : [[one.id, one]])));
  return events.map((event) => formatEvent(event, assets.get(event.assetId), runs));
}

/** Written down first: from then on every DAG that waits for the asset will hear of it, whatever fails. */
async function create(context: ApiContext, body: z.infer<typeof createBody>): Promise<StoredEvent> {
  const { id, team, name, uri, group } = await loadAsset(context, body.asset_id);
  const strange = (body.access_control?.consumer_teams ?? []).find((other) => other !== team);
  if (strange !== undefined)
    throw new Problem(
      422,
      `An asset event reaches the DAGs of its own team, ${team}; it cannot be given to ${strange}`,
    );
  await recordAudit(context, { event: "create_asset_event", team, extra: { asset_id: id } });
  const update: AssetUpdate = {
    key: `${team} by hand ${crypto.randomUUID()}`,
    team,
    asset: { name, uri, group },
    aliases: [],
    // Airflow marks what came this way.
    extra: { ...body.extra, from_rest_api: true },
    partitionKey: body.partition_key ?? null,
    at: context.var.now(),
    source: null,
  };
  const event = await createEvent(context.env.DB, update, context.var.principal.user);
  await tellConsumers(context, event, update);
  await tellWatchers(context.env, await listLeases(context.env.DB, team, context.var.now()));
  return event;
}

/** Who is not reached now is told by the tick. */
async function tellConsumers(context: ApiContext, { id, assetId }: StoredEvent, update: AssetUpdate): Promise<void> {
  try {
    const dags = await listConsumers(context.env.DB, assetId);
    await Promise.all(dags.map((dag) => reachDag(context.env, dag).takeAssetUpdates({ v: 1, updates: [update] })));
    await settleEvent(context.env.DB, id);
  } catch (error) {
    console.warn(`Asset event ${id} could not be brought to all its DAGs yet`, error);
  }
}

/** What the DAG's object says, and what D1 knows of a run so old that the object has forgotten. */
async function listUpstream(context: ApiContext, path: z.infer<typeof runPath>) {
  const { key } = await loadRun(context, path);
  const taken = await reachDag(context.env, key).listConsumedUpdates(key.runId);
  const known = taken.length > 0 ? [] : await listEventKeys(context.env.DB, key);
  const keys = [...taken.map((update) => update.key), ...known];
  const events: StoredEvent[] = [];
  for (let at = 0; at < keys.length; at += PAGE) {
    const page = await listEvents(context.env.DB, { keys: keys.slice(at, at + PAGE), limit: PAGE });
    events.push(...take(page).items);
  }
  return formatAll(context, events);
}

const PAGE = 1_000;
