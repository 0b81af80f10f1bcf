import { z } from "@hono/zod-openapi";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { findDag } from "../../store/dag.ts";
import { countPartition } from "../../store/dag-stats.ts";
import { recordAudit } from "../audit.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { checkSelection, partitionFields } from "../shapes/partition.ts";
import { clearInstances, listTargets } from "./clear.ts";
import { dagPath, loadRun } from "./paths.ts";

const clearBody = z
  .strictObject({
    ...partitionFields,
    run_id: z.string().nullish(),
    clear_task_instances: z.boolean().default(false),
    dry_run: z.boolean().default(true),
  })
  .openapi("ClearPartitionsBody");
const cleared = z
  .object({ dag_runs_cleared: z.int(), task_instances_cleared: z.int(), dry_run: z.boolean() })
  .openapi("ClearPartitionsResponse");

const clearRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/clearPartitions",
  tags: ["DagRun"],
  operationId: "clear_dag_run_partitions",
  request: { params: dagPath, ...takeJson(clearBody) },
  responses: { 200: answerJson(cleared), ...BAD_REQUEST, ...REFUSALS },
});

export type ClearPartitionsRoutes = typeof clearRoute;

export function registerClearPartitions(app: ApiApp): void {
  app.openapi(clearRoute, async (context) => {
    const body = context.req.valid("json");
    checkSelection(body, (body.run_id ?? null) !== null, "run_id");
    const { dag_id } = context.req.valid("param");
    const key = resolveDag(context.var.principal, dag_id);
    if ((await findDag(context.env.DB, key)) === null) throw refuseDag(dag_id);
    const counts = await choose(context, key, body);
    if (counts.runs > 0 && !body.dry_run) {
      throw new Problem(400, "A run keeps the partition it was made for: delete it, and trigger it without one");
    }
    const instances = body.dry_run ? counts.instances : await clearRun(context, key, body);
    const task_instances_cleared = body.clear_task_instances ? instances : 0;
    return context.json({ dag_runs_cleared: counts.runs, task_instances_cleared, dry_run: body.dry_run }, 200);
  });
}

type Body = z.infer<typeof clearBody>;

/** Runs that the body chooses and that have a partition, and the instances of all it chooses. No run has a partition's date. */
async function choose(context: ApiContext, key: DagKey, body: Body): Promise<{ runs: number; instances: number }> {
  const { partition_key: partition } = body;
  const chosen = await loadChosen(context, key, body);
  if (chosen !== null) {
    const instances = await chosen.object.listInstances(null);
    return { runs: chosen.run.partitionKey === null ? 0 : 1, instances: instances.length };
  }
  const isNone = partition === undefined || partition === null;
  return isNone ? { runs: 0, instances: 0 } : await countPartition(context.env.DB, key, partition);
}

async function loadChosen(context: ApiContext, key: DagKey, { run_id: runId }: Body) {
  if (runId === undefined || runId === null) return null;
  return await loadRun(context, { dag_id: formatDagId(key), dag_run_id: runId });
}

/** A run without a partition has nothing to reset but its tasks. */
async function clearRun(context: ApiContext, key: DagKey, body: Body): Promise<number> {
  const chosen = body.clear_task_instances ? await loadChosen(context, key, body) : null;
  if (chosen === null) return 0;
  await recordAudit(context, { event: "clear_dag_run_partitions", ...chosen.key });
  const by = context.var.principal.user;
  const targets = await listTargets(chosen.object);
  return (await clearInstances(chosen.object, { targets, onlyFailed: false, dryRun: false, by })).length;
}
