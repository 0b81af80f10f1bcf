import { and, type Column, eq, or, type SQL, sql } from "drizzle-orm";
import type { DagKey, RunKey } from "../core/ids.ts";
import type { RunType, RunView } from "../core/protocol.ts";
import type { RunState, TaskState } from "../core/state.ts";
import { asset, assetEvent, assetEventRun } from "./asset-tables.ts";
import { isOfVersion } from "./dag-version.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest, Range } from "./list.ts";
import { matchPart, matchPattern, matchPrefix, matchRange } from "./match.ts";
import { isAmong, isExactly, isOfAny, openStore } from "./open.ts";
import { dagRun, taskInstance } from "./projected-tables.ts";

export interface RunFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  /** With a team: the runs of one DAG. */
  readonly dagId?: string;
  readonly dagIds?: readonly string[];
  /** Runs of these, whatever their teams. */
  readonly dags?: readonly DagKey[];
  readonly runIds?: readonly string[];
  readonly states?: readonly RunState[];
  readonly runTypes?: readonly RunType[];
  readonly dagIdPattern?: string;
  readonly dagIdPrefix?: string;
  /** Runs that have an instance in one of these states. */
  readonly taskStates?: readonly TaskState[];
  readonly runIdPattern?: string;
  readonly runIdPrefix?: string;
  readonly triggeringUserPattern?: string;
  readonly triggeringUserPrefix?: string;
  readonly partitionKeyPattern?: string;
  readonly partitionKeyPrefix?: string;
  /** Runs of a DAG's versions of these numbers. */
  readonly versionNumbers?: readonly number[];
  readonly graphHashes?: readonly string[];
  readonly bundleId?: string;
  readonly runAfter?: Range;
  readonly logicalDate?: Range;
  readonly startedAt?: Range;
  readonly endedAt?: Range;
  /** The last time it was queued, started or ended. */
  readonly updatedAt?: Range;
  /** Part of the configuration as JSON text without blanks, letter case aside. */
  readonly confPart?: string;
  /** Runs that took up an event of an asset with this part in its name or URI, ASCII letter case aside. */
  readonly consumedAssetPart?: string;
  readonly partitionKey?: string;
  /** Milliseconds from start to end; a run that is not over has none. */
  readonly duration?: Range;
}

type Row = typeof dagRun.$inferSelect;

const duration = sql`(${dagRun.endedAt} - ${dagRun.startedAt})`;
const updatedAt = sql`max(${dagRun.queuedAt}, ifnull(${dagRun.startedAt}, 0), ifnull(${dagRun.endedAt}, 0))`;

const ORDERS: Readonly<Record<string, Column | SQL>> = {
  dag_id: dagRun.dagId,
  dag_run_id: dagRun.runId,
  run_id: dagRun.runId,
  state: dagRun.state,
  run_type: dagRun.runType,
  logical_date: dagRun.logicalDate,
  queued_at: dagRun.queuedAt,
  start_date: dagRun.startedAt,
  end_date: dagRun.endedAt,
  duration,
  updated_at: updatedAt,
  conf: dagRun.conf,
  // No run has one.
  partition_date: sql`null`,
};

export async function findRun(db: D1Database, key: RunKey): Promise<RunView | null> {
  const isKey = and(eq(dagRun.team, key.team), eq(dagRun.dagId, key.dagId), eq(dagRun.runId, key.runId));
  const row = await openStore(db).select().from(dagRun).where(isKey).get();
  return row === undefined ? null : viewRun(row);
}

/**
 * Newest first. Orders: run_after, id, and those of ORDERS, which sort the newest 10,000 matches.
 * Errors: see ListResult.
 */
export function listRuns(db: D1Database, filter: RunFilter): Promise<ListResult<RunView>> {
  const { from, natural, scope } = chooseSource(filter);
  const query = {
    table: dagRun,
    from,
    where: and(scope, ...filterRuns(filter)),
    natural,
    naturalNames: ["run_after", "id"],
    isNewestFirst: true,
    orders: ORDERS,
    omit: [dagRun.cells],
    view: viewRun,
  };
  return runList(db, query, filter);
}

/**
 * The index is named, not left to the planner: without statistics it takes a team for selective and sorts all its runs.
 * Few runs are in a state other than success, so that its index answers best over all DAGs.
 */
function chooseSource({ team = null, dagId, states }: RunFilter): {
  from: SQL;
  natural: readonly Column[];
  scope: SQL | undefined;
} {
  const { runAfter, runId } = dagRun;
  if (team !== null && dagId !== undefined) {
    const scope = and(eq(dagRun.team, team), eq(dagRun.dagId, dagId));
    return { from: sql`${dagRun} indexed by dag_run_by_dag`, natural: [runAfter, runId], scope };
  }
  const natural = [runAfter, dagRun.team, dagRun.dagId, runId];
  const scope = and(isExactly(dagRun.team, team), isExactly(dagRun.dagId, dagId));
  if (states === undefined || states.includes("success")) {
    return { from: sql`${dagRun} indexed by dag_run_by_run_after`, natural, scope };
  }
  const from = sql`${dagRun} indexed by dag_run_by_state`;
  return { from, natural, scope: and(scope, sql`${dagRun.state} <> 'success'`) };
}

function filterRuns(filter: RunFilter): (SQL | undefined)[] {
  return [
    isAmong(dagRun.state, filter.states),
    isAmong(dagRun.dagId, filter.dagIds),
    isOfAny(dagRun, filter.dags),
    isAmong(dagRun.runId, filter.runIds),
    isAmong(dagRun.runType, filter.runTypes),
    isAmong(dagRun.graphHash, filter.graphHashes),
    hasTaskIn(filter.taskStates),
    hasConsumed(filter.consumedAssetPart),
    filter.bundleId === undefined ? undefined : eq(dagRun.bundleId, filter.bundleId),
    matchPattern(dagRun.dagId, filter.dagIdPattern),
    matchPrefix(dagRun.dagId, filter.dagIdPrefix),
    matchPattern(dagRun.runId, filter.runIdPattern),
    matchPrefix(dagRun.runId, filter.runIdPrefix),
    matchPattern(dagRun.triggeringUser, filter.triggeringUserPattern),
    matchPrefix(dagRun.triggeringUser, filter.triggeringUserPrefix),
    matchPattern(dagRun.partitionKey, filter.partitionKeyPattern),
    matchPrefix(dagRun.partitionKey, filter.partitionKeyPrefix),
    isOfVersion(dagRun, filter.versionNumbers),
    matchRange(updatedAt, filter.updatedAt),
    filter.partitionKey === undefined ? undefined : eq(dagRun.partitionKey, filter.partitionKey),
    filter.confPart === undefined ? undefined : sql`instr(lower(${dagRun.conf}), lower(${filter.confPart})) > 0`,
    matchRange(dagRun.runAfter, filter.runAfter),
    matchRange(dagRun.logicalDate, filter.logicalDate),
    matchRange(dagRun.startedAt, filter.startedAt),
    matchRange(dagRun.endedAt, filter.endedAt),
    matchRange(duration, filter.duration),
  ];
}

function hasConsumed(part: string | undefined): SQL | undefined {
  const isNamed = or(matchPart(asset.name, part), matchPart(asset.uri, part));
  if (isNamed === undefined) return undefined;
  const t = assetEventRun;
  const isOfRun = and(eq(t.team, dagRun.team), eq(t.dagId, dagRun.dagId), eq(t.runId, dagRun.runId));
  return sql`exists (select 1 from ${t} join ${assetEvent} on ${assetEvent.key} = ${t.eventKey}
    join ${asset} on ${asset.id} = ${assetEvent.assetId} where ${isOfRun} and (${isNamed}))`;
}

function hasTaskIn(states: readonly TaskState[] | undefined): SQL | undefined {
  if (states === undefined) return undefined;
  const t = taskInstance;
  const isOfRun = and(eq(t.team, dagRun.team), eq(t.dagId, dagRun.dagId), eq(t.runId, dagRun.runId));
  return sql`exists (select 1 from ${t} where ${and(isOfRun, isAmong(t.state, states))})`;
}

function viewRun({ intervalStart, intervalEnd, cells: _cells, ...row }: Row): RunView {
  const dataInterval =
    intervalStart === null || intervalEnd === null ? null : { start: intervalStart, end: intervalEnd };
  return { ...row, dataInterval };
}
