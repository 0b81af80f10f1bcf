import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import { findLastSlot, listDeployed, listLiveRuns } from "../../store/deployed.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { integer } from "../parameters.ts";
import { loadVersion } from "./dag-contents.ts";
import { dagPath } from "./paths.ts";

/** Live runs told of one DAG. */
const AT_MOST = 1_000;

const hashes = z.object({
  dag_id: z.string(),
  team: z.string(),
  file: z.string().nullable(),
  graph_hash: z.string(),
  bundle_id: z.string(),
});
const deploymentRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/deployment",
  tags: ["Extensions"],
  operationId: "get_deployment",
  responses: { 200: answerJson(z.object({ dags: z.array(hashes) })), ...REFUSALS },
});

const definition = z.object({
  dag_id: z.string(),
  version_number: z.int(),
  graph_hash: z.string(),
  bundle_id: z.string(),
  graph: z.unknown().openapi({ type: "object", description: "The compiled DAG, as the engine reads it" }),
  source: z.string(),
  /** Epoch milliseconds, as everywhere in a graph. */
  last_slot: z.object({ start: z.number(), end: z.number() }).nullable(),
  live_runs: z.array(z.object({ run_id: z.string(), bundle_id: z.string() })),
});
const definitionRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/definition",
  tags: ["Extensions"],
  operationId: "get_dag_definition",
  request: { params: dagPath, query: z.object({ version_number: integer.optional() }) },
  responses: { 200: answerJson(definition), ...REFUSALS },
});

export type DeploymentRoutes = typeof deploymentRoute | typeof definitionRoute;

export function registerDeployment(app: ApiApp): void {
  app.openapi(deploymentRoute, async (context) => {
    const dags = await listDeployed(context.env.DB, context.var.principal.team);
    const shapes = dags.map(({ team, file, graphHash, bundleId, ...key }) => ({
      dag_id: formatDagId({ team, ...key }),
      team,
      file,
      graph_hash: graphHash,
      bundle_id: bundleId,
    }));
    return context.json({ dags: shapes }, 200);
  });
  app.openapi(definitionRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { DB } = context.env;
    const version = await loadVersion(context, dag_id, context.req.valid("query").version_number);
    const key = resolveDag(context.var.principal, dag_id);
    const [lastSlot, runs] = await Promise.all([findLastSlot(DB, key), listLiveRuns(DB, key, AT_MOST)]);
    const shape = {
      dag_id,
      version_number: version.versionNumber,
      graph_hash: version.graphHash,
      bundle_id: version.bundleId,
      graph: version.graph,
      source: version.source,
      last_slot: lastSlot,
      live_runs: runs.map(({ runId, bundleId }) => ({ run_id: runId, bundle_id: bundleId })),
    };
    return context.json(shape, 200);
  });
}
