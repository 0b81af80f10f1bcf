import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { BackfillSpec, BackfillState } from "../core/backfill.ts";
import type { Json } from "../core/json.ts";
import type { Reason } from "../core/reason.ts";
import type { BackfillProgress } from "../core/views.ts";
import type { Role } from "./role.ts";

/** Tables that hold what stands nowhere else; an export must cover them. Instants are epoch milliseconds. */
export const user = sqliteTable("user", {
  username: text().primaryKey(),
  /** Null: every team. */
  team: text(),
  role: text().$type<Role>().notNull(),
  /** scrypt$N$r$p$salt$hash; null signs in by other means only. */
  passwordHash: text("password_hash"),
  isActive: integer("is_active", { mode: "boolean" }).notNull().default(true),
  createdAt: integer("created_at").notNull(),
});

export const token = sqliteTable("token", {
  id: text().primaryKey(),
  /** SHA-256 of the token, which itself is stored nowhere. */
  hash: text().notNull().unique(),
  name: text().notNull(),
  username: text(),
  team: text(),
  role: text().$type<Role>().notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  lastUsedAt: integer("last_used_at"),
});

export const pool = sqliteTable(
  "pool",
  {
    team: text().notNull(),
    name: text().notNull(),
    /** -1: no limit. */
    slots: integer().notNull(),
    description: text(),
    includeDeferred: integer("include_deferred", { mode: "boolean" }).notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.team, t.name] })],
);

/** Columns called sealed hold what SecretBox made of a text, its key's id included: never the text. */
export const variable = sqliteTable(
  "variable",
  {
    team: text().notNull(),
    key: text().notNull(),
    sealedValue: text("sealed_value").notNull(),
    description: text(),
  },
  (t) => [primaryKey({ columns: [t.team, t.key] })],
);

export const connection = sqliteTable(
  "connection",
  {
    team: text().notNull(),
    connectionId: text("connection_id").notNull(),
    type: text("conn_type").notNull(),
    description: text(),
    host: text(),
    login: text(),
    schema: text(),
    port: integer(),
    sealedPassword: text("sealed_password"),
    sealedExtra: text("sealed_extra"),
  },
  (t) => [primaryKey({ columns: [t.team, t.connectionId] })],
);

/**
 * A backfill's id is given here; all else of it is its DAG's object's own, which tells it here. A row that is pending was
 * not seen to reach the object yet.
 */
export const backfill = sqliteTable(
  "backfill",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    spec: text({ mode: "json" }).$type<BackfillSpec>().notNull(),
    by: text("made_by").notNull(),
    state: text().$type<BackfillState | "pending" | "refused">().notNull(),
    progress: text({ mode: "json" }).$type<BackfillProgress>(),
    /** Why the object refused it. */
    reason: text({ mode: "json" }).$type<Reason>(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    endedAt: integer("ended_at"),
    seq: integer().notNull(),
  },
  (t) => [
    index("backfill_by_dag").on(t.team, t.dagId, t.id),
    index("backfill_pending")
      .on(t.createdAt)
      .where(sql`state = 'pending'`),
  ],
);

/** A DAG of a foreign scheduler as it stood when it was copied here: to be read beside our own, never to be run. */
export const importedDag = sqliteTable(
  "imported_dag",
  {
    team: text().notNull(),
    /** The deployment it was copied from, by the name its importer gave. */
    source: text().notNull(),
    dagId: text("dag_id").notNull(),
    /** What that deployment's own API said of it. */
    shape: text({ mode: "json" }).$type<Json>().notNull(),
    tasks: text({ mode: "json" }).$type<Json>().notNull(),
    importedAt: integer("imported_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.team, t.source, t.dagId] })],
);

/** What became of one item of an import. */
export interface ImportOutcome {
  readonly kind: string;
  readonly name: string;
  readonly outcome: string;
  readonly detail: string | null;
}
export interface OutcomeCount extends Pick<ImportOutcome, "kind" | "outcome"> {
  readonly count: number;
}

/** A foreign deployment as its last import told of it; copies that came with an export have none. */
export const importedSource = sqliteTable(
  "imported_source",
  {
    team: text().notNull(),
    source: text().notNull(),
    url: text().notNull(),
    version: text(),
    importedBy: text("imported_by").notNull(),
    importedAt: integer("imported_at").notNull(),
    counts: text({ mode: "json" }).$type<readonly OutcomeCount[]>().notNull(),
    /** What somebody still has to see to. */
    open: text("open_items", { mode: "json" }).$type<readonly ImportOutcome[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.team, t.source] })],
);

export const importedRun = sqliteTable(
  "imported_run",
  {
    team: text().notNull(),
    source: text().notNull(),
    dagId: text("dag_id").notNull(),
    runId: text("run_id").notNull(),
    state: text().notNull(),
    runAfter: integer("run_after").notNull(),
    /** What that deployment's own API said of it. */
    shape: text({ mode: "json" }).$type<Json>().notNull(),
    importedAt: integer("imported_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.team, t.source, t.dagId, t.runId] }),
    index("imported_run_by_time").on(t.team, t.source, t.dagId, t.runAfter),
  ],
);

/** Who wrote a state last: a person over the API, a task, or a watcher of an asset. */
export interface StateWriter {
  readonly kind: "task" | "watcher" | "api";
  readonly dagId?: string;
  readonly runId?: string;
  readonly taskId?: string;
  readonly mapIndex?: number;
}

/** Small values that outlive a run, by whom they belong to: an asset, or a task instance. `owner` says which one. */
export const stateEntry = sqliteTable(
  "state_entry",
  {
    scope: text().$type<"asset" | "task">().notNull(),
    team: text().notNull(),
    owner: text().notNull(),
    key: text().notNull(),
    value: text({ mode: "json" }).$type<Json>().notNull(),
    writer: text({ mode: "json" }).$type<StateWriter>(),
    updatedAt: integer("updated_at").notNull(),
    /** From then on it counts as deleted; null: never. */
    expiresAt: integer("expires_at"),
  },
  (t) => [
    primaryKey({ columns: [t.scope, t.team, t.owner, t.key] }),
    index("state_entry_by_expiry")
      .on(t.expiresAt)
      .where(sql`expires_at is not null`),
  ],
);

/** DAGs that a user wants to find first. */
export const dagFavorite = sqliteTable(
  "dag_favorite",
  {
    username: text().notNull(),
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.username, t.team, t.dagId] })],
);

/** Append-only. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    team: text(),
    actor: text().notNull(),
    event: text().notNull(),
    dagId: text("dag_id"),
    runId: text("run_id"),
    taskId: text("task_id"),
    mapIndex: integer("map_index"),
    tryNumber: integer("try_number"),
    ip: text(),
    extra: text({ mode: "json" }).$type<Json>(),
  },
  (t) => [
    index("audit_log_by_dag")
      .on(t.team, t.dagId, t.id)
      .where(sql`dag_id is not null`),
  ],
);

/** Tombstones: a run named here is written by no projection. */
export const deletedRun = sqliteTable(
  "deleted_run",
  {
    team: text().notNull(),
    dagId: text("dag_id").notNull(),
    runId: text("run_id").notNull(),
    deletedAt: integer("deleted_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.team, t.dagId, t.runId] })],
);

/** One row: the manifest last taken up, and the scheduler's last tick. */
export const deployment = sqliteTable("deployment", {
  id: integer().primaryKey(),
  manifestHash: text("manifest_hash"),
  takenUpAt: integer("taken_up_at"),
  tickedAt: integer("ticked_at"),
});
