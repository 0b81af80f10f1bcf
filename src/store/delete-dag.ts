import { and, eq, notInArray, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import { openStore, prepare } from "./open.ts";
import { backfill, dagFavorite, deployment, stateEntry } from "./primary-tables.ts";
import { dag, dagRun, dagVersion, taskInstance } from "./projected-tables.ts";

/**
 * Deletes what the tables hold of a DAG but for the records of its backfills and its trace in the audit log. A deployment that still ships it is taken up
 * again with the next tick, and brings its definition back.
 */
export async function deleteDagRows(db: D1Database, { team, dagId }: DagKey): Promise<void> {
  const tables = [taskInstance, dagRun, dagVersion, dagFavorite, dag];
  const isOwner = sql`${stateEntry.owner} ->> '$[0]' = ${dagId}`;
  const statements = [
    ...tables.map((table) => sql`delete from ${table} where ${table.team} = ${team} and ${table.dagId} = ${dagId}`),
    sql`delete from ${stateEntry} where ${stateEntry.scope} = 'task' and ${stateEntry.team} = ${team} and ${isOwner}`,
    sql`update ${deployment} set manifest_hash = null`,
  ];
  await db.batch(statements.map((statement) => prepare(db, statement)));
}

/** Whether a backfill of the DAG may still make runs. */
export async function hasOpenBackfill(db: D1Database, { team, dagId }: DagKey): Promise<boolean> {
  const isOpen = notInArray(backfill.state, ["completed", "cancelled", "refused"]);
  const isOf = and(eq(backfill.team, team), eq(backfill.dagId, dagId), isOpen);
  return (await openStore(db).select({ id: backfill.id }).from(backfill).where(isOf).limit(1).get()) !== undefined;
}
