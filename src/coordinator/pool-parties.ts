import { parseRunObject } from "../core/ids.ts";
import type { PoolParties, SlotParty } from "../core/objects.ts";
import type { PoolBook } from "./pool-book.ts";
import type { Want } from "./pool-store.ts";

/** Who holds a gate's slots, the longest first, and who waits for them. */
export function listParties(book: PoolBook, limit: number): PoolParties {
  const holders = book.listAllLeases().toSorted((a, b) => a.grantedAt - b.grantedAt);
  const waiters = book.listAllWants().toSorted((a, b) => b.priority - a.priority || a.since - b.since);
  return {
    holders: holders.slice(0, limit).map((lease) => ({
      ...nameParty(lease),
      since: lease.grantedAt,
      isDeferred: lease.isDeferred,
      priority: null,
    })),
    waiters: waiters.slice(0, limit).map((want) => ({
      ...nameParty(want),
      since: want.since,
      isDeferred: false,
      priority: want.priority,
    })),
  };
}

function nameParty({
  run,
  lease,
  slots,
}: Pick<Want, "run" | "lease" | "slots">): Pick<
  SlotParty,
  "team" | "dagId" | "runId" | "taskId" | "mapIndex" | "tryNumber" | "slots"
> {
  const [taskId = "", mapIndex = "-1", tryNumber = "0"] = lease.split("|");
  return { ...parseRunObject(run), taskId, mapIndex: Number(mapIndex), tryNumber: Number(tryNumber), slots };
}
