import { and, count, eq, type SQL, sql } from "drizzle-orm";
import { type DagKey, nameDagObject } from "../core/ids.ts";
import type { RunState } from "../core/state.ts";
import { openStore, prepare } from "./open.ts";
import { dag, dagRun, taskInstance } from "./projected-tables.ts";

/** How many runs of a DAG are in a state. */
export interface StateCount extends DagKey {
  readonly displayName: string | null;
  readonly state: RunState;
  readonly count: number;
}

/**
 * Of those of the DAGs that have runs, in order of their ids; with no DAGs named, of all in the team (null: in every
 * team). Successes are what the other states leave of all runs: so no run's row is read, only the indexes, and what is
 * not a success is little.
 */
export async function countRunStates(
  db: D1Database,
  team: string | null,
  keys: readonly DagKey[] | undefined,
): Promise<readonly StateCount[]> {
  const statements = [countAll(team, keys), countOthers(team, keys)].map((statement) => prepare(db, statement));
  const [all, others] = await db.batch<CountRow>(statements);
  const othersOf = Map.groupBy(others?.results ?? [], nameDagObject);
  return (all?.results ?? []).flatMap((row) => splitByState(row, othersOf.get(nameDagObject(row)) ?? []));
}

/** Of all runs of a DAG with its name, or of those in a state. */
type CountRow = StateCount;

function splitByState(all: CountRow, others: readonly CountRow[]): StateCount[] {
  const { team, dagId, displayName } = all;
  const successes = others.reduce((left, { count }) => left - count, all.count);
  const states = [...others, { state: "success" as const, count: successes }];
  return states.flatMap(({ state, count }) => (count > 0 ? [{ team, dagId, displayName, state, count }] : []));
}

function countAll(team: string | null, keys: readonly DagKey[] | undefined): SQL {
  const counts = sql`select r.team, r.dag_id as "dagId", count(*) as count,
    (select d.display_name from ${dag} as d where d.team = r.team and d.dag_id = r.dag_id) as "displayName"`;
  const order = sql`group by r.team, r.dag_id order by r.team, r.dag_id`;
  if (keys === undefined) {
    const isOfTeam = team === null ? sql`true` : sql`r.team = ${team}`;
    return sql`${counts} from ${dagRun} as r indexed by dag_run_by_dag where ${isOfTeam} ${order}`;
  }
  const wanted = sql`select distinct value ->> 0 as team, value ->> 1 as dag_id from json_each(${listKeys(keys)})`;
  return sql`${counts} from (${wanted}) as k cross join ${dagRun} as r indexed by dag_run_by_dag
    on r.team = k.team and r.dag_id = k.dag_id ${order}`;
}

function countOthers(team: string | null, keys: readonly DagKey[] | undefined): SQL {
  const isOfTeam = team === null ? sql`true` : sql`r.team = ${team}`;
  const isWanted =
    keys === undefined
      ? isOfTeam
      : sql`(r.team, r.dag_id) in (select value ->> 0, value ->> 1 from json_each(${listKeys(keys)}))`;
  return sql`select r.team, r.dag_id as "dagId", r.state, count(*) as count
    from ${dagRun} as r indexed by dag_run_by_state where r.state <> 'success' and ${isWanted}
    group by r.team, r.dag_id, r.state`;
}

function listKeys(keys: readonly DagKey[]): string {
  return JSON.stringify(keys.map(({ team, dagId }) => [team, dagId]));
}

/** Runs of a DAG that are of a partition, and their instances. */
export async function countPartition(
  db: D1Database,
  key: DagKey,
  partition: string,
): Promise<{ runs: number; instances: number }> {
  const isOf = and(eq(dagRun.team, key.team), eq(dagRun.dagId, key.dagId), eq(dagRun.partitionKey, partition));
  const t = taskInstance;
  const isOfRun = and(eq(t.team, dagRun.team), eq(t.dagId, dagRun.dagId), eq(t.runId, dagRun.runId));
  const instances = sql<number>`ifnull(sum((select count(*) from ${t} where ${isOfRun})), 0)`;
  const row = await openStore(db).select({ runs: count(), instances }).from(dagRun).where(isOf).get();
  return row ?? { runs: 0, instances: 0 };
}
