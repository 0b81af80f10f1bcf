import { and, type Column, eq, type SQL, sql } from "drizzle-orm";
import { DEFAULT_POOL } from "../core/ids.ts";
import type { DagKey } from "../core/ids.ts";
import type { RunState } from "../core/state.ts";
import type { Timetable } from "../core/timetable.ts";
import type { DagView } from "../core/views.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest, Range } from "./list.ts";
import { matchListed, matchPattern, matchPrefix, matchRange } from "./match.ts";
import { isAmong, isIn, isOfAny, openStore } from "./open.ts";
import { dagFavorite, pool } from "./primary-tables.ts";
import { dag, dagRun } from "./projected-tables.ts";

/** A DAG as lists show it: what its file says, and where its object stands. Instants are epoch milliseconds. */
export interface DagDetails extends DagKey {
  readonly displayName: string | null;
  readonly description: string | null;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  /** Path below dags/; null for a DAG known only by its object. */
  readonly file: string | null;
  readonly timetable: Timetable | null;
  readonly timetableSummary: string | null;
  readonly maxActiveRuns: number;
  readonly maxActiveTasks: number | null;
  readonly isPaused: boolean;
  readonly isStale: boolean;
  readonly hasImportErrors: boolean;
  readonly graphHash: string | null;
  readonly bundleId: string | null;
  readonly nextRun: DagView["nextRun"];
  readonly dueAt: number | null;
  readonly liveRuns: number;
  readonly lastParsedAt: number | null;
  readonly lastAdvancedAt: number | null;
  readonly seq: number;
}

export interface DagFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  readonly dagIds?: readonly string[];
  /** These, whatever their teams. */
  readonly dags?: readonly DagKey[];
  /** Airflow's pattern: part of the id, letter case aside; "|" parts alternatives, "~" matches all. */
  readonly dagIdPattern?: string;
  readonly dagIdPrefix?: string;
  readonly displayNamePattern?: string;
  readonly displayNamePrefix?: string;
  readonly bundleId?: string;
  readonly tags?: readonly string[];
  readonly tagsMatchMode?: "any" | "all";
  readonly owners?: readonly string[];
  readonly isPaused?: boolean;
  /** Absent: both. */
  readonly isStale?: boolean;
  readonly hasImportErrors?: boolean;
  readonly lastRunState?: RunState;
  /** Bounds on the newest run; a DAG without runs is in none. */
  readonly lastRun?: {
    readonly states?: readonly RunState[];
    readonly startedAt?: Range;
    readonly endedAt?: Range;
  };
  readonly timetableKinds?: readonly string[];
  readonly hasAssets?: boolean;
  /** Part of the name or URI of an asset that it waits for. */
  readonly assetPattern?: string;
  /** Whether it is among this user's favourites. */
  readonly favorite?: { readonly username: string; readonly isFavorite: boolean };
}

const displayName = sql`ifnull(${dag.displayName}, ${dag.dagId})`;

const ORDERS: Readonly<Record<string, Column | SQL>> = {
  dag_display_name: displayName,
  next_dagrun: dag.nextRunAfter,
  next_dagrun_run_after: dag.nextRunAfter,
  is_paused: dag.isPaused,
  is_stale: dag.isStale,
  last_parsed_time: dag.lastParsedAt,
  last_run_state: readLastRun(dagRun.state),
  last_run_start_date: readLastRun(dagRun.startedAt),
};

/** A column of the DAG's newest run. */
function readLastRun(column: Column): SQL {
  return sql`(select ${column} from ${dagRun} indexed by dag_run_by_dag
    where ${dagRun.team} = ${dag.team} and ${dagRun.dagId} = ${dag.dagId} order by ${dagRun.runAfter} desc limit 1)`;
}

export async function findDag(db: D1Database, key: DagKey): Promise<DagDetails | null> {
  const isKey = and(eq(dag.team, key.team), eq(dag.dagId, key.dagId));
  const row = await openStore(db).select().from(dag).where(isKey).get();
  return row === undefined ? null : viewDag(row);
}

/** By dag_id. Other orders are those of ORDERS. Errors: see ListResult. */
export function listDags(db: D1Database, filter: DagFilter): Promise<ListResult<DagDetails>> {
  const query = {
    table: dag,
    from: sql`${dag}`,
    where: and(...filterDags(filter)),
    natural: [dag.team, dag.dagId],
    naturalNames: ["dag_id", "id"],
    isNewestFirst: false,
    orders: ORDERS,
    view: viewDag,
  };
  return runList(db, query, filter);
}

/** Every tag in use by a DAG that is not stale, in alphabetical order. */
export async function listTags(db: D1Database, team: string | null = null): Promise<readonly string[]> {
  const isOfTeam = team === null ? sql`true` : eq(dag.team, team);
  const rows = await openStore(db).all<{ tag: string }>(
    sql`select distinct value as tag from ${dag}, json_each(${dag.tags}) where not ${dag.isStale} and ${isOfTeam} order by tag`,
  );
  return rows.map(({ tag }) => tag);
}

/**
 * DAGs the minute tick advances: due at `now`, with live runs, or in the slice (0 to 59), which over an hour touches
 * every DAG once. Each of the three has an index, so the cost is that of the DAGs found.
 */
export async function listDagsToAdvance(db: D1Database, now: number, slice: number): Promise<readonly DueDag[]> {
  const rows = await openStore(db).all<DagKey & { isLimited: number }>(sql`
    select team, "dagId", exists (
      select 1 from ${pool} where ${pool.team} = due.team and ${pool.name} = ${DEFAULT_POOL} and ${pool.slots} >= 0
    ) as "isLimited"
    from (select team, dag_id as "dagId" from ${dag} indexed by dag_by_due_at where due_at <= ${now}
      union select team, dag_id from ${dag} indexed by dag_with_live_runs where live_runs > 0
      union select team, dag_id from ${dag} indexed by dag_by_sweep_minute where sweep_minute = ${slice}) due`);
  return rows.map(({ team, dagId, isLimited }) => ({ team, dagId, isDefaultPoolLimited: isLimited === 1 }));
}

/** A DAG to be advanced, and what its team's default pool is. */
export interface DueDag extends DagKey {
  readonly isDefaultPoolLimited: boolean;
}

function filterDags(filter: DagFilter): (SQL | undefined)[] {
  const { team = null, isPaused, isStale, hasImportErrors } = filter;
  return [
    team === null ? undefined : eq(dag.team, team),
    isAmong(dag.dagId, filter.dagIds),
    isOfAny(dag, filter.dags),
    matchPattern(dag.dagId, filter.dagIdPattern),
    matchPrefix(dag.dagId, filter.dagIdPrefix),
    matchPattern(displayName, filter.displayNamePattern),
    matchPrefix(displayName, filter.displayNamePrefix),
    filter.bundleId === undefined ? undefined : eq(dag.bundleId, filter.bundleId),
    matchListed(dag.tags, filter.tags, filter.tagsMatchMode ?? "any"),
    matchListed(dag.owners, filter.owners, "any"),
    isPaused === undefined ? undefined : eq(dag.isPaused, isPaused),
    isStale === undefined ? undefined : eq(dag.isStale, isStale),
    hasImportErrors === undefined ? undefined : eq(dag.hasImportErrors, hasImportErrors),
    isLastRun(filter.lastRunState === undefined ? undefined : { states: [filter.lastRunState] }),
    isLastRun(filter.lastRun),
    filter.hasAssets === undefined ? undefined : sql`${waitsForAssets()} = ${filter.hasAssets ? 1 : 0}`,
    waitsFor(filter.assetPattern),
    filter.timetableKinds === undefined ? undefined : isIn(sql`${dag.timetable} ->> 'kind'`, filter.timetableKinds),
    isFavoriteOf(filter.favorite),
  ];
}

function isFavoriteOf(asked: DagFilter["favorite"]): SQL | undefined {
  if (asked === undefined) return undefined;
  const f = dagFavorite;
  const found = sql`exists (select 1 from ${f} where ${f.username} = ${asked.username} and ${f.team} = ${dag.team} and ${f.dagId} = ${dag.dagId})`;
  return asked.isFavorite ? found : sql`not ${found}`;
}

/** An asset's condition stands in the timetable, at any depth. */
function waitsForAssets(): SQL {
  return sql`ifnull(json_type(${dag.timetable}, '$.condition') is not null, 0)`;
}

function waitsFor(pattern: string | undefined): SQL | undefined {
  const isNamed = matchPattern(sql`part.value`, pattern);
  if (isNamed === undefined) return undefined;
  const parts = sql`select 1 from json_tree(${dag.timetable}, '$.condition') as part`;
  return sql`exists (${parts} where part.key in ('name', 'uri') and ${isNamed})`;
}

function isLastRun(asked: DagFilter["lastRun"]): SQL | undefined {
  if (asked === undefined) return undefined;
  const isWanted = and(
    isAmong(dagRun.state, asked.states),
    matchRange(dagRun.startedAt, asked.startedAt),
    matchRange(dagRun.endedAt, asked.endedAt),
  );
  return sql`(select ${isWanted ?? sql`true`} from ${dagRun} indexed by dag_run_by_dag
    where ${dagRun.team} = ${dag.team} and ${dagRun.dagId} = ${dag.dagId} order by ${dagRun.runAfter} desc limit 1)`;
}

function viewDag(row: typeof dag.$inferSelect): DagDetails {
  const { nextRunAfter, nextLogicalDate, nextIntervalStart, nextIntervalEnd, sweepMinute: _, ...rest } = row;
  const nextRun =
    nextRunAfter === null || nextLogicalDate === null || nextIntervalStart === null || nextIntervalEnd === null
      ? null
      : { runAfter: nextRunAfter, logicalDate: nextLogicalDate, start: nextIntervalStart, end: nextIntervalEnd };
  return { ...rest, nextRun };
}
