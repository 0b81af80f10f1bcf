import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import {
  clearStates,
  deleteState,
  findState,
  listStates,
  ownerOfAsset,
  saveState,
  type StateEntry,
  type StateOwner,
} from "../../store/state-store.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { limit, offset, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";
import { json } from "../shapes/variable.ts";
import { stateValue } from "../shapes/state-value.ts";
import { assetPath, loadAsset } from "./assets.ts";

const TAGS = ["Asset State Store"];
const PATH = "/api/v2/assets/{asset_id}/state-store";
const entryPath = assetPath.extend({ key: z.string().min(1).max(512) });
const DONE = { 204: { description: "Successful Response" } };

const writer = z
  .object({
    kind: z.enum(["task", "watcher", "api"]).openapi("AssetStateStoreWriterKind"),
    dag_id: z.string().nullable(),
    run_id: z.string().nullable(),
    task_id: z.string().nullable(),
    map_index: z.int().nullable(),
  })
  .openapi("AssetStateStoreLastUpdatedBy");
const entry = z
  .object({
    key: z.string(),
    value: json,
    updated_at: z.string().openapi({ format: "date-time" }),
    last_updated_by: writer.nullable(),
  })
  .openapi("AssetStateStoreResponse");
const entries = z
  .object({ asset_state_store: z.array(entry), total_entries: z.int() })
  .openapi("AssetStateStoreCollectionResponse");
const body = z.strictObject({ value: stateValue }).openapi("AssetStateStoreBody");

const listRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "list_asset_state_store",
  request: { params: assetPath, query: z.object({ limit, offset }) },
  responses: { 200: answerJson(entries), ...REFUSALS },
});
const clearRoute = defineRoute("operate", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "clear_asset_state_store",
  request: { params: assetPath },
  responses: { ...DONE, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: `${PATH}/{key}`,
  tags: TAGS,
  operationId: "get_asset_state_store",
  request: { params: entryPath },
  responses: { 200: answerJson(entry), ...REFUSALS },
});
const setRoute = defineRoute("operate", {
  method: "put",
  path: `${PATH}/{key}`,
  tags: TAGS,
  operationId: "set_asset_state_store",
  request: { params: entryPath, ...takeJson(body) },
  responses: { ...DONE, ...REFUSALS },
});
const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: `${PATH}/{key}`,
  tags: TAGS,
  operationId: "delete_asset_state_store",
  request: { params: entryPath },
  responses: { ...DONE, ...REFUSALS },
});

export type AssetStateStoreRoutes =
  | typeof listRoute
  | typeof clearRoute
  | typeof getRoute
  | typeof setRoute
  | typeof deleteRoute;

export function registerAssetStateStore(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const owner = await loadOwner(context, context.req.valid("param").asset_id);
    const asked = context.req.valid("query");
    const paging = toPage({ ...asked, order_by: [] });
    const page = take(await listStates(context.env.DB, owner, paging, context.var.now()));
    const shapes = page.items.slice(0, asked.limit).map(format);
    return context.json({ asset_state_store: shapes, total_entries: page.total }, 200);
  });
  app.openapi(clearRoute, async (context) => {
    const owner = await loadOwner(context, context.req.valid("param").asset_id, "clear_asset_state_store");
    await clearStates(context.env.DB, owner);
    return context.body(null, 204);
  });
  app.openapi(getRoute, async (context) => {
    const { asset_id, key } = context.req.valid("param");
    const owner = await loadOwner(context, asset_id);
    const found = await findState(context.env.DB, owner, key, context.var.now());
    if (found === null) throw new Problem(404, `Asset state store key '${key}' not found`);
    return context.json(format(found), 200);
  });
  app.openapi(setRoute, async (context) => {
    const { asset_id, key } = context.req.valid("param");
    const owner = await loadOwner(context, asset_id, "set_asset_state_store");
    const { value } = context.req.valid("json");
    const updatedAt = context.var.now();
    const state = { ...owner, key, value: value as Json, updatedAt, expiresAt: null };
    await saveState(context.env.DB, { ...state, writer: { kind: "api" } });
    return context.body(null, 204);
  });
  app.openapi(deleteRoute, async (context) => {
    const { asset_id, key } = context.req.valid("param");
    await deleteState(context.env.DB, await loadOwner(context, asset_id, "delete_asset_state_store"), key);
    return context.body(null, 204);
  });
}

/** With an event, what is about to be done is written down. */
async function loadOwner(context: ApiContext, id: number, event: string | null = null): Promise<StateOwner> {
  const { team, name, uri } = await loadAsset(context, id);
  if (event !== null) await recordAudit(context, { event, team, extra: { asset_id: id } });
  return { scope: "asset", team, owner: ownerOfAsset({ name, uri }) };
}

function format({ team, key, value, updatedAt, writer: by }: StateEntry): z.infer<typeof entry> {
  const dag = by?.dagId === undefined ? null : formatDagId({ team, dagId: by.dagId });
  const { runId = null, taskId = null, mapIndex = null } = by ?? {};
  const names = { dag_id: dag, run_id: runId, task_id: taskId, map_index: mapIndex };
  return {
    key,
    value,
    updated_at: formatInstant(updatedAt),
    last_updated_by: by === null ? null : { kind: by.kind, ...names },
  };
}
