import { z } from "@hono/zod-openapi";
import { reachRun } from "../../coordinator/stubs.ts";
import type { DagKey } from "../../core/ids.ts";
import type { ClearInstances } from "../../core/objects.ts";
import type { RunView } from "../../core/protocol.ts";
import type { InstanceView } from "../../core/views.ts";
import { recordAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { awareInstant } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstance, taskInstances } from "../shapes/task-instance.ts";
import { chooseAround, findRuns } from "./choose-runs.ts";
import { clearInstances, listTargets, readLatest } from "./clear.ts";
import { dagPath, loadRun } from "./paths.ts";

const clearBody = z
  .strictObject({
    dry_run: z.boolean().default(true),
    start_date: awareInstant.nullish(),
    end_date: awareInstant.nullish(),
    only_failed: z.boolean().default(true),
    only_running: z.boolean().default(false),
    reset_dag_runs: z.boolean().default(true),
    task_ids: z.array(z.union([z.string(), z.tuple([z.string(), z.int()])])).nullish(),
    dag_run_id: z.string().nullish(),
    include_upstream: z.boolean().default(false),
    include_downstream: z.boolean().default(false),
    include_future: z.boolean().default(false),
    include_past: z.boolean().default(false),
    run_on_latest_version: z.boolean().nullish(),
    prevent_running_task: z.boolean().default(false),
    note: z.string().max(1000).nullish(),
  })
  .openapi("ClearTaskInstancesBody");
type ClearBody = z.infer<typeof clearBody>;

const clearRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/clearTaskInstances",
  tags: ["Task Instance"],
  operationId: "post_clear_task_instances",
  request: { params: dagPath, ...takeJson(clearBody) },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

export type ClearTaskInstancesRoutes = typeof clearRoute;

export function registerClearTaskInstances(app: ApiApp): void {
  app.openapi(clearRoute, async (context) => {
    const body = context.req.valid("json");
    checkSupported(body);
    const key = resolveDag(context.var.principal, context.req.valid("param").dag_id);
    const runs = await chooseRuns(context, key, body);
    const latest = await readLatest(context, key, body.run_on_latest_version);
    if (body.prevent_running_task) await refuseRunning(context, runs, { ...body, latest });
    if (!body.dry_run) {
      const extra = { runs: runs.map((run) => run.runId) };
      await recordAudit(context, { event: "post_clear_task_instances", ...key, runId: body.dag_run_id ?? null, extra });
    }
    const lists = await Promise.all(runs.map((run) => clearRun(context, run, { ...body, latest })));
    const shapes = lists.flatMap((cleared, index) => formatCleared(cleared, runs[index]));
    const none = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
    return context.json({ task_instances: shapes, total_entries: shapes.length, ...none }, 200);
  });
}

function formatCleared(cleared: readonly InstanceView[], run: RunView | undefined) {
  return run === undefined ? [] : cleared.map((instance) => formatInstance(instance, run));
}

function checkSupported(body: ClearBody): void {
  const isNamed = body.dag_run_id !== undefined && body.dag_run_id !== null;
  if ((body.include_future || body.include_past) && !isNamed) {
    throw new Problem(400, "include_future and include_past start from a run: name it by dag_run_id");
  }
}

async function chooseRuns(context: ApiContext, key: DagKey, body: ClearBody): Promise<readonly RunView[]> {
  if (body.dag_run_id === undefined || body.dag_run_id === null) {
    return findRuns(context, key, { gte: body.start_date ?? undefined, lte: body.end_date ?? undefined });
  }
  const path = { dag_id: context.req.param("dag_id") ?? "", dag_run_id: body.dag_run_id };
  const { run } = await loadRun(context, path);
  return chooseAround(context, run, { past: body.include_past, future: body.include_future });
}

async function refuseRunning(context: ApiContext, runs: readonly RunView[], body: Asked): Promise<void> {
  const rehearsal = { ...body, dry_run: true, prevent_running_task: false };
  const lists = await Promise.all(runs.map((run) => clearRun(context, run, rehearsal)));
  const running = lists.flat().find((instance) => instance.state === "running");
  if (running === undefined) return;
  throw new Problem(409, `Task ${running.taskId} of run ${running.runId} is running, and prevent_running_task is set`);
}

type Asked = ClearBody & { readonly latest: Pick<ClearInstances, "version"> };

async function clearRun({ env, var: { principal } }: ApiContext, run: RunView, body: Asked) {
  const object = reachRun(env, run);
  const targets =
    body.task_ids === undefined || body.task_ids === null ? await listTargets(object) : readTargets(body.task_ids);
  const cleared = await clearInstances(object, {
    targets,
    upstream: body.include_upstream,
    downstream: body.include_downstream,
    onlyFailed: body.only_failed,
    onlyRunning: body.only_running,
    resetRun: body.reset_dag_runs,
    ...(body.prevent_running_task ? { preventRunning: true } : {}),
    ...body.latest,
    dryRun: body.dry_run,
    by: principal.user,
  });
  const { note } = body;
  if (body.dry_run || note === undefined || note === null || cleared.length === 0) return cleared;
  const noted = cleared.map(({ taskId, mapIndex }) => ({ taskId, mapIndex }));
  take(await object.noteInstances({ v: 1, targets: noted, note: note === "" ? null : note }));
  return cleared.map((instance) => ({ ...instance, note: note === "" ? null : note }));
}

function readTargets(taskIds: NonNullable<ClearBody["task_ids"]>) {
  return taskIds.map((item) =>
    typeof item === "string" ? { taskId: item, mapIndex: null } : { taskId: item[0], mapIndex: item[1] },
  );
}
