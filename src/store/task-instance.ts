import { and, type Column, eq, type SQL, sql } from "drizzle-orm";
import type { TaskKind } from "../core/graph.ts";
import { DEFAULT_POOL, type DagKey, type InstanceKey, type RunKey } from "../core/ids.ts";
import type { TaskState } from "../core/state.ts";
import type { InstanceView } from "../core/views.ts";
import { isOfVersion } from "./dag-version.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest, Range } from "./list.ts";
import { matchPattern, matchPrefix, matchRange } from "./match.ts";
import { isAmong, isExactly, isIn, isOfAny, openStore } from "./open.ts";
import { dagRun, taskInstance } from "./projected-tables.ts";

export interface InstanceFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  /** With a team: one DAG's instances. */
  readonly dagId?: string;
  /** With a team and a DAG: one run's instances. */
  readonly runId?: string;
  readonly dagIds?: readonly string[];
  /** Instances of these, whatever their teams. */
  readonly dags?: readonly DagKey[];
  readonly runIds?: readonly string[];
  readonly taskIds?: readonly string[];
  readonly mapIndexes?: readonly number[];
  readonly states?: readonly TaskState[];
  readonly pools?: readonly string[];
  readonly kinds?: readonly TaskKind[];
  readonly tryNumbers?: readonly number[];
  readonly graphHashes?: readonly string[];
  readonly dagIdPattern?: string;
  readonly dagIdPrefix?: string;
  readonly runIdPattern?: string;
  readonly runIdPrefix?: string;
  readonly taskIdPattern?: string;
  readonly taskIdPrefix?: string;
  readonly poolPattern?: string;
  readonly poolPrefix?: string;
  /** Instances of a DAG's versions of these numbers. */
  readonly versionNumbers?: readonly number[];
  /** The map index as text; an instance that is not mapped has none. */
  readonly mapIndexPattern?: string;
  readonly mapIndexPrefix?: string;
  /** The last time it was scheduled, queued, started or ended. */
  readonly updatedAt?: Range;
  readonly runAfter?: Range;
  readonly logicalDate?: Range;
  readonly startedAt?: Range;
  readonly endedAt?: Range;
  readonly duration?: Range;
}

/** A row of an instance list: the view, and what the row repeats of its run. */
export interface InstanceListed extends InstanceView {
  readonly runAfter: number;
  readonly logicalDate: number | null;
  readonly graphHash: string;
  readonly seq: number;
}

const t = taskInstance;
const duration = sql`(${t.endedAt} - ${t.startedAt})`;
const mapIndexText = sql`iif(${t.mapIndex} < 0, null, cast(${t.mapIndex} as text))`;
const times = [t.scheduledAt, t.queuedAt, t.startedAt, t.endedAt].map((at) => sql`ifnull(${at}, 0)`);
const updatedAt = sql`nullif(max(${sql.join(times, sql`, `)}), 0)`;

const ORDERS: Readonly<Record<string, Column | SQL>> = {
  dag_id: t.dagId,
  run_id: t.runId,
  task_id: t.taskId,
  map_index: t.mapIndex,
  state: t.state,
  try_number: t.tryNumber,
  pool: t.pool,
  priority_weight: t.priorityWeight,
  logical_date: t.logicalDate,
  queued_when: t.queuedAt,
  scheduled_when: t.scheduledAt,
  start_date: t.startedAt,
  end_date: t.endedAt,
  duration,
  rendered_map_index: mapIndexText,
  operator: sql`instr('task branch sensor short_circuit empty latest_only', ${t.kind})`,
  data_interval_start: readRun(dagRun.intervalStart),
  data_interval_end: readRun(dagRun.intervalEnd),
};

/** A column of the instance's run. */
function readRun(column: Column): SQL {
  const isOf = and(eq(dagRun.team, t.team), eq(dagRun.dagId, t.dagId), eq(dagRun.runId, t.runId));
  return sql`(select ${column} from ${dagRun} where ${isOf})`;
}

interface Source {
  readonly from: SQL;
  readonly scope: SQL | undefined;
  readonly natural: readonly Column[];
  readonly ties?: readonly Column[];
  readonly naturalNames: readonly string[];
  readonly isNewestFirst: boolean;
}

export async function findTaskInstance(db: D1Database, key: RunKey & InstanceKey): Promise<InstanceListed | null> {
  const isKey = and(isOfRun(key), eq(t.taskId, key.taskId), eq(t.mapIndex, key.mapIndex));
  return (await openStore(db).select().from(t).where(isKey).get()) ?? null;
}

/** Attempts of all instances of a run; one that was not tried counts as one, as its row was written. */
export async function countAttempts(db: D1Database, key: RunKey): Promise<number> {
  const attempts = sql<number>`ifnull(sum(max(${t.tryNumber}, 1)), 0)`;
  const row = await openStore(db).select({ attempts }).from(t).where(isOfRun(key)).get();
  return row?.attempts ?? 0;
}

/**
 * One run's instances by task and map index, others newest run first. Orders: id, run_after (over several runs), and
 * those of ORDERS, which sort the first 10,000 matches. Errors: see ListResult.
 */
export function listTaskInstances(db: D1Database, filter: InstanceFilter): Promise<ListResult<InstanceListed>> {
  const { scope, ...source } = chooseSource(filter);
  const query = {
    ...source,
    table: t,
    where: and(scope, ...filterInstances(filter)),
    orders: source.naturalNames.includes("run_after") ? ORDERS : { ...ORDERS, run_after: t.runAfter },
    view: (row: InstanceListed) => row,
  };
  return runList(db, query, filter);
}

/** One run: by its key. States other than success: by their index. All others: through the runs, newest first. */
function chooseSource({ team = null, dagId, runId, states }: InstanceFilter): Source {
  if (team !== null && dagId !== undefined && runId !== undefined) {
    const scope = isOfRun({ team, dagId, runId });
    return { from: sql`${t}`, scope, natural: [t.taskId, t.mapIndex], naturalNames: ["id"], isNewestFirst: false };
  }
  const ties = [t.runAfter, t.team, t.dagId, t.runId, t.taskId, t.mapIndex];
  const named = { naturalNames: ["run_after", "id"], isNewestFirst: true, ties };
  const runs = states === undefined || states.includes("success");
  const owner = runs ? dagRun : t;
  const scope = and(isExactly(owner.team, team), isExactly(owner.dagId, dagId), isExactly(owner.runId, runId));
  if (!runs) {
    const from = sql`${t} indexed by task_instance_by_state`;
    return { ...named, from, scope: and(scope, sql`${t.state} <> 'success'`), natural: ties };
  }
  const isOneDag = team !== null && dagId !== undefined;
  const index = sql.raw(isOneDag ? "dag_run_by_dag" : "dag_run_by_run_after");
  const from = sql`${dagRun} indexed by ${index} cross join ${t}`;
  const isOfDag = isOneDag ? and(eq(dagRun.team, team), eq(dagRun.dagId, dagId)) : undefined;
  const isOfOwner = and(eq(t.team, dagRun.team), eq(t.dagId, dagRun.dagId), eq(t.runId, dagRun.runId));
  const natural = [dagRun.runAfter, dagRun.team, dagRun.dagId, dagRun.runId, t.taskId, t.mapIndex];
  return {
    ...named,
    from,
    scope: and(scope, isOfDag, isOfOwner),
    natural: isOneDag ? natural.toSpliced(1, 2) : natural,
  };
}

function isOfRun(key: RunKey): SQL | undefined {
  return and(eq(t.team, key.team), eq(t.dagId, key.dagId), eq(t.runId, key.runId));
}

/** What a person deleted stays in its run's journal alone. */
const IS_THERE = sql`(${t.state} <> 'removed' or ifnull(${t.reason} ->> 'code', '') <> 'instance_deleted')`;

function filterInstances(filter: InstanceFilter): (SQL | undefined)[] {
  return [
    // Named only where it can bind: it reads what no index holds.
    filter.states === undefined || filter.states.includes("removed") ? IS_THERE : undefined,
    isAmong(t.state, filter.states),
    isAmong(t.dagId, filter.dagIds),
    isOfAny(t, filter.dags),
    isAmong(t.runId, filter.runIds),
    isAmong(t.taskId, filter.taskIds),
    isAmong(t.mapIndex, filter.mapIndexes),
    // A task that names no pool is in the default one.
    filter.pools === undefined ? undefined : isIn(sql`ifnull(${t.pool}, ${DEFAULT_POOL})`, filter.pools),
    isAmong(t.kind, filter.kinds),
    isAmong(t.tryNumber, filter.tryNumbers),
    isAmong(t.graphHash, filter.graphHashes),
    matchPattern(t.dagId, filter.dagIdPattern),
    matchPrefix(t.dagId, filter.dagIdPrefix),
    matchPattern(t.runId, filter.runIdPattern),
    matchPrefix(t.runId, filter.runIdPrefix),
    matchPattern(t.taskId, filter.taskIdPattern),
    matchPrefix(t.taskId, filter.taskIdPrefix),
    matchPattern(t.pool, filter.poolPattern),
    matchPrefix(t.pool, filter.poolPrefix),
    isOfVersion(t, filter.versionNumbers),
    matchPattern(mapIndexText, filter.mapIndexPattern),
    matchPrefix(mapIndexText, filter.mapIndexPrefix),
    matchRange(updatedAt, filter.updatedAt),
    matchRange(t.runAfter, filter.runAfter),
    matchRange(t.logicalDate, filter.logicalDate),
    matchRange(t.startedAt, filter.startedAt),
    matchRange(t.endedAt, filter.endedAt),
    matchRange(duration, filter.duration),
  ];
}
