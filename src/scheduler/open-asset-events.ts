import { reachDag } from "../coordinator/stubs.ts";
import type { ObjectBindings } from "../coordinator/stubs.ts";
import { listConsumers } from "../store/asset.ts";
import { listPendingEvents, settleEvent } from "../store/asset-event.ts";
import type { AssetEventWorld } from "./settle-asset-events.ts";

/** Asset events by persons, over the Worker's bindings. */
export function openAssetEvents(env: ObjectBindings & { readonly DB: D1Database }): AssetEventWorld {
  return {
    listPending: (before) => listPendingEvents(env.DB, before),
    listConsumers: (assetId) => listConsumers(env.DB, assetId),
    tell: (dag, update) => reachDag(env, dag).takeAssetUpdates({ v: 1, updates: [update] }),
    settle: (id) => settleEvent(env.DB, id),
  };
}
