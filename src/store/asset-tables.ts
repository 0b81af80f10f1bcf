import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Json } from "../core/json.ts";

type Extra = Readonly<Record<string, Json>>;

/** What a DAG has to do with an asset or an alias: it is scheduled on it, or a task of it reads or writes it. */
export type ReferenceKind = "schedule" | "inlet" | "outlet" | "alias_schedule" | "alias_outlet";

/**
 * Assets as the deployment declares them and runs update them, each of one team. Projected: the manifest and the runs'
 * journals fill them again, with other numbers. What a person alone has said of an asset stands here only.
 */
export const asset = sqliteTable(
  "asset",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team: text().notNull(),
    name: text().notNull(),
    uri: text().notNull(),
    group: text("group_name").notNull(),
    extra: text({ mode: "json" }).$type<Extra>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("asset_by_name").on(t.team, t.name, t.uri)],
);

export const assetAlias = sqliteTable(
  "asset_alias",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team: text().notNull(),
    name: text().notNull(),
    group: text("group_name").notNull(),
  },
  (t) => [uniqueIndex("asset_alias_by_name").on(t.team, t.name)],
);

/** Assets that were updated by way of an alias. */
export const assetOfAlias = sqliteTable(
  "asset_of_alias",
  {
    aliasId: integer("alias_id").notNull(),
    assetId: integer("asset_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.assetId, t.aliasId] })],
);

/** `targetId` is an asset's number, or an alias's; `taskId` is empty for a schedule. */
export const assetReference = sqliteTable(
  "asset_reference",
  {
    targetId: integer("target_id").notNull(),
    kind: text().$type<ReferenceKind>().notNull(),
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    taskId: text("task_id").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.targetId, t.kind, t.team, t.dagId, t.taskId] }),
    index("asset_reference_by_dag").on(t.team, t.dagId),
  ],
);

export const assetEvent = sqliteTable(
  "asset_event",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team: text().notNull(),
    /** What the event is known by wherever it is told: see formatUpdateKey. */
    key: text().notNull().unique(),
    assetId: integer("asset_id").notNull(),
    extra: text({ mode: "json" }).$type<Extra>().notNull(),
    sourceDagId: text("source_dag_id"),
    sourceRunId: text("source_run_id"),
    sourceTaskId: text("source_task_id"),
    sourceMapIndex: integer("source_map_index").notNull(),
    /** The person who made it; null for a task's. */
    by: text("made_by"),
    partitionKey: text("partition_key"),
    at: integer().notNull(),
    /** A person's event that its consumers may not know of yet. */
    isPending: integer("is_pending", { mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    index("asset_event_by_time").on(t.at, t.id),
    index("asset_event_by_asset").on(t.assetId, t.at, t.id),
    index("asset_event_pending")
      .on(t.id)
      .where(sql`is_pending = 1`),
  ],
);

/** Runs that took an event up. */
export const assetEventRun = sqliteTable(
  "asset_event_run",
  {
    eventKey: text("event_key").notNull(),
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    runId: text("run_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.eventKey, t.team, t.dagId, t.runId] }),
    index("asset_event_run_by_run").on(t.team, t.dagId, t.runId, t.eventKey),
  ],
);
