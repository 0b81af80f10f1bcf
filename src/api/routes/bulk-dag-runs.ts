import { z } from "@hono/zod-openapi";
import type { RunView } from "../../core/protocol.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkResponse, describeBulk } from "../shapes/bulk.ts";
import { dagRuns } from "../shapes/dag-run.ts";
import { checkSelection, partitionFields } from "../shapes/partition.ts";
import { taskInstance } from "../shapes/task-instance.ts";
import { type BulkEntities, runBulkEntities } from "./bulk-entities.ts";
import { listPartition, RUNS_AT_MOST } from "./choose-runs.ts";
import { clearBody, clearRun, deleteRun, patchRun, rehearseClear } from "./dag-run-actions.ts";
import { readMask } from "./mask.ts";
import { ALL, dagPath, resolveRun } from "./paths.ts";
import { reachRun } from "../../coordinator/stubs.ts";

const entity = z
  .strictObject({
    dag_run_id: z.string(),
    dag_id: z.string().nullish(),
    state: z.enum(["queued", "success", "failed"]).openapi("DagRunMutableStates").nullish(),
    note: z.string().max(1000).nullish(),
  })
  .openapi("BulkDAGRunBody");
type Entity = z.infer<typeof entity>;

const bulkRoute = defineRoute("operate", {
  method: "patch",
  path: "/api/v2/dags/{dag_id}/dagRuns",
  tags: ["DagRun"],
  operationId: "bulk_dag_runs",
  request: { params: dagPath, ...takeJson(describeBulk(entity, "BulkDAGRunBody")) },
  responses: { 200: answerJson(bulkResponse), ...REFUSALS },
});

const bulkClearBody = clearBody
  .extend({ ...partitionFields, dag_runs: z.array(entity).max(RUNS_AT_MOST).default([]) })
  .openapi("BulkDAGRunClearBody");
const newTask = z.object({ task_id: z.string(), task_display_name: z.string() }).openapi("NewTaskResponse");
const rehearsed = z
  .object({ task_instances: z.array(z.union([taskInstance, newTask])), total_entries: z.int() })
  .openapi("ClearTaskInstanceCollectionResponse");
const clearRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/clearDagRuns",
  tags: ["DagRun"],
  operationId: "clear_dag_runs",
  request: { params: dagPath, ...takeJson(bulkClearBody) },
  responses: { 200: answerJson(z.union([rehearsed, dagRuns])), ...BAD_REQUEST, ...REFUSALS },
});

export type BulkDagRunsRoutes = typeof bulkRoute | typeof clearRoute;

export function registerBulkDagRuns(app: ApiApp): void {
  app.openapi(bulkRoute, async (context) => {
    const noun = describeNoun(context, context.req.valid("param").dag_id);
    return context.json(await runBulkEntities(noun, context.req.valid("json").actions), 200);
  });
  app.openapi(clearRoute, async (context) => {
    const { dag_runs: named, ...body } = context.req.valid("json");
    checkSelection(body, named.length > 0, "dag_runs (non-empty)");
    const paths = await choosePaths(context, context.req.valid("param").dag_id, named, body.partition_key ?? null);
    if (body.dry_run) {
      const lists = await Promise.all(paths.map((path) => rehearseClear(context, path, body)));
      const task_instances = lists.flat();
      return context.json({ task_instances, total_entries: task_instances.length }, 200);
    }
    const cleared = [];
    for (const path of paths) cleared.push(await clearRun(context, path, body));
    return context.json({ dag_runs: cleared, total_entries: cleared.length, ...NO_CURSORS }, 200);
  });
}

const NO_CURSORS = { total_entries_limit: null, next_cursor: null, previous_cursor: null };

interface RunPath {
  readonly dag_id: string;
  readonly dag_run_id: string;
}

/** Those that are named; else those of a partition. No run has a partition's date. */
async function choosePaths(context: ApiContext, dagId: string, named: readonly Entity[], partition: string | null) {
  if (named.length > 0) return named.map((one) => toPath(dagId, one));
  if (partition === null) return [];
  const runs = await listPartition(context.env.DB, resolveDag(context.var.principal, dagId), partition);
  return runs.map((run) => ({ dag_id: dagId, dag_run_id: run.runId }));
}

/** Throws a 400 where the path is of all DAGs and the body names none. */
function toPath(dagId: string, one: Entity | string): RunPath {
  const { dag_run_id, dag_id } = typeof one === "string" ? { dag_run_id: one, dag_id: null } : one;
  const dag = dag_id ?? dagId;
  if (dag !== ALL) return { dag_id: dag, dag_run_id };
  throw new Problem(
    400,
    `When using wildcard in path, dag_id must be specified in BulkDAGRunBody for dag_run_id: ${dag_run_id}`,
  );
}

interface Found {
  readonly path: RunPath;
  readonly run: RunView;
}

function describeNoun(context: ApiContext, dagId: string): BulkEntities<Entity, Found> {
  const nameOf = ({ dag_id, dag_run_id }: RunPath): string => `${dag_id}.${dag_run_id}`;
  return {
    title: "Dag Runs",
    name: (one) => nameOf(toPath(dagId, one)),
    find: async (one) => {
      const path = toPath(dagId, one);
      const run = await reachRun(context.env, resolveRun(context, path)).getView();
      return run === null ? null : { path, run };
    },
    update: async ({ path }, body, mask) => {
      const { state, note } = readMask(body, mask, ["dag_run_id", "dag_id", "state", "note"]);
      await patchRun(context, path, { ...(state ? { state } : {}), ...(note === undefined ? {} : { note }) });
      return [nameOf(path)];
    },
    remove: async ({ path }) => {
      await deleteRun(context, path);
      return [nameOf(path)];
    },
  };
}
