import { z } from "@hono/zod-openapi";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { findDag } from "../../store/dag.ts";
import { countPartition } from "../../store/dag-stats.ts";
import { recordAudit } from "../audit.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { checkSelection, partitionFields } from "../shapes/partition.ts";
import { listPartition } from "./choose-runs.ts";
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
    const counts = body.dry_run ? await count(context, key, body) : await clear(context, key, body);
    const task_instances_cleared = body.clear_task_instances ? counts.instances : 0;
    return context.json({ dag_runs_cleared: counts.runs, task_instances_cleared, dry_run: body.dry_run }, 200);
  });
}

type Body = z.infer<typeof clearBody>;
interface Counts {
  readonly runs: number;
  readonly instances: number;
}

/** Of runs that have a partition, and of all that are chosen. */
async function count(context: ApiContext, key: DagKey, body: Body): Promise<Counts> {
  if (isGiven(body.partition_key)) return await countPartition(context.env.DB, key, body.partition_key);
  const counts = { runs: 0, instances: 0 };
  for (const chosen of await listChosen(context, key, body)) {
    counts.runs += chosen.run.partitionKey === null ? 0 : 1;
    counts.instances += (await chosen.object.listInstances(null)).length;
  }
  return counts;
}

/** Run by run; what was cleared when one is refused stays so. Source: clear_partition_runs. */
async function clear(context: ApiContext, key: DagKey, body: Body): Promise<Counts> {
  const counts = { runs: 0, instances: 0 };
  const by = context.var.principal.user;
  for (const chosen of await listChosen(context, key, body)) {
    const isOfNone = chosen.run.partitionKey === null;
    if (isOfNone && !body.clear_task_instances) continue;
    await recordAudit(context, { event: "clear_dag_run_partitions", ...chosen.key });
    if (!isOfNone) await chosen.object.clearPartition();
    counts.runs += isOfNone ? 0 : 1;
    if (!body.clear_task_instances) continue;
    const targets = await listTargets(chosen.object);
    const cleared = await clearInstances(chosen.object, { targets, onlyFailed: false, dryRun: false, by });
    counts.instances += cleared.length;
  }
  return counts;
}

/** By id, or by partition, of which the database may be behind. No run has a partition's date, so that no bounds find one. */
async function listChosen(context: ApiContext, key: DagKey, body: Body) {
  const { run_id, partition_key } = body;
  const load = (dag_run_id: string) => loadRun(context, { dag_id: formatDagId(key), dag_run_id });
  if (isGiven(run_id)) return [await load(run_id)];
  if (!isGiven(partition_key)) return [];
  const listed = await listPartition(context.env.DB, key, partition_key);
  const runs = await Promise.all(listed.map(({ runId }) => load(runId)));
  return runs.filter(({ run }) => run.partitionKey === partition_key);
}

function isGiven(value: string | null | undefined): value is string {
  return value !== undefined && value !== null;
}
