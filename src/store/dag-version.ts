import { and, type Column, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { isAmong, openStore } from "./open.ts";
import { dagVersion } from "./projected-tables.ts";

/** One definition a DAG has had. Instants are epoch milliseconds. */
export interface DagVersion extends DagKey {
  readonly versionNumber: number;
  readonly graphHash: string;
  readonly bundleId: string;
  readonly createdAt: number;
}

export interface DagVersionDetails extends DagVersion {
  readonly graph: Graph;
  /** Text of the file that defined it. */
  readonly source: string;
}

export interface DagVersionFilter extends PageRequest {
  readonly team?: string | null;
  readonly dagId?: string;
  readonly dagIds?: readonly string[];
  readonly versionNumbers?: readonly number[];
  readonly bundleId?: string;
}

type Row = typeof dagVersion.$inferSelect;

/** By DAG and number; orders: version_number, id, created_at. Errors: see ListResult. */
export function listDagVersions(db: D1Database, filter: DagVersionFilter): Promise<ListResult<DagVersion>> {
  const { team = null, dagId, bundleId } = filter;
  const query = {
    table: dagVersion,
    from: sql`${dagVersion}`,
    where: and(
      team === null ? undefined : eq(dagVersion.team, team),
      dagId === undefined ? undefined : eq(dagVersion.dagId, dagId),
      isAmong(dagVersion.dagId, filter.dagIds),
      isAmong(dagVersion.versionNumber, filter.versionNumbers),
      bundleId === undefined ? undefined : eq(dagVersion.bundleId, bundleId),
    ),
    natural: [dagVersion.team, dagVersion.dagId, dagVersion.versionNumber],
    naturalNames: ["version_number", "id"],
    isNewestFirst: false,
    orders: {
      created_at: dagVersion.createdAt,
      dag_id: dagVersion.dagId,
      bundle_version: dagVersion.bundleId,
      // All are of one bundle.
      bundle_name: sql`null`,
    },
    omit: [dagVersion.graph, dagVersion.source],
    view: ({ graph: _graph, source: _source, ...version }: Row): DagVersion => version,
  };
  return runList(db, query, filter);
}

/** Whether a row that is pinned to a graph is of a version with one of the numbers; absent ones do not bind. */
export function isOfVersion(
  pinned: { team: Column; dagId: Column; graphHash: Column },
  numbers: readonly number[] | undefined,
): SQL | undefined {
  if (numbers === undefined) return undefined;
  const v = dagVersion;
  const isSame = and(eq(v.team, pinned.team), eq(v.dagId, pinned.dagId), eq(v.graphHash, pinned.graphHash));
  return sql`exists (select 1 from ${v} where ${and(isSame, isAmong(v.versionNumber, numbers))})`;
}

export function findDagVersion(db: D1Database, key: DagKey, versionNumber: number): Promise<DagVersionDetails | null> {
  return selectVersion(db, key, eq(dagVersion.versionNumber, versionNumber));
}

/** The version a run is pinned to. */
export function findDagVersionByHash(
  db: D1Database,
  key: DagKey,
  graphHash: string,
  bundleId: string,
): Promise<DagVersionDetails | null> {
  return selectVersion(db, key, and(eq(dagVersion.graphHash, graphHash), eq(dagVersion.bundleId, bundleId)));
}

/** What a run or an instance is pinned to; one that knows no bundle means the newest version with its graph. */
export interface Pin extends DagKey {
  readonly graphHash: string;
  readonly bundleId?: string;
}

/** Looks for the versions of all of them in one read. What it gives answers null for a pin that no version is known of. */
export async function findPinnedVersions(
  db: D1Database,
  pins: readonly Pin[],
): Promise<(pin: Pin) => DagVersion | null> {
  const graphs = new Map(
    pins.map(({ team, dagId, graphHash }) => [JSON.stringify([team, dagId, graphHash]), graphHash]),
  );
  if (graphs.size === 0) return () => null;
  const v = dagVersion;
  const asked = sql`json_each(${`[${[...graphs.keys()].join()}]`}) as asked`;
  const isAsked = sql`${v.team} = asked.value->>0 and ${v.dagId} = asked.value->>1 and ${v.graphHash} = asked.value->>2`;
  const { graph: _graph, source: _source, ...columns } = getTableColumns(v);
  const found = await openStore(db).select(columns).from(v).innerJoin(asked, isAsked).orderBy(desc(v.versionNumber));
  return (pin) =>
    found.find(
      (one) =>
        one.team === pin.team &&
        one.dagId === pin.dagId &&
        one.graphHash === pin.graphHash &&
        (pin.bundleId === undefined || one.bundleId === pin.bundleId),
    ) ?? null;
}

/** The version with the highest number. */
export function findLatestDagVersion(db: D1Database, key: DagKey): Promise<DagVersionDetails | null> {
  return selectVersion(db, key, undefined);
}

async function selectVersion(db: D1Database, key: DagKey, condition: SQL | undefined): Promise<Row | null> {
  const where = and(eq(dagVersion.team, key.team), eq(dagVersion.dagId, key.dagId), condition);
  const latest = sql`${dagVersion.versionNumber} desc`;
  return (await openStore(db).select().from(dagVersion).where(where).orderBy(latest).limit(1).get()) ?? null;
}
