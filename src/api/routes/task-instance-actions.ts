import { z } from "@hono/zod-openapi";
import { reachRun } from "../../coordinator/stubs.ts";
import type { MarkInstances } from "../../core/objects.ts";
import type { RunView } from "../../core/protocol.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integer, list } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstance, taskInstances } from "../shapes/task-instance.ts";
import { chooseAround } from "./choose-runs.ts";
import { readMask } from "./mask.ts";
import { loadRun, mappedPath, refuseTask, requireTaskId, taskPath } from "./paths.ts";

const TASK = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}";
const TAGS = ["Task Instance"];

const patchBody = z
  .strictObject({
    new_state: z.string().nullish(),
    note: z.string().max(1000).nullish(),
    include_upstream: z.boolean().default(false),
    include_downstream: z.boolean().default(false),
    include_future: z.boolean().default(false),
    include_past: z.boolean().default(false),
  })
  .openapi("PatchTaskInstanceBody");
type PatchBody = z.infer<typeof patchBody>;
const FIELDS = [
  "new_state",
  "note",
  "include_upstream",
  "include_downstream",
  "include_future",
  "include_past",
] as const;

const answers = { 200: answerJson(taskInstances), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS };
const query = z.object({ update_mask: list, map_index: integer.optional() });
const mappedQuery = z.object({ update_mask: list });

const patchRoute = defineRoute("operate", {
  method: "patch",
  path: TASK,
  tags: TAGS,
  operationId: "patch_task_instance",
  request: { params: taskPath, query, ...takeJson(patchBody) },
  responses: answers,
});
const dryRunRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/dry_run`,
  tags: TAGS,
  operationId: "patch_task_instance_dry_run",
  request: { params: taskPath, query, ...takeJson(patchBody) },
  responses: answers,
});
const patchMappedRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/{map_index}`,
  tags: TAGS,
  operationId: "patch_task_instance_by_map_index",
  request: { params: mappedPath, query: mappedQuery, ...takeJson(patchBody) },
  responses: answers,
});
const dryRunMappedRoute = defineRoute("operate", {
  method: "patch",
  path: `${TASK}/{map_index}/dry_run`,
  tags: TAGS,
  operationId: "patch_task_instance_dry_run_by_map_index",
  request: { params: mappedPath, query: mappedQuery, ...takeJson(patchBody) },
  responses: answers,
});

export type TaskInstanceActionsRoutes =
  | typeof patchRoute
  | typeof dryRunRoute
  | typeof patchMappedRoute
  | typeof dryRunMappedRoute;

export function registerTaskInstanceActions(app: ApiApp): void {
  for (const [route, dryRun] of [[dryRunRoute, true] as const, [patchRoute, false] as const]) {
    app.openapi(route, async (context) => {
      const { update_mask, map_index = null } = context.req.valid("query");
      const body = readMask(context.req.valid("json"), update_mask, FIELDS);
      return context.json(await mark(context, { ...context.req.valid("param"), map_index }, body, dryRun), 200);
    });
  }
  for (const [route, dryRun] of [[dryRunMappedRoute, true] as const, [patchMappedRoute, false] as const]) {
    app.openapi(route, async (context) => {
      const body = readMask(context.req.valid("json"), context.req.valid("query").update_mask, FIELDS);
      return context.json(await mark(context, context.req.valid("param"), body, dryRun), 200);
    });
  }
}

/** A map index of null means all instances of the task. */
type Path = z.infer<typeof taskPath> & { readonly map_index: number | null };

async function mark(context: ApiContext, path: Path, body: PatchBody, dryRun: boolean) {
  const state = readNewState(body);
  const { key, object, run } = await loadRun(context, path);
  const taskId = requireTaskId(path);
  const instances = await object.listInstances(taskId);
  const isKnown = instances.some(({ mapIndex }) => path.map_index === null || mapIndex === path.map_index);
  if (!isKnown) throw refuseTask(path);
  if (!dryRun) {
    const facts = { event: "patch_task_instance", ...key, taskId, mapIndex: path.map_index };
    await recordAudit(context, { ...facts, extra: { new_state: state } });
  }
  const runs = await chooseAround(context, run, { past: body.include_past, future: body.include_future });
  const request: MarkInstances = {
    v: 1,
    targets: [{ taskId, mapIndex: path.map_index }],
    state,
    upstream: body.include_upstream,
    downstream: body.include_downstream,
    dryRun,
    by: context.var.principal.user,
  };
  const lists = await Promise.all(runs.map((one) => markRun(context, one, request, one.runId === run.runId)));
  const marked = lists.flat();
  if (marked.length === 0 && !dryRun) throw new Problem(409, `Task id ${taskId} is already in ${state} state`);
  const shapes = marked.map(({ instance, of }) => formatInstance(instance, of));
  return { task_instances: shapes, total_entries: shapes.length, ...NO_CURSORS };
}

/** Other runs that have no such instance are passed by. */
async function markRun({ env }: ApiContext, run: RunView, request: MarkInstances, isNamed: boolean) {
  const result = await reachRun(env, run).mark(request);
  const isMissing = !result.ok && ["task_not_found", "map_index_not_found"].includes(result.error.code);
  if (isMissing && !isNamed) return [];
  return take(result).map((instance) => ({ instance, of: run }));
}

const NO_CURSORS = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
const MARKS: readonly MarkInstances["state"][] = ["success", "failed", "skipped"];

/** Throws with words for what cannot be asked of one instance. */
function readNewState(body: PatchBody): MarkInstances["state"] {
  if (body.note !== undefined && body.note !== null) {
    throw new Problem(400, "Task instances keep no notes; put the note on the run");
  }
  const state = MARKS.find((candidate) => candidate === body.new_state);
  if (state !== undefined) return state;
  const isMissing = body.new_state === undefined || body.new_state === null;
  const words = isMissing
    ? "'new_state' should not be empty"
    : `'${body.new_state}' is not one of [${MARKS.map((name) => `'${name}'`).join(", ")}]`;
  const entry = { type: "value_error", loc: ["body", "new_state"], msg: `Value error, ${words}` };
  throw new Problem(422, [{ ...entry, input: body.new_state ?? null }]);
}
