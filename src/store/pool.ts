import { and, eq, sql } from "drizzle-orm";
import { DEFAULT_POOL } from "../core/ids.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { matchPattern, matchPrefix } from "./match.ts";
import { openStore } from "./open.ts";
import { pool } from "./primary-tables.ts";

export { DEFAULT_POOL };

export interface PoolKey {
  readonly team: string;
  readonly name: string;
}

/** A pool as configured; who holds its slots is known to its object. */
export interface Pool extends PoolKey {
  /** -1: no limit. */
  readonly slots: number;
  readonly description: string | null;
  readonly includeDeferred: boolean;
}

export interface PoolFilter extends PageRequest {
  readonly team?: string | null;
  readonly namePattern?: string;
  readonly namePrefix?: string;
}

/** Errors: `pool_exists` {pool}. */
export async function createPool(db: D1Database, values: Pool): Promise<Result<Pool, Reason>> {
  const [created] = await openStore(db).insert(pool).values(values).onConflictDoNothing().returning();
  return created === undefined ? refuse({ code: "pool_exists", params: { pool: values.name } }) : succeed(created);
}

export async function findPool(db: D1Database, key: PoolKey): Promise<Pool | null> {
  return (await openStore(db).select().from(pool).where(isPool(key)).get()) ?? null;
}

/** Null when there is no such pool. */
export async function updatePool(
  db: D1Database,
  key: PoolKey,
  change: Partial<Omit<Pool, keyof PoolKey>>,
): Promise<Pool | null> {
  if (Object.values(change).every((value) => value === undefined)) return findPool(db, key);
  const [updated] = await openStore(db).update(pool).set(change).where(isPool(key)).returning();
  return updated ?? null;
}

/** Errors: `pool_not_found` {pool}, `default_pool_stays` {pool}. */
export async function deletePool(db: D1Database, key: PoolKey): Promise<Result<null, Reason>> {
  if (key.name === DEFAULT_POOL) return refuse({ code: "default_pool_stays", params: { pool: key.name } });
  const deleted = await openStore(db).delete(pool).where(isPool(key)).returning({ name: pool.name });
  return deleted.length === 0 ? refuse({ code: "pool_not_found", params: { pool: key.name } }) : succeed(null);
}

/** By name. Orders: name, id, slots. Errors: see ListResult. */
export function listPools(db: D1Database, filter: PoolFilter): Promise<ListResult<Pool>> {
  const { team = null } = filter;
  const query = {
    table: pool,
    from: sql`${pool}`,
    where: and(
      team === null ? undefined : eq(pool.team, team),
      matchPattern(pool.name, filter.namePattern),
      matchPrefix(pool.name, filter.namePrefix),
    ),
    natural: [pool.team, pool.name],
    naturalNames: ["name", "id", "pool"],
    isNewestFirst: false,
    orders: { slots: pool.slots },
    view: (row: Pool) => row,
  };
  return runList(db, query, filter);
}

function isPool(key: PoolKey) {
  return and(eq(pool.team, key.team), eq(pool.name, key.name));
}
