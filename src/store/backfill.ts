import { and, eq, lt, sql } from "drizzle-orm";
import type { BackfillSpec, BackfillState } from "../core/backfill.ts";
import type { DagKey } from "../core/ids.ts";
import type { Reason } from "../core/reason.ts";
import type { BackfillView } from "../core/views.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { openStore, prepare } from "./open.ts";
import { backfill } from "./primary-tables.ts";

/** A backfill as lists show it; `pending` until its DAG's object has it, `refused` when that would not. */
export type ListedBackfill = Omit<BackfillView, "state" | "progress"> & {
  readonly state: BackfillState | "pending" | "refused";
  readonly progress: BackfillView["progress"] | null;
  readonly reason: Reason | null;
};

export interface NewBackfill extends DagKey {
  readonly spec: BackfillSpec;
  readonly by: string;
  readonly at: number;
}

/** Gives the next id. The row is pending until the DAG's object tells of it. */
export async function addBackfill(db: D1Database, { team, dagId, spec, by, at }: NewBackfill): Promise<number> {
  const values = { team, dagId, spec, by, state: "pending", createdAt: at, updatedAt: at, seq: 0 } as const;
  const { id } = await openStore(db).insert(backfill).values(values).returning({ id: backfill.id }).get();
  return id;
}

/** Of a backfill whose object would not have it; only while it is pending. */
export async function refuseBackfill(db: D1Database, id: number, reason: Reason, at: number): Promise<void> {
  const values = { state: "refused", reason, updatedAt: at, endedAt: at } as const;
  await openStore(db)
    .update(backfill)
    .set(values)
    .where(and(eq(backfill.id, id), eq(backfill.state, "pending")));
}

/** Nothing was made of it, and its caller was told so. */
export async function dropBackfill(db: D1Database, id: number): Promise<void> {
  await openStore(db)
    .delete(backfill)
    .where(and(eq(backfill.id, id), eq(backfill.state, "pending")));
}

export async function findBackfill(db: D1Database, id: number): Promise<ListedBackfill | null> {
  return (await openStore(db).select().from(backfill).where(eq(backfill.id, id)).get()) ?? null;
}

/** Those that were given an id before `before` and not seen to reach their object, the oldest first. */
export function listPendingBackfills(db: D1Database, before: number): Promise<ListedBackfill[]> {
  return openStore(db)
    .select()
    .from(backfill)
    .where(and(eq(backfill.state, "pending"), lt(backfill.createdAt, before)))
    .orderBy(backfill.createdAt)
    .limit(20);
}

/** A DAG's backfills by id. Errors: see ListResult. */
export function listBackfills(db: D1Database, filter: PageRequest & DagKey): Promise<ListResult<ListedBackfill>> {
  const query = {
    table: backfill,
    from: sql`${backfill} indexed by backfill_by_dag`,
    where: and(eq(backfill.team, filter.team), eq(backfill.dagId, filter.dagId)),
    natural: [backfill.id],
    naturalNames: ["id"],
    isNewestFirst: false,
    orders: {},
    view: (row: ListedBackfill) => row,
  };
  return runList(db, query, filter);
}

/** Writes what a DAG's object tells; repeats and older words change nothing. D1's error is thrown: see withRetry. */
export async function projectBackfill(db: D1Database, view: BackfillView): Promise<void> {
  const { id, team, dagId, spec, by, state, progress, createdAt, updatedAt, endedAt, seq } = view;
  const statement = sql`
    insert into ${backfill} (id, team, dag_id, spec, made_by, state, progress, created_at, updated_at, ended_at, seq)
      values (${id}, ${team}, ${dagId}, ${JSON.stringify(spec)}, ${by}, ${state}, ${JSON.stringify(progress)}, ${createdAt},
        ${updatedAt}, ${endedAt}, ${seq})
    on conflict (id) do update set state = excluded.state, progress = excluded.progress, created_at = excluded.created_at,
      updated_at = excluded.updated_at, ended_at = excluded.ended_at, seq = excluded.seq, reason = null
    where excluded.seq > ${backfill.seq} and ${backfill.team} = excluded.team and ${backfill.dagId} = excluded.dag_id`;
  await prepare(db, statement).run();
}
