import type { DagKey } from "../core/ids.ts";
import type { CreateBackfill } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";

export interface PendingBackfill extends DagKey, Omit<CreateBackfill, "v"> {}

export interface BackfillWorld {
  /** Backfills that were given an id before `before` and not seen to reach their DAG's object. */
  readonly listPending: (before: number) => Promise<readonly PendingBackfill[]>;
  readonly create: (backfill: PendingBackfill) => Promise<Result<unknown, Reason>>;
  readonly refuse: (id: number, reason: Reason) => Promise<void>;
}

/** A call that is still on its way is left alone for so many milliseconds. */
const GRACE = 60_000;
/** They are so rare that they are looked for this often, in minutes. */
const EVERY = 5;

/** Makes good what was lost between a backfill's id and its DAG: it is made, or says for good why not. */
export async function settleBackfills(world: BackfillWorld, now: number): Promise<void> {
  if (Math.floor(now / 60_000) % EVERY !== 0) return;
  for (const backfill of await world.listPending(now - GRACE)) {
    try {
      const made = await world.create(backfill);
      if (!made.ok) await world.refuse(backfill.id, made.error);
    } catch (error) {
      console.warn(`Backfill ${backfill.id} could not be brought to its DAG and is tried again`, error);
    }
  }
}
