import { and, desc, eq, inArray, not } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { DataInterval } from "../core/timetable.ts";
import { openStore } from "./open.ts";
import { dag, dagRun } from "./projected-tables.ts";

/** A DAG that is deployed, by its hashes. */
export interface DeployedHashes extends DagKey {
  readonly file: string | null;
  readonly graphHash: string;
  readonly bundleId: string;
}

/** Every DAG of a team, or of all, that the deployment ships. */
export async function listDeployed(db: D1Database, team: string | null): Promise<readonly DeployedHashes[]> {
  const { dagId, file, graphHash, bundleId } = dag;
  const isOfTeam = team === null ? undefined : eq(dag.team, team);
  const rows = await openStore(db)
    .select({ team: dag.team, dagId, file, graphHash, bundleId })
    .from(dag)
    .where(and(not(dag.isStale), isOfTeam))
    .orderBy(dag.team, dag.dagId);
  return rows.map((row) => ({ ...row, graphHash: row.graphHash ?? "", bundleId: row.bundleId ?? "" }));
}

/** Runs of a DAG that have not ended, at most `limit` of them, with the code they are pinned to. */
export function listLiveRuns(
  db: D1Database,
  key: DagKey,
  limit: number,
): Promise<readonly { readonly runId: string; readonly bundleId: string }[]> {
  const isLive = inArray(dagRun.state, ["queued", "running"]);
  return openStore(db)
    .select({ runId: dagRun.runId, bundleId: dagRun.bundleId })
    .from(dagRun)
    .where(and(isLive, isOf(key)))
    .orderBy(dagRun.runAfter)
    .limit(limit);
}

/** Data interval of the newest run that the schedule made; null without one. */
export async function findLastSlot(db: D1Database, key: DagKey): Promise<DataInterval | null> {
  const row = await openStore(db)
    .select({ start: dagRun.intervalStart, end: dagRun.intervalEnd })
    .from(dagRun)
    .where(and(isOf(key), eq(dagRun.runType, "scheduled")))
    .orderBy(desc(dagRun.runAfter))
    .limit(1)
    .get();
  const { start = null, end = null } = row ?? {};
  return start === null || end === null ? null : { start, end };
}

function isOf({ team, dagId }: DagKey) {
  return and(eq(dagRun.team, team), eq(dagRun.dagId, dagId));
}

/** DAGs that a file, by its path below dags/, has brought; stale ones too. */
export function listDagsOfFile(db: D1Database, file: string): Promise<readonly DagKey[]> {
  return openStore(db).select({ team: dag.team, dagId: dag.dagId }).from(dag).where(eq(dag.file, file));
}
