import { z } from "@hono/zod-openapi";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { findDag } from "../../store/dag.ts";
import { countPartition } from "../../store/dag-stats.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { checkSelection, partitionFields } from "../shapes/partition.ts";
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
    const runs = await countRuns(context, key, body);
    if (runs > 0 && !body.dry_run) {
      throw new Problem(400, "A run keeps the partition it was made for: delete it, and trigger it without one");
    }
    return context.json({ dag_runs_cleared: runs, task_instances_cleared: 0, dry_run: body.dry_run }, 200);
  });
}

/** Runs that the body chooses and that have a partition. None has a partition's date. */
async function countRuns(context: ApiContext, key: DagKey, body: z.infer<typeof clearBody>): Promise<number> {
  const { run_id: runId, partition_key: partition } = body;
  if (runId !== undefined && runId !== null) {
    const { run } = await loadRun(context, { dag_id: formatDagId(key), dag_run_id: runId });
    return run.partitionKey === null ? 0 : 1;
  }
  return partition === undefined || partition === null ? 0 : countPartition(context.env.DB, key, partition);
}
