import type { DagKey } from "../core/ids.ts";
import type { AssetUpdate } from "../core/asset-update.ts";

export interface AssetEventWorld {
  /** Events by persons that were made before `before` and may not be known to all they concern. */
  readonly listPending: (
    before: number,
  ) => Promise<readonly { readonly id: number; readonly assetId: number; readonly update: AssetUpdate }[]>;
  readonly listConsumers: (assetId: number) => Promise<readonly DagKey[]>;
  readonly tell: (dag: DagKey, update: AssetUpdate) => Promise<void>;
  readonly settle: (id: number) => Promise<void>;
}

/** A call that is still on its way is left alone for so many milliseconds. */
const GRACE = 30_000;

/** Makes good what was lost between a person's asset event and the DAGs that wait for it. What is told twice counts once. */
export async function settleAssetEvents(world: AssetEventWorld, now: number): Promise<void> {
  for (const { id, assetId, update } of await world.listPending(now - GRACE)) {
    try {
      for (const dag of await world.listConsumers(assetId)) await world.tell(dag, update);
      await world.settle(id);
    } catch (error) {
      console.warn(`Asset event ${id} could not be brought to all its DAGs and is tried again`, error);
    }
  }
}
