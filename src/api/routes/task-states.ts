import { z } from "@hono/zod-openapi";
import type { InstanceKey, RunKey } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import {
  clearStates,
  deleteState,
  findState,
  listStates,
  saveState,
  type StateEntry,
} from "../../store/state-store.ts";
import { clearTaskStates, ownerOfInstance } from "../../store/task-state.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { awareInstant, flagOr, integerFrom, limit, offset, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { stateValue } from "../shapes/state-value.ts";
import { formatValue } from "../shapes/xcom.ts";
import { formatInstant, formatOptional } from "../shapes/time.ts";
import { loadRun, requireTaskId, taskPath } from "./paths.ts";

const PATH = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store";
const KEY = `${PATH}/{key}` as const;
const keyPath = taskPath.extend({ key: z.string().max(512) });
const TAGS = ["Task State Store"];
const date = z.string().openapi({ format: "date-time" });
const mapIndex = integerFrom(-1).default(-1).openapi({ default: -1 });
const query = z.object({ map_index: mapIndex });
const DONE = { 204: { description: "Successful Response" } };

const entry = z
  .object({ key: z.string(), value: z.unknown(), updated_at: date, expires_at: date.nullable() })
  .openapi("TaskStateStoreResponse");
const entries = z
  .object({ task_state_store: z.array(entry), total_entries: z.int() })
  .openapi("TaskStateStoreCollectionResponse");
const setBody = z
  .strictObject({
    value: stateValue,
    expires_at: z
      .union([z.literal("default"), awareInstant])
      .nullable()
      .default("default"),
  })
  .openapi("TaskStateStoreBody");
const patchBody = z.strictObject({ value: stateValue }).openapi("TaskStateStorePatchBody");

const listRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "list_task_state_store",
  request: { params: taskPath, query: query.extend({ limit, offset }) },
  responses: { 200: answerJson(entries), ...REFUSALS },
});
const clearRoute = defineRoute("operate", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "clear_task_state_store",
  request: { params: taskPath, query: query.extend({ all_map_indices: flagOr(false) }) },
  responses: { ...DONE, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: KEY,
  tags: TAGS,
  operationId: "get_task_state_store",
  request: { params: keyPath, query },
  responses: { 200: answerJson(entry), ...REFUSALS },
});
const setRoute = defineRoute("operate", {
  method: "put",
  path: KEY,
  tags: TAGS,
  operationId: "set_task_state_store",
  request: { params: keyPath, query, ...takeJson(setBody) },
  responses: { ...DONE, ...REFUSALS },
});
const patchRoute = defineRoute("operate", {
  method: "patch",
  path: KEY,
  tags: TAGS,
  operationId: "patch_task_state_store",
  request: { params: keyPath, query, ...takeJson(patchBody) },
  responses: { 200: answerJson(z.null()), ...REFUSALS },
});
const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: KEY,
  tags: TAGS,
  operationId: "delete_task_state_store",
  request: { params: keyPath, query },
  responses: { ...DONE, ...REFUSALS },
});

export type TaskStatesRoutes =
  | typeof listRoute
  | typeof clearRoute
  | typeof getRoute
  | typeof setRoute
  | typeof patchRoute
  | typeof deleteRoute;

export function registerTaskStates(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const owner = ownerOfInstance(await findInstance(context, context.req.valid("param"), asked.map_index));
    const page = take(await listStates(context.env.DB, owner, toPage({ ...asked, order_by: [] }), context.var.now()));
    const shapes = page.items.slice(0, asked.limit).map(format);
    return context.json({ task_state_store: shapes, total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const { key, ...path } = context.req.valid("param");
    const instance = await findInstance(context, path, context.req.valid("query").map_index);
    const found = await findState(context.env.DB, ownerOfInstance(instance), key, context.var.now());
    if (found === null) throw refuseKey(key);
    return context.json(format(found), 200);
  });
  app.openapi(clearRoute, async (context) => {
    const asked = context.req.valid("query");
    const instance = await findInstance(context, context.req.valid("param"), asked.map_index, asked.all_map_indices);
    const { mapIndex: index, ...task } = instance;
    const isAll = asked.all_map_indices;
    await recordAudit(context, { event: "clear_task_state_store", ...task, mapIndex: isAll ? null : index });
    if (isAll) await clearTaskStates(context.env.DB, task);
    else await clearStates(context.env.DB, ownerOfInstance(instance));
    return context.body(null, 204);
  });
  registerKeyWrites(app);
}

function registerKeyWrites(app: ApiApp): void {
  app.openapi(setRoute, async (context) => {
    const { key, ...path } = context.req.valid("param");
    const body = context.req.valid("json");
    const instance = await findInstance(context, path, context.req.valid("query").map_index);
    const now = context.var.now();
    const expiresAt = body.expires_at === "default" ? now + RETENTION : body.expires_at;
    await save(context, instance, { event: "set_task_state_store", key, value: body.value as Json, expiresAt });
    return context.body(null, 204);
  });
  app.openapi(patchRoute, async (context) => {
    const { key, ...path } = context.req.valid("param");
    const instance = await findInstance(context, path, context.req.valid("query").map_index);
    const known = await findState(context.env.DB, ownerOfInstance(instance), key, context.var.now());
    if (known === null) throw refuseKey(key);
    const { value: given } = context.req.valid("json");
    const change = { event: "patch_task_state_store", key, value: given as Json, expiresAt: known.expiresAt };
    await save(context, instance, change);
    return context.json(null, 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const { key, ...path } = context.req.valid("param");
    const instance = await findInstance(context, path, context.req.valid("query").map_index);
    await recordAudit(context, { event: "delete_task_state_store", ...instance, extra: { key } });
    // As in Airflow, one that is not there is deleted already.
    await deleteState(context.env.DB, ownerOfInstance(instance), key);
    return context.body(null, 204);
  });
}

/** Airflow's default of `[state_store] default_retention_days`, in milliseconds. */
const RETENTION = 30 * 86_400_000;

interface Change {
  readonly event: string;
  readonly key: string;
  readonly value: Json;
  readonly expiresAt: number | null;
}

async function save(context: ApiContext, instance: RunKey & InstanceKey, change: Change): Promise<void> {
  const { event, key, value: given, expiresAt } = change;
  await recordAudit(context, { event, ...instance, extra: { key } });
  const updatedAt = context.var.now();
  const values = { key, value: given, updatedAt, expiresAt, writer: { kind: "api" as const } };
  await saveState(context.env.DB, { ...ownerOfInstance(instance), ...values });
}

/** Where any of the task's instances will do, the first. Throws a 404 in Airflow's words when there is none. */
async function findInstance(
  context: ApiContext,
  path: z.infer<typeof taskPath>,
  index: number,
  isAnyFine = false,
): Promise<RunKey & InstanceKey> {
  const { key, object } = await loadRun(context, path);
  const found = await object.listInstances(requireTaskId(path));
  const instance = found.find((one) => isAnyFine || one.mapIndex === index);
  if (instance !== undefined) return { ...key, taskId: instance.taskId, mapIndex: instance.mapIndex };
  const which = `dag_id='${path.dag_id}', run_id='${path.dag_run_id}', task_id='${path.task_id}', map_index=${index}`;
  throw new Problem(404, `Task instance not found for ${which}`);
}

function format({ key, value: kept, updatedAt, expiresAt }: StateEntry): z.infer<typeof entry> {
  return {
    key,
    value: formatValue(kept, false),
    updated_at: formatInstant(updatedAt),
    expires_at: formatOptional(expiresAt),
  };
}

function refuseKey(key: string): Problem {
  return new Problem(404, `Task state store key '${key}' not found`);
}
