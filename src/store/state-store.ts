import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Json } from "../core/json.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { openStore } from "./open.ts";
import { stateEntry, type StateWriter } from "./primary-tables.ts";

export type { StateWriter } from "./primary-tables.ts";

/** Whose states: `owner` is `ownerOfAsset` of an asset, or names a task instance, unique in its scope and team. */
export interface StateOwner {
  readonly scope: "asset" | "task";
  readonly team: string;
  readonly owner: string;
}

/** A small value under a key. Instants are epoch milliseconds. */
export interface StateEntry extends StateOwner {
  readonly key: string;
  readonly value: Json;
  readonly writer: StateWriter | null;
  readonly updatedAt: number;
  /** From then on it counts as deleted; null: never. */
  readonly expiresAt: number | null;
}

export function ownerOfAsset({ name, uri }: { readonly name: string; readonly uri: string }): string {
  return JSON.stringify([name, uri]);
}

/** By key. Errors: see ListResult. */
export function listStates(
  db: D1Database,
  owner: StateOwner,
  page: PageRequest,
  now: number,
): Promise<ListResult<StateEntry>> {
  const query = {
    table: stateEntry,
    from: sql`${stateEntry}`,
    where: and(isOwned(owner), isAlive(now)),
    natural: [stateEntry.key],
    naturalNames: ["key"],
    isNewestFirst: false,
    orders: {},
    view: (row: StateEntry) => row,
  };
  return runList(db, query, page);
}

export async function findState(
  db: D1Database,
  owner: StateOwner,
  key: string,
  now: number,
): Promise<StateEntry | null> {
  const isOne = and(isOwned(owner), eq(stateEntry.key, key), isAlive(now));
  return (await openStore(db).select().from(stateEntry).where(isOne).get()) ?? null;
}

/** Creates or replaces it. */
export async function saveState(db: D1Database, entry: StateEntry): Promise<void> {
  const { value, writer, updatedAt, expiresAt } = entry;
  await openStore(db)
    .insert(stateEntry)
    .values(entry)
    .onConflictDoUpdate({
      target: [stateEntry.scope, stateEntry.team, stateEntry.owner, stateEntry.key],
      set: { value, writer, updatedAt, expiresAt },
    });
}

/** Whether there was one. */
export async function deleteState(db: D1Database, owner: StateOwner, key: string): Promise<boolean> {
  const isOne = and(isOwned(owner), eq(stateEntry.key, key));
  return (await openStore(db).delete(stateEntry).where(isOne).returning({ key: stateEntry.key })).length > 0;
}

/** Deletes all states of an owner. */
export async function clearStates(db: D1Database, owner: StateOwner): Promise<void> {
  await openStore(db).delete(stateEntry).where(isOwned(owner));
}

/** Deletes what has expired, over all owners. */
export async function deleteExpiredStates(db: D1Database, now: number): Promise<void> {
  await openStore(db)
    .delete(stateEntry)
    .where(sql`${stateEntry.expiresAt} <= ${now}`);
}

function isOwned({ scope, team, owner }: StateOwner): SQL | undefined {
  return and(eq(stateEntry.scope, scope), eq(stateEntry.team, team), eq(stateEntry.owner, owner));
}

function isAlive(now: number): SQL {
  return sql`(${stateEntry.expiresAt} is null or ${stateEntry.expiresAt} > ${now})`;
}
