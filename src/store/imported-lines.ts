import { and, eq, type SQL, sql } from "drizzle-orm";
import { DEFAULT_TEAM, parseDagId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { SourceKey } from "./imported.ts";
import { openStore, prepare } from "./open.ts";
import { importedSource } from "./primary-tables.ts";

/** What the last import from a deployment told of it. `importedAt` is epoch milliseconds. */
export type ImportReport = typeof importedSource.$inferSelect;

export interface ImportedLine extends SourceKey {
  readonly dagId: string;
  readonly importedAt: number;
  readonly shape: Json;
  /** Where the deployment is, when that is known. */
  readonly url: string | null;
  /** Our own DAG of the same id. */
  readonly here: string | null;
  readonly totalRuns: number;
  /** The newest first, as the foreign deployment told of them. */
  readonly runs: readonly Json[];
}

export interface ImportedFilter {
  /** Null looks into every team. */
  readonly team: string | null;
  /** One of the teams in reach; any other has none. */
  readonly inTeam?: string | undefined;
  readonly source?: string | undefined;
  /** As our API names DAGs. */
  readonly dagId?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
  /** How many runs come along. */
  readonly runs: number;
  readonly limit: number;
  readonly offset: number;
}

export async function saveReport(db: D1Database, report: ImportReport): Promise<void> {
  const target = [importedSource.team, importedSource.source];
  await openStore(db).insert(importedSource).values(report).onConflictDoUpdate({ target, set: report });
}

export async function findReport(db: D1Database, { team, source }: SourceKey): Promise<ImportReport | null> {
  const isKey = and(eq(importedSource.team, team), eq(importedSource.source, source));
  return (await openStore(db).select().from(importedSource).where(isKey).get()) ?? null;
}

/** By id, whatever deployment they come from. */
export async function listImportedLines(
  db: D1Database,
  filter: ImportedFilter,
): Promise<{ readonly lines: readonly ImportedLine[]; readonly total: number }> {
  const matches = formMatch(filter);
  const isOf = sql`r.team = d.team and r.source = d.source and r.dag_id = d.dag_id`;
  const [found, counted] = await db.batch<Record<string, unknown>>([
    prepare(
      db,
      sql`select d.team, d.source, d.dag_id, d.imported_at, d.shape, s.url,
        (${findOurs(filter.team)}) as here,
        (select count(*) from imported_run r where ${isOf}) as total_runs,
        (select json_group_array(json(shape)) from (
          select r.shape from imported_run r where ${isOf} order by r.run_after desc, r.run_id desc limit ${filter.runs}
        )) as runs
      from imported_dag d left join imported_source s on s.team = d.team and s.source = d.source
      where ${matches} order by d.dag_id, d.source limit ${filter.limit} offset ${filter.offset}`,
    ),
    prepare(db, sql`select count(*) as total from imported_dag d where ${matches}`),
  ]);
  return { lines: (found?.results ?? []).map(readLine), total: Number(counted?.results[0]?.["total"] ?? 0) };
}

function formMatch({ team, inTeam, source, dagId, search }: ImportedFilter): SQL {
  const conditions = [
    team === null ? undefined : sql`d.team = ${team}`,
    inTeam === undefined ? undefined : sql`d.team = ${inTeam}`,
    source === undefined ? undefined : sql`d.source = ${source}`,
    search === undefined ? undefined : sql`instr(lower(d.dag_id), ${search.toLowerCase()}) > 0`,
    dagId === undefined ? undefined : formSameId(dagId),
  ];
  return and(...conditions) ?? sql`true`;
}

/** Theirs may be named as our API names a DAG, or as its team does. */
function formSameId(dagId: string): SQL {
  const key = parseDagId(dagId);
  if (key === null) return sql`d.dag_id = ${dagId}`;
  return sql`(d.dag_id = ${dagId} or (d.team = ${key.team} and d.dag_id = ${key.dagId}))`;
}

function findOurs(team: string | null): SQL {
  const id = sql`case when o.team = ${DEFAULT_TEAM} then o.dag_id else o.team || '.' || o.dag_id end`;
  const isSeen = team === null ? sql`true` : sql`o.team = ${team}`;
  return sql`select ${id} from dag o
    where ${isSeen} and ((o.team = d.team and o.dag_id = d.dag_id) or ${id} = d.dag_id) limit 1`;
}

function readLine(row: Record<string, unknown>): ImportedLine {
  const text = (name: string) => {
    const value = row[name];
    return typeof value === "string" ? value : null;
  };
  return {
    team: String(row["team"]),
    source: String(row["source"]),
    dagId: String(row["dag_id"]),
    importedAt: Number(row["imported_at"]),
    shape: JSON.parse(String(row["shape"])) as Json,
    url: text("url"),
    here: text("here"),
    totalRuns: Number(row["total_runs"]),
    runs: JSON.parse(String(row["runs"])) as Json[],
  };
}
