import { z } from "@hono/zod-openapi";
import { reachDag, reachRun } from "../../coordinator/stubs.ts";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import type { DagObject } from "../../core/objects.ts";
import { findDag } from "../../store/dag.ts";
import { deleteDagRows, hasOpenBackfill } from "../../store/delete-dag.ts";
import { recordAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem, refuseUnavailable } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS } from "../route.ts";
import { dagPath } from "./paths.ts";

const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: "/api/v2/dags/{dag_id}",
  tags: ["DAG"],
  operationId: "delete_dag",
  request: { params: dagPath },
  responses: { 200: answerJson(z.null()), ...BAD_REQUEST, ...CONFLICT, ...REFUSALS },
});

export type DeleteDagRoutes = typeof deleteRoute;

export function registerDeleteDag(app: ApiApp): void {
  app.openapi(deleteRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { team, dagId } = resolveDag(context.var.principal, dag_id);
    const key = { team, dagId };
    const known = await findDag(context.env.DB, key);
    if (known === null) throw new Problem(404, `Dag with id: ${dag_id} was not found`);
    const dag = reachDag(context.env, key);
    const view = await dag.getView();
    await refuseBusy(context, key, view?.liveRuns ?? []);
    await recordAudit(context, { event: "delete_dag", ...key });
    if (view !== null) await deleteRuns(dag);
    // What is not deployed any more has told its last; what is, is there again, without its past.
    const isDeployed = view !== null && !view.isStale;
    if (view !== null && !isDeployed) await dag.reproject();
    await deleteDagRows(context.env.DB, key);
    if (isDeployed) await dag.reproject();
    return context.json(null, 200);
  });
}

/** Runs of which tasks are carried out are not deleted under their carriers' hands. */
async function refuseBusy({ env }: ApiContext, key: DagKey, runIds: readonly string[]): Promise<void> {
  const dagId = formatDagId(key);
  if (await hasOpenBackfill(env.DB, key)) {
    throw new Problem(409, `Backfills of dag with id: '${dagId}' are still running; cancel them first`);
  }
  for (const runId of runIds) {
    const instances = await reachRun(env, { ...key, runId }).listInstances(null);
    if (!instances.some(({ state }) => state === "running")) continue;
    throw new Problem(409, `Task instances of dag with id: '${dagId}' are still running`);
  }
}

/** Runs of one request, at most: each is a call. */
const AT_MOST = 400;
const PARALLEL = 5;

async function deleteRuns(dag: DagObject): Promise<void> {
  for (let deleted = 0; deleted < AT_MOST; deleted += PARALLEL) {
    const runIds = await dag.listRunIds("", PARALLEL);
    if (runIds.length === 0) return;
    const done = await Promise.all(runIds.map((runId) => dag.deleteRun(runId)));
    done.forEach((one) => void take(one));
  }
  throw refuseUnavailable(`${AT_MOST} runs are deleted, and there are more: delete the DAG again until it is gone`);
}
