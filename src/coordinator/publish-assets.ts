import type { AssetConsumers } from "../core/asset-consumers.ts";
import type { AssetUpdate } from "../core/asset-update.ts";
import type { LiveLease } from "../core/live.ts";
import type { ObjectBindings } from "./stubs.ts";
import { reachDag, reachHub } from "./stubs.ts";

/** Tells every DAG that waits for one of them. Throws when one was not reached, after all were tried. */
export async function publishAssets(
  env: ObjectBindings,
  consumers: AssetConsumers,
  updates: readonly AssetUpdate[],
): Promise<void> {
  const deliveries = consumers.address(updates);
  const calls = deliveries.map(({ dag, updates: mine }) =>
    reachDag(env, dag).takeAssetUpdates({ v: 1, updates: mine }),
  );
  const failed = (await Promise.allSettled(calls)).find((call) => call.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Tells those who watch that assets were updated. Whoever is not reached asks again some day: nothing depends on it. */
export async function tellWatchers(env: ObjectBindings, leases: readonly LiveLease[]): Promise<void> {
  await Promise.allSettled(leases.map(async ({ team }) => reachHub(env, team).tellAssets()));
}
