import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Json } from "../core/json.ts";
import { openStore, prepare } from "./open.ts";
import { importedDag, importedRun, importedSource, type OutcomeCount } from "./primary-tables.ts";

/** What was copied from one foreign deployment. Instants are epoch milliseconds. */
export interface ImportedSource {
  readonly team: string;
  readonly source: string;
  readonly dags: number;
  readonly runs: number;
  readonly importedAt: number;
  /** What its last import told; nulls and none where the copies came with an export. */
  readonly url: string | null;
  readonly version: string | null;
  readonly importedBy: string | null;
  readonly counts: readonly OutcomeCount[];
}

export interface SourceKey {
  readonly team: string;
  readonly source: string;
}

export interface ImportedDagKey extends SourceKey {
  readonly dagId: string;
}

export type ImportedDag = typeof importedDag.$inferSelect;
export type ImportedRun = typeof importedRun.$inferSelect;

/** Rows as they are copied; a row that is there already is replaced. */
export interface CopiedDag {
  readonly dagId: string;
  readonly shape: Json;
  readonly tasks: Json;
}
export interface CopiedRun {
  readonly runId: string;
  readonly state: string;
  readonly runAfter: number;
  readonly shape: Json;
}

/** A team of null lists every team's. */
export async function listImportedSources(db: D1Database, team: string | null): Promise<readonly ImportedSource[]> {
  const rows = await openStore(db).all<Omit<ImportedSource, "counts"> & { readonly counts: string | null }>(sql`
    select k.team, k.source, s.url, s.version, s.imported_by as "importedBy", s.counts,
      (select count(*) from ${importedDag} d where d.team = k.team and d.source = k.source) as dags,
      (select count(*) from ${importedRun} r where r.team = k.team and r.source = k.source) as runs,
      coalesce(s.imported_at,
        (select max(imported_at) from ${importedDag} d where d.team = k.team and d.source = k.source)) as "importedAt"
    from (select team, source from ${importedDag} union select team, source from ${importedSource}) k
    left join ${importedSource} s on s.team = k.team and s.source = k.source
    where ${team === null ? sql`true` : sql`k.team = ${team}`} order by k.team, k.source`);
  return rows.map((row) => ({ ...row, counts: row.counts === null ? [] : (JSON.parse(row.counts) as OutcomeCount[]) }));
}

/** By id. */
export function listImportedDags(db: D1Database, key: SourceKey): Promise<ImportedDag[]> {
  return openStore(db).select().from(importedDag).where(isDagOf(key)).orderBy(importedDag.dagId).all();
}

export async function findImportedDag(db: D1Database, key: ImportedDagKey): Promise<ImportedDag | null> {
  const isKey = and(isDagOf(key), eq(importedDag.dagId, key.dagId));
  return (await openStore(db).select().from(importedDag).where(isKey).get()) ?? null;
}

/** The newest first. */
export async function listImportedRuns(
  db: D1Database,
  key: ImportedDagKey,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly runs: readonly ImportedRun[]; readonly total: number }> {
  const isOf = isRunOf(key);
  const order = [desc(importedRun.runAfter), desc(importedRun.runId)];
  const runs = openStore(db)
    .select()
    .from(importedRun)
    .where(isOf)
    .orderBy(...order);
  const total = await openStore(db).$count(importedRun, isOf);
  return { runs: await runs.limit(page.limit).offset(page.offset).all(), total };
}

/** Writes one DAG and some of its runs. */
export async function saveImported(
  db: D1Database,
  { team, source }: SourceKey,
  copied: CopiedDag & { readonly runs: readonly CopiedRun[] },
  now: number,
): Promise<void> {
  const { dagId, shape, tasks } = copied;
  const rows = copied.runs.map((run) => [run.runId, run.state, run.runAfter, JSON.stringify(run.shape)]);
  await db.batch([
    prepare(
      db,
      sql`insert or replace into ${importedDag} (team, source, dag_id, shape, tasks, imported_at)
        values (${team}, ${source}, ${dagId}, ${JSON.stringify(shape)}, ${JSON.stringify(tasks)}, ${now})`,
    ),
    // One bound parameter for any number of rows.
    prepare(
      db,
      sql`insert or replace into ${importedRun} (team, source, dag_id, run_id, state, run_after, shape, imported_at)
        select ${team}, ${source}, ${dagId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${now}
        from json_each(${JSON.stringify(rows)})`,
    ),
  ]);
}

/** Whether there was anything of it. */
export async function dropImported(db: D1Database, key: SourceKey): Promise<boolean> {
  const isRun = and(eq(importedRun.team, key.team), eq(importedRun.source, key.source));
  const isReport = and(eq(importedSource.team, key.team), eq(importedSource.source, key.source));
  const store = openStore(db);
  const [dropped, told] = await store.batch([
    store.delete(importedDag).where(isDagOf(key)).returning({ dagId: importedDag.dagId }),
    store.delete(importedSource).where(isReport).returning({ source: importedSource.source }),
    store.delete(importedRun).where(isRun),
  ]);
  return dropped.length + told.length > 0;
}

function isDagOf({ team, source }: SourceKey): SQL | undefined {
  return and(eq(importedDag.team, team), eq(importedDag.source, source));
}

function isRunOf({ team, source, dagId }: ImportedDagKey): SQL | undefined {
  return and(eq(importedRun.team, team), eq(importedRun.source, source), eq(importedRun.dagId, dagId));
}
