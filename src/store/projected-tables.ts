import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Graph, TaskKind } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import type { RunType, TriggeredBy } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { RunState, TaskState } from "../core/state.ts";
import type { Timetable } from "../core/timetable.ts";

/**
 * Tables that repeat what objects and manifest hold; they can be rebuilt. Instants are epoch milliseconds. The billing
 * counts every written row, index rows included: an index stands here only for a list or a sweep that needs it.
 */
export const dag = sqliteTable(
  "dag",
  {
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    displayName: text("display_name"),
    description: text(),
    owners: text({ mode: "json" }).$type<readonly string[]>().notNull().default([]),
    tags: text({ mode: "json" }).$type<readonly string[]>().notNull().default([]),
    file: text(),
    timetable: text({ mode: "json" }).$type<Timetable>(),
    timetableSummary: text("timetable_summary"),
    maxActiveRuns: integer("max_active_runs").notNull().default(16),
    maxActiveTasks: integer("max_active_tasks"),
    isPaused: integer("is_paused", { mode: "boolean" }).notNull().default(false),
    isStale: integer("is_stale", { mode: "boolean" }).notNull().default(false),
    hasImportErrors: integer("has_import_errors", { mode: "boolean" }).notNull().default(false),
    graphHash: text("graph_hash"),
    bundleId: text("bundle_id"),
    nextRunAfter: integer("next_run_after"),
    nextLogicalDate: integer("next_logical_date"),
    nextIntervalStart: integer("next_interval_start"),
    nextIntervalEnd: integer("next_interval_end"),
    dueAt: integer("due_at"),
    liveRuns: integer("live_runs").notNull().default(0),
    /** The minute of the hour in which the sweep touches this DAG whatever else is known of it. */
    sweepMinute: integer("sweep_minute").notNull(),
    lastParsedAt: integer("last_parsed_at"),
    lastAdvancedAt: integer("last_advanced_at"),
    seq: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.team, t.dagId] }),
    index("dag_by_due_at")
      .on(t.dueAt, t.team, t.dagId)
      .where(sql`due_at is not null`),
    index("dag_with_live_runs")
      .on(t.team, t.dagId)
      .where(sql`live_runs > 0`),
    index("dag_by_sweep_minute").on(t.sweepMinute, t.team, t.dagId),
  ],
);

export const dagVersion = sqliteTable(
  "dag_version",
  {
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    versionNumber: integer("version_number").notNull(),
    graphHash: text("graph_hash").notNull(),
    bundleId: text("bundle_id").notNull(),
    graph: text({ mode: "json" }).$type<Graph>().notNull(),
    source: text().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.team, t.dagId, t.versionNumber] }),
    uniqueIndex("dag_version_by_hash").on(t.team, t.dagId, t.graphHash, t.bundleId),
  ],
);

export const importError = sqliteTable(
  "import_error",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team: text().notNull(),
    file: text().notNull(),
    reasons: text({ mode: "json" }).$type<readonly Reason[]>().notNull(),
    stackTrace: text("stack_trace").notNull(),
    source: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [uniqueIndex("import_error_by_file").on(t.file)],
);

/** WITHOUT ROWID: its migration is completed by hand, as the generator has no word for it. */
export const dagRun = sqliteTable(
  "dag_run",
  {
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    runId: text("run_id").notNull(),
    state: text().$type<RunState>().notNull(),
    runType: text("run_type").$type<RunType>().notNull(),
    backfillId: integer("backfill_id"),
    triggeredBy: text("triggered_by").$type<TriggeredBy>().notNull(),
    triggeringUser: text("triggering_user"),
    logicalDate: integer("logical_date"),
    intervalStart: integer("interval_start"),
    intervalEnd: integer("interval_end"),
    runAfter: integer("run_after").notNull(),
    partitionKey: text("partition_key"),
    conf: text({ mode: "json" }).$type<Readonly<Record<string, Json>>>().notNull(),
    note: text(),
    graphHash: text("graph_hash").notNull(),
    bundleId: text("bundle_id").notNull(),
    queuedAt: integer("queued_at").notNull(),
    startedAt: integer("started_at"),
    endedAt: integer("ended_at"),
    clearNumber: integer("clear_number").notNull(),
    /** The states of its tasks, as `packRun` writes them; null in rows of a release before. */
    cells: text(),
    seq: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.team, t.dagId, t.runId] }),
    index("dag_run_by_dag").on(t.team, t.dagId, t.runAfter, t.runId),
    index("dag_run_by_run_after").on(t.runAfter, t.team, t.dagId, t.runId),
    index("dag_run_by_state")
      .on(t.state, t.runAfter, t.team, t.dagId, t.runId)
      .where(sql`state <> 'success'`),
    // What failed lately, whenever its slot was: only a failed run has this row.
    index("dag_run_by_failure")
      .on(t.endedAt, t.team, t.dagId, t.runId)
      .where(sql`state = 'failed'`),
  ],
);

/** Until when somebody watches a team's runs: lost, it is written again while that is so. */
export const liveLease = sqliteTable("live_lease", {
  team: text().primaryKey(),
  until: integer().notNull(),
});

/** WITHOUT ROWID, as dag_run. Instances over all runs are listed through the runs, so one partial index is enough. */
export const taskInstance = sqliteTable(
  "task_instance",
  {
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    runId: text("run_id").notNull(),
    taskId: text("task_id").notNull(),
    mapIndex: integer("map_index").notNull(),
    state: text().$type<TaskState>().notNull(),
    tryNumber: integer("try_number").notNull(),
    maxTries: integer("max_tries").notNull(),
    kind: text().$type<TaskKind>().notNull(),
    pool: text(),
    poolSlots: integer("pool_slots").notNull(),
    priorityWeight: integer("priority_weight").notNull(),
    scheduledAt: integer("scheduled_at"),
    queuedAt: integer("queued_at"),
    startedAt: integer("started_at"),
    endedAt: integer("ended_at"),
    carrier: text(),
    reason: text({ mode: "json" }).$type<Reason>(),
    note: text(),
    graphHash: text("graph_hash").notNull(),
    /** Of the run, repeated so that one index holds state and order. */
    runAfter: integer("run_after").notNull(),
    logicalDate: integer("logical_date"),
    seq: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.team, t.dagId, t.runId, t.taskId, t.mapIndex] }),
    index("task_instance_by_state")
      .on(t.state, t.runAfter, t.team, t.dagId, t.runId, t.taskId, t.mapIndex)
      .where(sql`state <> 'success'`),
  ],
);
