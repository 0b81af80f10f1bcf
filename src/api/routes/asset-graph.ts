import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { QueuedAssetView } from "../../core/asset-update.ts";
import { readAssetGraph, type GraphDag } from "../../store/asset-graph.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { integer } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { assetGraph, formatAssetGraph } from "../shapes/asset-graph.ts";
import { loadAsset } from "./assets.ts";

/** Assets in one answer. */
const MOST = 2_000;
/** DAGs whose objects are asked what waits; of more, those with the newest updates. */
const ASKED = 100;

const route = defineRoute("read", {
  method: "get",
  path: "/api/x/assets/graph",
  tags: ["Extensions"],
  operationId: "get_asset_graph",
  description:
    "All assets and aliases with the DAGs that update, read or wait for them, how fresh they are and what waits; or one asset's part of it.",
  request: { query: z.object({ asset_id: integer.optional() }) },
  responses: { 200: answerJson(assetGraph), ...REFUSALS },
});

export type AssetGraphRoutes = typeof route;

export function registerAssetGraph(app: ApiApp): void {
  app.openapi(route, async (context) => {
    const { asset_id = null } = context.req.valid("query");
    if (asset_id !== null) await loadAsset(context, asset_id);
    const filter = { team: context.var.principal.team, assetId: asset_id, limit: MOST + 1 };
    const graph = await readAssetGraph(context.env.DB, filter);
    return context.json(formatAssetGraph(graph, await listQueued(context, graph.dags), MOST), 200);
  });
}

/** What waits is known by the DAGs' own objects; only those are asked that have updates no run is known to have taken up. */
async function listQueued(context: ApiContext, dags: readonly GraphDag[]): Promise<QueuedAssetView[]> {
  const open = dags
    .filter(({ openSince }) => openSince !== null)
    .toSorted((one, other) => (other.openSince ?? 0) - (one.openSince ?? 0));
  const asked = open.slice(0, ASKED).map((dag) => reachDag(context.env, dag).listQueuedAssets());
  return (await Promise.all(asked)).flat();
}
