import { type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import { ALL_TEAMS, type LiveLease } from "../core/live.ts";
import { prepare } from "./open.ts";
import { dag, liveLease } from "./projected-tables.ts";

export async function writeLease(db: D1Database, { team, until }: LiveLease): Promise<void> {
  const query = sql`insert into ${liveLease} (team, until) values (${team}, ${until})
    on conflict (team) do update set until = excluded.until`;
  await prepare(db, query).run();
}

/** Who watches a team now, if anybody does: a part of another round trip. */
export function selectLeases(team: string, now: number): SQL {
  return sql`select team, until from ${liveLease} where team in (${team}, ${ALL_TEAMS}) and until > ${now}`;
}

/** As selectLeases, in a round trip of its own. */
export async function listLeases(db: D1Database, team: string, now: number): Promise<readonly LiveLease[]> {
  return (await prepare(db, selectLeases(team, now)).all<LiveLease>()).results;
}

/** DAGs of a team that have runs under way. */
export async function listLiveDags(db: D1Database, team: string, limit: number): Promise<readonly DagKey[]> {
  const isOfTeam = team === ALL_TEAMS ? sql`true` : sql`d.team = ${team}`;
  const query = sql`select d.team, d.dag_id as "dagId" from ${dag} as d indexed by dag_with_live_runs
    where d.live_runs > 0 and ${isOfTeam} limit ${limit}`;
  return (await prepare(db, query).all<{ team: string; dagId: string }>()).results;
}
