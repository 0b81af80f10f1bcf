import { reachDag } from "../coordinator/stubs.ts";
import type { ObjectBindings } from "../coordinator/stubs.ts";
import { listPendingBackfills, refuseBackfill } from "../store/backfill.ts";
import type { BackfillWorld } from "./settle-backfills.ts";

/** Backfills over the Worker's bindings. */
export function openBackfills(env: ObjectBindings & { readonly DB: D1Database }): BackfillWorld {
  return {
    listPending: (before) => listPendingBackfills(env.DB, before),
    create: (backfill) => {
      const { id, spec, by } = backfill;
      return reachDag(env, backfill).createBackfill({ v: 1, id, spec, by });
    },
    refuse: (id, reason) => refuseBackfill(env.DB, id, reason, Date.now()),
  };
}
