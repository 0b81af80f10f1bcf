import { type SQL, sql } from "drizzle-orm";
import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import type { RunType } from "../core/protocol.ts";
import type { RunState, TaskState } from "../core/state.ts";
import { isIn, prepare } from "./open.ts";
import { dagRun, dagVersion, taskInstance } from "./projected-tables.ts";

/** A column of the grid. Instants are epoch milliseconds. */
export interface GridRun {
  readonly runId: string;
  readonly state: RunState;
  readonly runType: RunType;
  readonly runAfter: number;
  readonly logicalDate: number | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly graphHash: string;
  readonly note: string | null;
  readonly seq: number;
  /** As `packRun` wrote them; null in rows of a release before. */
  readonly cells: string | null;
}
export interface GridVersion {
  readonly graphHash: string;
  readonly versionNumber: number;
  readonly graph: Pick<Graph, "tasks" | "groups">;
}
/** How many instances of a task are in a state. */
export type StateCount = readonly [runId: string, taskId: string, mapIndex: number, state: TaskState, count: number];

export interface GridRequest extends DagKey {
  readonly limit: number;
  /** Only runs before this one, by when they were due and their id; null begins with the newest. */
  readonly before: { readonly runAfter: number; readonly runId: string } | null;
  readonly states: readonly RunState[];
  readonly runTypes: readonly RunType[];
  /** The version whose graph need not be read; null for none. */
  readonly known: string | null;
}

/** Runs newest first, and which version of the DAG is the newest; null when it never had one. One round trip. */
export async function readGrid(db: D1Database, request: GridRequest) {
  const statements = [selectRuns(request), selectNewest(request)].map((statement) => prepare(db, statement));
  const [runs, versions] = await db.batch<Record<string, unknown>>(statements);
  const row = versions?.results[0];
  const isRead = typeof row?.["graph"] === "string";
  const newest =
    row === undefined ? null : { graphHash: String(row["graphHash"]), versionNumber: Number(row["versionNumber"]) };
  return {
    runs: (runs?.results ?? []).map((one) => one as unknown as GridRun),
    newest,
    /** Null where it is known. */
    version: row !== undefined && isRead ? viewVersion(row) : null,
  };
}

function selectRuns({ team, dagId, limit, before, states, runTypes }: GridRequest): SQL {
  const later = before === null ? sql`true` : sql`(r.run_after, r.run_id) < (${before.runAfter}, ${before.runId})`;
  const inStates = states.length === 0 ? sql`true` : isIn(sql`r.state`, states);
  const ofTypes = runTypes.length === 0 ? sql`true` : isIn(sql`r.run_type`, runTypes);
  return sql`select r.run_id as "runId", r.state, r.run_type as "runType", r.run_after as "runAfter",
      r.logical_date as "logicalDate", r.queued_at as "queuedAt", r.started_at as "startedAt", r.ended_at as "endedAt",
      r.graph_hash as "graphHash", r.note, r.seq, r.cells
    from ${dagRun} as r indexed by dag_run_by_dag
    where r.team = ${team} and r.dag_id = ${dagId} and ${later} and ${inStates} and ${ofTypes}
    order by r.run_after desc, r.run_id desc limit ${limit}`;
}

function selectVersions(where: SQL, known: string | null = null): SQL {
  return sql`select v.graph_hash as "graphHash", v.version_number as "versionNumber",
      iif(v.graph_hash = ${known}, null, v.graph) as graph
    from ${dagVersion} as v where ${where} order by v.version_number desc`;
}
function selectNewest({ team, dagId, known }: GridRequest): SQL {
  return sql`${selectVersions(sql`v.team = ${team} and v.dag_id = ${dagId}`, known)} limit 1`;
}

/** Versions that older runs are of, each hash once. */
export async function listVersions(db: D1Database, { team, dagId }: DagKey, hashes: readonly string[]) {
  if (hashes.length === 0) return [];
  const where = sql`v.team = ${team} and v.dag_id = ${dagId} and ${isIn(sql`v.graph_hash`, hashes)}`;
  const { results } = await prepare(db, selectVersions(where)).all<Record<string, unknown>>();
  return results.map(viewVersion);
}

/** What rows without packed states are made of. */
export async function countStates(
  db: D1Database,
  { team, dagId }: DagKey,
  runIds: readonly string[],
): Promise<readonly StateCount[]> {
  if (runIds.length === 0) return [];
  const query = sql`select json_array(t.run_id, t.task_id, max(t.map_index), t.state, count(*)) as row
    from ${taskInstance} as t where t.team = ${team} and t.dag_id = ${dagId} and ${isIn(sql`t.run_id`, runIds)}
    group by t.run_id, t.task_id, t.state`;
  const { results } = await prepare(db, query).all<{ row: string }>();
  return results.map(({ row }) => JSON.parse(row) as StateCount);
}

function viewVersion(row: Record<string, unknown>): GridVersion {
  const graph = JSON.parse(String(row["graph"])) as Graph;
  return { graphHash: String(row["graphHash"]), versionNumber: Number(row["versionNumber"]), graph };
}
