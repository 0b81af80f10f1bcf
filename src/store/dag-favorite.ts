import { and, eq } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import { openStore } from "./open.ts";
import { dagFavorite } from "./primary-tables.ts";

/** May be repeated. */
export async function addFavorite(db: D1Database, username: string, { team, dagId }: DagKey): Promise<void> {
  await openStore(db).insert(dagFavorite).values({ username, team, dagId }).onConflictDoNothing();
}

/** False when it was none. */
export async function dropFavorite(db: D1Database, username: string, key: DagKey): Promise<boolean> {
  const dropped = await openStore(db).delete(dagFavorite).where(isOf(username, key)).returning();
  return dropped.length > 0;
}

export async function isFavorite(db: D1Database, username: string, key: DagKey): Promise<boolean> {
  return (await openStore(db).select().from(dagFavorite).where(isOf(username, key)).get()) !== undefined;
}

function isOf(username: string, { team, dagId }: DagKey) {
  return and(eq(dagFavorite.username, username), eq(dagFavorite.team, team), eq(dagFavorite.dagId, dagId));
}
