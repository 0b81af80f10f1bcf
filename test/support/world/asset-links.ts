import { AssetConsumers } from "../../../src/core/asset-consumers.ts";
import type { AssetUpdate } from "../../../src/core/asset-update.ts";
import type { DagKey } from "../../../src/core/ids.ts";
import type { Deployment } from "./deployment.ts";

/** Tells the DAGs that wait for what was updated, as a run's object does. */
export async function publishAssets(
  deployment: Deployment,
  updates: readonly AssetUpdate[],
  tell: (dag: DagKey, updates: readonly AssetUpdate[]) => Promise<void>,
): Promise<void> {
  const graphs = [...deployment.shipped.values()].map(({ graph }) => graph);
  const deliveries = new AssetConsumers(graphs).address(updates);
  const told = await Promise.allSettled(deliveries.map(({ dag, updates: mine }) => tell(dag, mine)));
  const failed = told.find((call) => call.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
