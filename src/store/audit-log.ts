import { and, eq, not, type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { Pause } from "../core/slot-record.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest, Range } from "./list.ts";
import { matchPattern, matchPrefix, matchRange } from "./match.ts";
import { isAmong, isIn, openStore } from "./open.ts";
import { auditLog } from "./primary-tables.ts";

/** Who did what. Secrets never stand in `extra`. `at` in epoch milliseconds. */
export interface NewAuditEntry {
  readonly at: number;
  readonly team: string | null;
  readonly actor: string;
  readonly event: string;
  readonly dagId?: string | null;
  readonly runId?: string | null;
  readonly taskId?: string | null;
  readonly mapIndex?: number | null;
  readonly tryNumber?: number | null;
  readonly ip?: string | null;
  readonly extra?: Json;
}

export interface AuditEntry extends Required<NewAuditEntry> {
  readonly id: number;
}

export interface AuditFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  readonly dagIds?: readonly string[];
  readonly runIds?: readonly string[];
  readonly taskIds?: readonly string[];
  readonly mapIndexes?: readonly number[];
  readonly tryNumbers?: readonly number[];
  readonly actors?: readonly string[];
  readonly events?: readonly string[];
  readonly excludedEvents?: readonly string[];
  readonly dagIdPattern?: string;
  readonly dagIdPrefix?: string;
  readonly runIdPattern?: string;
  readonly runIdPrefix?: string;
  readonly taskIdPattern?: string;
  readonly taskIdPrefix?: string;
  readonly actorPattern?: string;
  readonly actorPrefix?: string;
  readonly eventPattern?: string;
  readonly eventPrefix?: string;
  readonly at?: Range;
}

/** The entry's id. Not for withRetry: an entry written twice stands twice. */
export async function appendAuditEntry(db: D1Database, entry: NewAuditEntry): Promise<number> {
  const rows = await openStore(db).insert(auditLog).values(entry).returning({ id: auditLog.id });
  return rows[0]?.id ?? 0;
}

/** Writes down that a DAG paused itself, unless that pause stands there: a call whose answer was lost is repeated. */
export async function auditPause(db: D1Database, { team, dagId }: DagKey, { at, by, reason }: Pause): Promise<void> {
  const params: Json = { ...reason?.params };
  const extra = JSON.stringify({ is_paused: true, reason: reason?.code ?? null, params });
  await openStore(db).run(sql`
    insert into audit_log (at, team, actor, event, dag_id, extra)
    select ${at}, ${team}, ${by}, 'pause_dag', ${dagId}, ${extra}
    where not exists (select 1 from audit_log
      where team = ${team} and dag_id = ${dagId} and event = 'pause_dag' and at = ${at})`);
}

export async function findAuditEntry(db: D1Database, id: number): Promise<AuditEntry | null> {
  return (await openStore(db).select().from(auditLog).where(eq(auditLog.id, id)).get()) ?? null;
}

/** Newest first. Orders: id, event_log_id, when, event, owner, dag_id, run_id, task_id. Errors: see ListResult. */
export function listAuditLog(db: D1Database, filter: AuditFilter): Promise<ListResult<AuditEntry>> {
  const query = {
    table: auditLog,
    from: sql`${auditLog}`,
    where: and(...filterEntries(filter)),
    natural: [auditLog.id],
    naturalNames: ["id", "event_log_id"],
    isNewestFirst: true,
    orders: {
      when: auditLog.at,
      dttm: auditLog.at,
      extra: auditLog.extra,
      // No entry has one.
      logical_date: sql`null`,
      event: auditLog.event,
      owner: auditLog.actor,
      dag_id: auditLog.dagId,
      run_id: auditLog.runId,
      task_id: auditLog.taskId,
    },
    view: (row: AuditEntry) => row,
  };
  return runList(db, query, filter);
}

function filterEntries(filter: AuditFilter): (SQL | undefined)[] {
  const { team = null, excludedEvents } = filter;
  return [
    team === null ? undefined : eq(auditLog.team, team),
    isAmong(auditLog.dagId, filter.dagIds),
    isAmong(auditLog.runId, filter.runIds),
    isAmong(auditLog.taskId, filter.taskIds),
    isAmong(auditLog.mapIndex, filter.mapIndexes),
    isAmong(auditLog.tryNumber, filter.tryNumbers),
    isAmong(auditLog.actor, filter.actors),
    isAmong(auditLog.event, filter.events),
    excludedEvents === undefined ? undefined : not(isIn(auditLog.event, excludedEvents)),
    matchPattern(auditLog.dagId, filter.dagIdPattern),
    matchPrefix(auditLog.dagId, filter.dagIdPrefix),
    matchPattern(auditLog.runId, filter.runIdPattern),
    matchPrefix(auditLog.runId, filter.runIdPrefix),
    matchPattern(auditLog.taskId, filter.taskIdPattern),
    matchPrefix(auditLog.taskId, filter.taskIdPrefix),
    matchPattern(auditLog.actor, filter.actorPattern),
    matchPrefix(auditLog.actor, filter.actorPrefix),
    matchPattern(auditLog.event, filter.eventPattern),
    matchPrefix(auditLog.event, filter.eventPrefix),
    matchRange(auditLog.at, filter.at),
  ];
}
