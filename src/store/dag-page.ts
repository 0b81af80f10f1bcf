import { type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { RunType } from "../core/protocol.ts";
import type { RunState } from "../core/state.ts";
import { prepare } from "./open.ts";
import { dagFavorite } from "./primary-tables.ts";
import { dag, dagRun } from "./projected-tables.ts";

/** A run as a line of a DAG shows it. Instants are epoch milliseconds. */
export interface RecentRun {
  readonly runId: string;
  readonly state: RunState;
  readonly runType: RunType;
  readonly runAfter: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** DAGs by what a list offers to choose, whatever the list is filtered by. */
export interface DagCounts {
  readonly all: number;
  readonly active: number;
  readonly paused: number;
  readonly broken: number;
  readonly running: number;
}

/** Who looks: a user, and the team within reach (null: all). */
export interface Reader {
  readonly user: string;
  readonly team: string | null;
}

/** What a line says besides the DAG itself. */
export interface DagExtras {
  /** Newest first. */
  readonly runs: readonly RecentRun[];
  /** Of the reader. */
  readonly isFavorite: boolean;
}

export interface DagLines {
  /** In the order of the keys. */
  readonly extras: readonly DagExtras[];
  readonly counts: DagCounts;
  /** In alphabetical order. */
  readonly teams: readonly string[];
}

type Packed = readonly [string, RunState, RunType, number, number | null, number | null];

/** The newest `limit` runs of each DAG, and counts and teams of all in the reader's reach, in one round trip. */
export async function readDagLines(
  db: D1Database,
  keys: readonly DagKey[],
  limit: number,
  { user, team }: Reader,
): Promise<DagLines> {
  const queries = [selectExtras(keys, limit, user), selectCounts(team), selectTeams(team)];
  const statements = queries.map((statement) => prepare(db, statement));
  const [lines, counts, teams] = await db.batch<Record<string, unknown>>(statements);
  const extras = (lines?.results ?? []).map((line) => ({
    runs: unpackRuns(String(line["runs"])),
    isFavorite: line["favorite"] === 1,
  }));
  const row = counts?.results[0] ?? {};
  const count = (name: string) => Number(row[name] ?? 0);
  return {
    extras,
    teams: (teams?.results ?? []).map(({ team: name }) => String(name)),
    counts: {
      all: count("total"),
      active: count("total") - count("paused"),
      paused: count("paused"),
      broken: count("broken"),
      running: count("running"),
    },
  };
}

function selectExtras(keys: readonly DagKey[], limit: number, user: string): SQL {
  const wanted = JSON.stringify(keys.map(({ team, dagId }) => [team, dagId]));
  const [team, dagId] = [sql`k.value ->> 0`, sql`k.value ->> 1`];
  const favorite = sql`exists (select 1 from ${dagFavorite} as f
    where f.username = ${user} and f.team = ${team} and f.dag_id = ${dagId})`;
  return sql`select ${selectNewest(team, dagId, limit)} as runs, ${favorite} as favorite
    from json_each(${wanted}) as k order by k.key`;
}

/** The newest runs of a DAG as a column of its row; `unpackRuns` reads it. */
export function selectNewest(team: SQL, dagId: SQL, limit: number): SQL {
  const newest = sql`select r.* from ${dagRun} as r indexed by dag_run_by_dag
    where r.team = ${team} and r.dag_id = ${dagId} order by r.run_after desc limit ${limit}`;
  return sql`coalesce((select json_group_array(
      json_array(run_id, state, run_type, run_after, started_at, ended_at)) from (${newest})), '[]')`;
}

export function unpackRuns(text: string): readonly RecentRun[] {
  return (JSON.parse(text) as Packed[]).map(unpack);
}

function selectCounts(team: string | null): SQL {
  const isOfTeam = team === null ? sql`true` : sql`d.team = ${team}`;
  return sql`select count(*) as total, sum(d.is_paused) as paused, sum(d.has_import_errors) as broken,
    sum(d.live_runs > 0) as running from ${dag} as d where not d.is_stale and ${isOfTeam}`;
}

function selectTeams(team: string | null): SQL {
  const isOfTeam = team === null ? sql`true` : sql`d.team = ${team}`;
  return sql`select distinct d.team from ${dag} as d where not d.is_stale and ${isOfTeam} order by d.team`;
}

function unpack([runId, state, runType, runAfter, startedAt, endedAt]: Packed): RecentRun {
  return { runId, state, runType, runAfter, startedAt, endedAt };
}
