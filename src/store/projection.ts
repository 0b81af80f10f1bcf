import { and, eq, type SQL, sql } from "drizzle-orm";
import type { RunKey } from "../core/ids.ts";
import type { LiveLease } from "../core/live.ts";
import type { RunView } from "../core/protocol.ts";
import type { DagView, InstanceView } from "../core/views.ts";
import { selectLeases } from "./live-lease.ts";
import { prepare } from "./open.ts";
import { deletedRun } from "./primary-tables.ts";
import { dag, dagRun, taskInstance } from "./projected-tables.ts";
import { hashSweepMinute } from "./sweep-minute.ts";
import { buildBulkUpsert } from "./upsert.ts";

/** What a run's object tells the projection: its newest view, and the instances that changed since it last told. */
export interface RunProjection {
  readonly run: RunView;
  readonly graphHash: string;
  readonly instances: readonly InstanceView[];
  /** The states of all its tasks, as `packRun` writes them. */
  readonly cells?: string;
  /** False while more instances are to follow: the run's row comes with the last. Absent means true. */
  readonly isLast?: boolean;
}

/** What a DAG's object tells the projection. `seq` counts the object's changes from 1, `at` is when it advanced. */
export interface DagProjection {
  readonly view: DagView;
  readonly seq: number;
  readonly at: number;
}

/**
 * Writes a run and its changed instances, all or nothing. May be repeated and may come late: a row is written only by a
 * higher `run.seq` than it holds, and nothing is written for a deleted run. D1's error is thrown: see withRetry.
 */
export async function projectRun(db: D1Database, projection: RunProjection): Promise<void> {
  const { isLast = true } = projection;
  const statements = [...(isLast ? upsertRun(projection) : []), ...upsertInstances(projection)];
  await db.batch(statements.map((statement) => prepare(db, statement)));
}

/** Writes what a DAG's object owns (pause, next run, due time, live runs) under the same guard. Returns who watches its team: the DAG asks nobody for it. */
export async function projectDag(db: D1Database, projection: DagProjection): Promise<readonly LiveLease[]> {
  const statements = [...upsertDag(projection), selectLeases(projection.view.team, projection.at)];
  const answers = await db.batch<LiveLease>(statements.map((statement) => prepare(db, statement)));
  return answers.at(-1)?.results ?? [];
}

/** Deletes a run's rows and leaves a tombstone, so that a late projection cannot bring it back. `at` in epoch ms. */
export async function deleteRunRows(db: D1Database, key: RunKey, at: number): Promise<void> {
  const { team, dagId, runId } = key;
  const statements = [
    sql`insert into ${deletedRun} (team, dag_id, run_id, deleted_at) values (${team}, ${dagId}, ${runId}, ${at}) on conflict do nothing`,
    sql`delete from ${taskInstance} where ${isRun(taskInstance, key)}`,
    sql`delete from ${dagRun} where ${isRun(dagRun, key)}`,
  ];
  await db.batch(statements.map((statement) => prepare(db, statement)));
}

function isRun(table: typeof taskInstance | typeof dagRun | typeof deletedRun, key: RunKey): SQL | undefined {
  return and(eq(table.team, key.team), eq(table.dagId, key.dagId), eq(table.runId, key.runId));
}

function isNotDeleted(key: RunKey): SQL {
  return sql`not exists (select 1 from ${deletedRun} where ${isRun(deletedRun, key)})`;
}

function upsertRun({ run, graphHash, cells }: RunProjection): SQL[] {
  const r = dagRun;
  const mutable = [
    [r.state, run.state],
    [r.note, run.note],
    // A backfill that takes a run over changes these.
    [r.runType, run.runType],
    [r.triggeredBy, run.triggeredBy],
    [r.backfillId, run.backfillId ?? null],
    [r.conf, JSON.stringify(run.conf)],
    [r.queuedAt, run.queuedAt],
    [r.startedAt, run.startedAt],
    [r.endedAt, run.endedAt],
    [r.clearNumber, run.clearNumber],
    [r.graphHash, graphHash],
    [r.bundleId, run.bundleId],
    [r.partitionKey, run.partitionKey],
    [r.cells, cells ?? null],
    [r.seq, run.seq],
  ] as const;
  const fixed = [
    [r.team, run.team],
    [r.dagId, run.dagId],
    [r.runId, run.runId],
    [r.triggeringUser, run.triggeringUser],
    [r.logicalDate, run.logicalDate],
    [r.intervalStart, run.dataInterval?.start ?? null],
    [r.intervalEnd, run.dataInterval?.end ?? null],
    [r.runAfter, run.runAfter],
  ] as const;
  return buildBulkUpsert({
    table: r,
    columns: [],
    rows: [[]],
    constants: [...fixed, ...mutable],
    key: [r.team, r.dagId, r.runId],
    update: mutable.map(([column]) => column),
    guard: isNotDeleted(run),
    overwrite: sql`excluded.seq > ${r.seq}`,
  });
}

const t = taskInstance;
const INSTANCE_KEY = [t.taskId, t.mapIndex] as const;
const INSTANCE_MUTABLE = [
  t.state,
  t.tryNumber,
  t.maxTries,
  t.kind,
  t.pool,
  t.poolSlots,
  t.priorityWeight,
  t.scheduledAt,
  t.queuedAt,
  t.startedAt,
  t.endedAt,
  t.carrier,
  t.reason,
  t.note,
] as const;

/** In the order of INSTANCE_KEY and INSTANCE_MUTABLE. */
function listValues(view: InstanceView): (string | number | null)[] {
  return [
    view.taskId,
    view.mapIndex,
    view.state,
    view.tryNumber,
    view.maxTries,
    view.kind,
    view.pool,
    view.poolSlots,
    view.priorityWeight,
    view.scheduledAt,
    view.queuedAt,
    view.startedAt,
    view.endedAt,
    view.carrier,
    view.reason === null ? null : JSON.stringify(view.reason),
    view.note,
  ];
}

function upsertInstances({ run, graphHash, instances }: RunProjection): SQL[] {
  return buildBulkUpsert({
    table: t,
    columns: [...INSTANCE_KEY, ...INSTANCE_MUTABLE],
    rows: instances.map(listValues),
    constants: [
      [t.team, run.team],
      [t.dagId, run.dagId],
      [t.runId, run.runId],
      [t.runAfter, run.runAfter],
      [t.logicalDate, run.logicalDate],
      [t.graphHash, graphHash],
      [t.seq, run.seq],
    ],
    key: [t.team, t.dagId, t.runId, t.taskId, t.mapIndex],
    update: [...INSTANCE_MUTABLE, t.graphHash, t.seq],
    guard: isNotDeleted(run),
    overwrite: sql`excluded.seq > ${t.seq}`,
  });
}

/** Staleness and hashes are the manifest's to write; the object's word on them counts only for a DAG not yet seen. */
function upsertDag({ view, seq, at }: DagProjection): SQL[] {
  const owned = [
    [dag.isPaused, view.isPaused],
    [dag.nextRunAfter, view.nextRun?.runAfter ?? null],
    [dag.nextLogicalDate, view.nextRun?.logicalDate ?? null],
    [dag.nextIntervalStart, view.nextRun?.start ?? null],
    [dag.nextIntervalEnd, view.nextRun?.end ?? null],
    [dag.dueAt, view.dueAt],
    [dag.liveRuns, view.liveRuns.length],
    [dag.lastAdvancedAt, at],
    [dag.seq, seq],
  ] as const;
  const first = [
    [dag.team, view.team],
    [dag.dagId, view.dagId],
    [dag.isStale, view.isStale],
    [dag.graphHash, view.graphHash],
    [dag.bundleId, view.bundleId],
    [dag.sweepMinute, hashSweepMinute(view)],
  ] as const;
  return buildBulkUpsert({
    table: dag,
    columns: [],
    rows: [[]],
    constants: [...first, ...owned],
    key: [dag.team, dag.dagId],
    update: owned.map(([column]) => column),
    guard: sql`true`,
    overwrite: sql`excluded.seq > ${dag.seq}`,
  });
}
