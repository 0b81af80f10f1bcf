import { and, eq, type SQL, sql } from "drizzle-orm";
import type { AssetUpdate } from "../core/asset-update.ts";
import type { DagKey, RunKey } from "../core/ids.ts";
import type { RunState } from "../core/state.ts";
import { insertUpdates } from "./asset-projection.ts";
import { asset, assetEvent, assetEventRun } from "./asset-tables.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest, Range } from "./list.ts";
import { matchPattern, matchPrefix, matchRange } from "./match.ts";
import { isAmong, openStore, prepare } from "./open.ts";
import { dagRun } from "./projected-tables.ts";

export type StoredEvent = typeof assetEvent.$inferSelect;

/** A run that took an event up; instants are epoch milliseconds. */
export interface EventRun extends RunKey {
  readonly eventId: number;
  readonly logicalDate: number | null;
  readonly intervalStart: number | null;
  readonly intervalEnd: number | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly state: RunState;
  readonly partitionKey: string | null;
  /** Whether it is the newest of the events the run took up. */
  readonly isNewest: boolean;
}

export interface EventFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  readonly assetId?: number;
  readonly sourceDag?: DagKey;
  readonly sourceTaskId?: string;
  readonly sourceRunId?: string;
  readonly sourceMapIndex?: number;
  readonly namePattern?: string;
  readonly namePrefix?: string;
  readonly at?: Range;
  /** Only events of these keys. */
  readonly keys?: readonly string[];
}

/** By time. Errors: see ListResult. */
export function listEvents(db: D1Database, filter: EventFilter): Promise<ListResult<StoredEvent>> {
  const { team = null, assetId, sourceDag } = filter;
  const query = {
    table: assetEvent,
    from: assetId === undefined ? sql`${assetEvent}` : sql`${assetEvent} indexed by asset_event_by_asset`,
    where: and(
      team === null ? undefined : eq(assetEvent.team, team),
      assetId === undefined ? undefined : eq(assetEvent.assetId, assetId),
      sourceDag === undefined
        ? undefined
        : and(eq(assetEvent.team, sourceDag.team), eq(assetEvent.sourceDagId, sourceDag.dagId)),
      equals(assetEvent.sourceTaskId, filter.sourceTaskId),
      equals(assetEvent.sourceRunId, filter.sourceRunId),
      equals(assetEvent.sourceMapIndex, filter.sourceMapIndex),
      isNamed(filter),
      matchRange(assetEvent.at, filter.at),
      isAmong(assetEvent.key, filter.keys),
    ),
    natural: [assetEvent.at, assetEvent.id],
    naturalNames: ["timestamp"],
    isNewestFirst: false,
    orders: {
      id: assetEvent.id,
      source_task_id: assetEvent.sourceTaskId,
      source_dag_id: assetEvent.sourceDagId,
      source_run_id: assetEvent.sourceRunId,
      source_map_index: assetEvent.sourceMapIndex,
    },
    view: (row: StoredEvent) => row,
  };
  return runList(db, query, filter);
}

function equals(
  column: typeof assetEvent.sourceTaskId | typeof assetEvent.sourceRunId | typeof assetEvent.sourceMapIndex,
  value: string | number | undefined,
): SQL | undefined {
  return value === undefined ? undefined : sql`${column} = ${value}`;
}

function isNamed({ namePattern, namePrefix }: EventFilter): SQL | undefined {
  const named = and(matchPattern(asset.name, namePattern), matchPrefix(asset.name, namePrefix));
  return named === undefined
    ? undefined
    : sql`${assetEvent.assetId} in (select ${asset.id} from ${asset} where ${named})`;
}

/** The runs that took these events up, the earliest first. A run that was deleted is none. */
export function listEventRuns(db: D1Database, ids: readonly number[]): Promise<EventRun[]> {
  return openStore(db)
    .all<Omit<EventRun, "isNewest"> & { isNewest: number }>(
      sql`
      select e.id as "eventId", r.team, r.dag_id as "dagId", r.run_id as "runId", r.logical_date as "logicalDate",
        r.interval_start as "intervalStart", r.interval_end as "intervalEnd", r.queued_at as "queuedAt",
        r.started_at as "startedAt", r.ended_at as "endedAt", r.state, r.partition_key as "partitionKey",
        not exists (select 1 from ${assetEventRun} x join ${assetEvent} later on later.key = x.event_key
          where x.team = t.team and x.dag_id = t.dag_id and x.run_id = t.run_id and (later.at, later.id) > (e.at, e.id)) as "isNewest"
      from json_each(${JSON.stringify(ids)}) j join ${assetEvent} e on e.id = j.value
        join ${assetEventRun} t on t.event_key = e.key
        join ${dagRun} r on r.team = t.team and r.dag_id = t.dag_id and r.run_id = t.run_id
      order by r.run_after, r.dag_id, r.run_id`,
    )
    .then((rows) => rows.map((row) => ({ ...row, isNewest: row.isNewest === 1 })));
}

/** Keys of the events a run took up, as far as D1 knows. */
export async function listEventKeys(db: D1Database, { team, dagId, runId }: RunKey): Promise<string[]> {
  const rows = await openStore(db)
    .select({ key: assetEventRun.eventKey })
    .from(assetEventRun)
    .where(and(eq(assetEventRun.team, team), eq(assetEventRun.dagId, dagId), eq(assetEventRun.runId, runId)));
  return rows.map(({ key }) => key);
}

/** Writes an event that a person made. Its consumers are yet to be told: see settleEvent. */
export async function createEvent(db: D1Database, update: AssetUpdate, by: string): Promise<StoredEvent> {
  await db.batch(insertUpdates([update], by).map((statement) => prepare(db, statement)));
  const event = await openStore(db).select().from(assetEvent).where(eq(assetEvent.key, update.key)).get();
  if (event === undefined) throw new Error(`D1_ERROR: the event ${update.key} was not written`);
  return event;
}

/** Notes that all consumers know of it. */
export async function settleEvent(db: D1Database, id: number): Promise<void> {
  await openStore(db).update(assetEvent).set({ isPending: false }).where(eq(assetEvent.id, id));
}

export interface PendingEvent {
  readonly id: number;
  readonly assetId: number;
  readonly update: AssetUpdate;
}

/** Events by persons, made before `before`, whose consumers may not know of them; the oldest hundred. */
export async function listPendingEvents(db: D1Database, before: number): Promise<PendingEvent[]> {
  const rows = await openStore(db)
    .select({ event: assetEvent, name: asset.name, uri: asset.uri, group: asset.group })
    .from(assetEvent)
    .innerJoin(asset, eq(asset.id, assetEvent.assetId))
    .where(and(sql`${assetEvent.isPending} = 1`, sql`${assetEvent.at} < ${before}`))
    .orderBy(assetEvent.id)
    .limit(100);
  return rows.map(({ event: { id, assetId, key, team, extra, partitionKey, at }, name, uri, group }) => {
    const update = { key, team, asset: { name, uri, group }, aliases: [], extra, partitionKey, at, source: null };
    return { id, assetId, update };
  });
}
