import { and, count, eq } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { RunState } from "../core/state.ts";
import { isAmong, openStore } from "./open.ts";
import { dag, dagRun } from "./projected-tables.ts";

/** How many runs of a DAG are in a state. */
export interface StateCount extends DagKey {
  readonly displayName: string | null;
  readonly state: RunState;
  readonly count: number;
}

/** Of DAGs that have runs, in order of their ids; with no team those of all teams. */
export function countRunStates(
  db: D1Database,
  team: string | null,
  dagIds: readonly string[] | undefined,
): Promise<readonly StateCount[]> {
  const isDag = and(eq(dag.team, dagRun.team), eq(dag.dagId, dagRun.dagId));
  const isOfTeam = team === null ? undefined : eq(dagRun.team, team);
  return openStore(db)
    .select({
      team: dagRun.team,
      dagId: dagRun.dagId,
      displayName: dag.displayName,
      state: dagRun.state,
      count: count(),
    })
    .from(dagRun)
    .leftJoin(dag, isDag)
    .where(and(isOfTeam, isAmong(dagRun.dagId, dagIds)))
    .groupBy(dagRun.team, dagRun.dagId, dagRun.state)
    .orderBy(dagRun.team, dagRun.dagId);
}

/** Runs of a DAG that are of a partition. */
export async function countPartition(db: D1Database, key: DagKey, partition: string): Promise<number> {
  const isOf = and(eq(dagRun.team, key.team), eq(dagRun.dagId, key.dagId), eq(dagRun.partitionKey, partition));
  const row = await openStore(db).select({ count: count() }).from(dagRun).where(isOf).get();
  return row?.count ?? 0;
}
