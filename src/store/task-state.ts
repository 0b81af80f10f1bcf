import { and, eq, sql } from "drizzle-orm";
import type { InstanceKey, RunKey } from "../core/ids.ts";
import { openStore } from "./open.ts";
import { stateEntry } from "./primary-tables.ts";
import type { StateOwner } from "./state-store.ts";

/** An instance, as the owner of states. */
export function ownerOfInstance({ team, dagId, runId, taskId, mapIndex }: RunKey & InstanceKey): StateOwner {
  return { scope: "task", team, owner: JSON.stringify([dagId, runId, taskId, mapIndex]) };
}

/** Deletes the states of a task at all its map indexes. */
export async function clearTaskStates(db: D1Database, key: RunKey & Pick<InstanceKey, "taskId">): Promise<void> {
  const { team, dagId, runId, taskId } = key;
  const names = [eq(stateEntry.scope, "task"), eq(stateEntry.team, team)];
  const owner = [dagId, runId, taskId].map(
    (part, at) => sql`${stateEntry.owner} ->> ${sql.raw(`'$[${at}]'`)} = ${part}`,
  );
  await openStore(db)
    .delete(stateEntry)
    .where(and(...names, ...owner));
}
