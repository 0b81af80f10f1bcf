import { z } from "@hono/zod-openapi";
import type { InstanceKey } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { placeValue } from "../../executors/values.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integerFrom } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatValue, formatXCom, xcomNative } from "../shapes/xcom.ts";
import { loadRun, refuseTask, requireTaskId, taskPath } from "./paths.ts";

const PATH = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries";
const entryPath = taskPath.extend({ xcom_key: z.string() });
const TAGS = ["XCom"];
/** Any JSON at all, but it must be there. */
const value = z.unknown().refine((given) => given !== undefined, { params: { type: "missing" } });
const createBody = z
  .strictObject({ key: z.string().min(1).max(512), value, map_index: z.int().min(-1).default(-1) })
  .openapi("XComCreateBody");
const updateBody = z.strictObject({ value, map_index: z.int().min(-1).default(-1) }).openapi("XComUpdateBody");

const createRoute = defineRoute("operate", {
  method: "post",
  path: PATH,
  tags: TAGS,
  operationId: "create_xcom_entry",
  request: { params: taskPath, ...takeJson(createBody) },
  responses: { 201: answerJson(xcomNative), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});
const updateRoute = defineRoute("operate", {
  method: "patch",
  path: `${PATH}/{xcom_key}`,
  tags: TAGS,
  operationId: "update_xcom_entry",
  request: { params: entryPath, ...takeJson(updateBody) },
  responses: { 200: answerJson(xcomNative), ...BAD_REQUEST, ...REFUSALS },
});
const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: `${PATH}/{xcom_key}`,
  tags: TAGS,
  operationId: "delete_xcom_entry",
  request: {
    params: entryPath,
    query: z.object({ map_index: integerFrom(-1).default(-1).openapi({ default: -1 }) }),
  },
  responses: { 204: { description: "Successful Response" }, ...BAD_REQUEST, ...REFUSALS },
});

export type XComEditsRoutes = typeof createRoute | typeof updateRoute | typeof deleteRoute;

export function registerXComEdits(app: ApiApp): void {
  app.openapi(createRoute, async (context) => {
    const { key, value: given, map_index } = context.req.valid("json");
    const edit = { event: "create_xcom_entry", key, mapIndex: map_index, value: given as Json };
    return context.json(await write(context, context.req.valid("param"), edit), 201);
  });
  app.openapi(updateRoute, async (context) => {
    const { xcom_key: key, ...path } = context.req.valid("param");
    const { value: given, map_index } = context.req.valid("json");
    const edit = { event: "update_xcom_entry", key, mapIndex: map_index, value: given as Json };
    return context.json(await write(context, path, edit), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const { xcom_key: key, ...path } = context.req.valid("param");
    const mapIndex = context.req.valid("query").map_index;
    const { object, target } = await prepare(context, path, { event: "delete_xcom_entry", key, mapIndex });
    const done = await object.editValue({ v: 1, ...target, key, write: null, isNew: false });
    if (!done.ok && done.error.code === "xcom_not_found") throw refuseKey(key);
    take(done);
    return context.body(null, 204);
  });
}

interface Edit {
  readonly event: string;
  readonly key: string;
  readonly mapIndex: number;
}

/** The instance there is, and a trace of what is about to be done to it: the key, never the value. */
async function prepare(context: ApiContext, path: z.infer<typeof taskPath>, { event, key, mapIndex }: Edit) {
  const { key: run, object, run: view } = await loadRun(context, path);
  const target: InstanceKey = { taskId: requireTaskId(path), mapIndex };
  if ((await object.getInstance(target)) === null) throw refuseTask(path);
  await recordAudit(context, { event, ...run, ...target, extra: { key } });
  return { run, view, object, target };
}

async function write(context: ApiContext, path: z.infer<typeof taskPath>, edit: Edit & { readonly value: Json }) {
  const { run, view, object, target } = await prepare(context, path, edit);
  const store = { put: async (name: string, text: string) => void (await context.env.BLOBS.put(name, text)) };
  const placed = take(await placeValue(store, run, edit.key, edit.value));
  const isNew = edit.event === "create_xcom_entry";
  const done = await object.editValue({ v: 1, ...target, key: edit.key, write: placed, isNew });
  if (!done.ok && done.error.code === "xcom_exists") {
    const words = `The XCom with key: \`${edit.key}\` with mentioned task instance already exists.`;
    throw new Problem(409, words, { reason: done.error });
  }
  if (!done.ok && done.error.code === "xcom_not_found") throw refuseKey(edit.key);
  const made = take(done);
  if (made === null) throw refuseKey(edit.key);
  return { ...formatXCom(made, view), value: formatValue(edit.value, false) };
}

function refuseKey(key: string): Problem {
  return new Problem(404, `The XCom with key: \`${key}\` with mentioned task instance doesn't exist.`);
}
