import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import type { Reason } from "../../core/reason.ts";
import { findDag } from "../../store/dag.ts";
import { noteAudit, recordAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { decimalAbove, list } from "../parameters.ts";
import { Problem, refuseValue } from "../problem.ts";
import { refuseReason, take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, JSON_LINES, REFUSALS, takeJson } from "../route.ts";
import { dagRun, formatRun } from "../shapes/dag-run.ts";
import { formatInstance, taskInstances } from "../shapes/task-instance.ts";
import { clearInstances, listTargets, readLatest } from "./clear.ts";
import { readMask } from "./mask.ts";
import { dagPath, loadRun, runPath } from "./paths.ts";
import { toTrigger, triggerBody } from "./trigger.ts";
import { streamUntilEnd } from "./wait.ts";

const PATH = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}";
const note = z.string().max(1000).nullish();

const triggerRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/dagRuns",
  tags: ["DagRun"],
  operationId: "trigger_dag_run",
  request: { params: dagPath, ...takeJson(triggerBody) },
  responses: { 200: answerJson(dagRun), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

const patchBody = z
  .strictObject({ state: z.enum(["queued", "success", "failed"]).openapi("DagRunMutableStates").nullish(), note })
  .openapi("DAGRunPatchBody");

const patchRoute = defineRoute("operate", {
  method: "patch",
  path: PATH,
  tags: ["DagRun"],
  operationId: "patch_dag_run",
  request: { params: runPath, query: z.object({ update_mask: list }), ...takeJson(patchBody) },
  responses: { 200: answerJson(dagRun), ...BAD_REQUEST, ...REFUSALS },
});

const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: PATH,
  tags: ["DagRun"],
  operationId: "delete_dag_run",
  request: { params: runPath },
  responses: { 204: { description: "Successful Response" }, ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

export const clearBody = z
  .strictObject({
    dry_run: z.boolean().default(true),
    only_failed: z.boolean().default(false),
    only_new: z.boolean().default(false),
    run_on_latest_version: z.boolean().nullish(),
    note,
  })
  .openapi("DAGRunClearBody");

const clearRoute = defineRoute("operate", {
  method: "post",
  path: `${PATH}/clear`,
  tags: ["DagRun"],
  operationId: "clear_dag_run",
  request: { params: runPath, ...takeJson(clearBody) },
  responses: { 200: answerJson(z.union([taskInstances, dagRun])), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

const waitRoute = defineRoute("read", {
  method: "get",
  path: `${PATH}/wait`,
  tags: ["DagRun"],
  operationId: "wait_dag_run_until_finished",
  request: { params: runPath, query: z.object({ interval: decimalAbove(0), result: list }) },
  responses: {
    200: {
      description: "Successful Response",
      content: { "application/json": { schema: z.unknown() }, [JSON_LINES]: { schema: z.string() } },
    },
    ...REFUSALS,
  },
});

export type DagRunActionsRoutes =
  | typeof triggerRoute
  | typeof patchRoute
  | typeof deleteRoute
  | typeof clearRoute
  | typeof waitRoute;

export function registerDagRunActions(app: ApiApp): void {
  app.openapi(triggerRoute, async (context) => {
    const dagId = context.req.valid("param").dag_id;
    const key = resolveDag(context.var.principal, dagId);
    const request = toTrigger(context.req.valid("json"), context.var.principal.user);
    noteAudit(context, { event: "trigger_dag_run", ...key, runId: request.runId });
    const result = await reachDag(context.env, key).trigger(request);
    if (!result.ok) throw await explainRefusal(context, key, result.error);
    return context.json(formatRun(result.value), 200);
  });
  app.openapi(patchRoute, async (context) => {
    const { update_mask } = context.req.valid("query");
    const change = readMask(context.req.valid("json"), update_mask, ["state", "note"]);
    return context.json(await patchRun(context, context.req.valid("param"), change), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    await deleteRun(context, context.req.valid("param"));
    return context.body(null, 204);
  });
  app.openapi(clearRoute, async (context) => {
    const path = context.req.valid("param");
    const body = context.req.valid("json");
    if (!body.dry_run) return context.json(await clearRun(context, path, body), 200);
    const task_instances = await rehearseClear(context, path, body);
    return context.json({ ...EMPTY_PAGE, task_instances, total_entries: task_instances.length }, 200);
  });
  app.openapi(waitRoute, async (context) => {
    const { object, run } = await loadRun(context, context.req.valid("param"));
    const { interval, result } = context.req.valid("query");
    const options = { interval: interval * 1000, resultsOf: result, blobs: context.env.BLOBS };
    const body = streamUntilEnd(object, run, options);
    // Airflow's client reads nothing but what is said to be JSON, and asks for that; each line is.
    const isJson = context.req.header("Accept")?.includes("application/json") === true;
    return context.body(body, 200, { "Content-Type": isJson ? "application/json" : JSON_LINES });
  });
}

/** A DAG that is gone because its file is broken gets Airflow's own answer: 400, and where to look. */
async function explainRefusal(context: ApiContext, key: DagKey, reason: Reason): Promise<Problem> {
  const isGone = reason.code === "dag_stale" || reason.code === "dag_not_found";
  const dag = isGone ? await findDag(context.env.DB, key) : null;
  if (dag?.hasImportErrors !== true) return refuseReason(reason);
  return new Problem(400, `DAG with dag_id: '${formatDagId(key)}' has import errors and cannot be triggered`);
}

type Path = z.infer<typeof runPath>;

export async function patchRun(context: ApiContext, path: Path, change: z.infer<typeof patchBody>) {
  if (change.state === "queued") {
    throw new Problem(400, "A run is queued again by clearing tasks of it: without one to do it would end at once");
  }
  const { key, object, run } = await loadRun(context, path);
  const by = context.var.principal.user;
  await recordAudit(context, { event: "patch_dag_run", ...key, extra: { state: change.state ?? null } });
  let view = run;
  if (change.state !== undefined && change.state !== null) {
    view = take(await object.cancel({ v: 1, state: change.state, by }));
  }
  if (change.note !== undefined) view = (await object.setNote(change.note)) ?? view;
  return formatRun(view);
}

/** Airflow refuses to delete what runs; what else stands in the way, the DAG's object says. */
export async function deleteRun(context: ApiContext, path: Path): Promise<void> {
  const { key, run } = await loadRun(context, path);
  if (run.state === "running") {
    const which = `The DagRun with dag_id: \`${path.dag_id}\` and run_id: \`${path.dag_run_id}\``;
    throw new Problem(409, `${which} cannot be deleted in ${run.state} state`);
  }
  await recordAudit(context, { event: "delete_dag_run", ...key });
  take(await reachDag(context.env, key).deleteRun(key.runId));
}

type ClearBody = Omit<z.infer<typeof clearBody>, "dry_run">;

/** The instances that a clear would put back. */
export async function rehearseClear(context: ApiContext, path: Path, body: ClearBody) {
  checkClear(body);
  const loaded = await loadRun(context, path);
  const found = await clearAll(context, loaded, body, true);
  return found.map((instance) => formatInstance(instance, loaded.run));
}

function checkClear(body: ClearBody): void {
  if (body.only_new && body.only_failed)
    throw refuseValue(["body"], "only_failed and only_new cannot both be set", { only_failed: true, only_new: true });
}

type Loaded = Awaited<ReturnType<typeof loadRun>>;

async function clearAll(context: ApiContext, { key, object }: Loaded, body: ClearBody, dryRun: boolean) {
  const by = context.var.principal.user;
  const latest = await readLatest(context, key, body.only_new || body.run_on_latest_version);
  const { only_failed: onlyFailed, only_new: onlyNew } = body;
  const targets = await listTargets(object);
  return clearInstances(object, { targets, onlyFailed, onlyNew, ...latest, dryRun, by });
}

/** The run as it is once all of it that is asked for was put back. */
export async function clearRun(context: ApiContext, path: Path, body: ClearBody) {
  checkClear(body);
  const loaded = await loadRun(context, path);
  const { key, object, run } = loaded;
  await recordAudit(context, { event: "clear_dag_run", ...key });
  await clearAll(context, loaded, body, false);
  const view = body.note === undefined ? await object.getView() : await object.setNote(body.note);
  return formatRun(view ?? run);
}

const EMPTY_PAGE = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
