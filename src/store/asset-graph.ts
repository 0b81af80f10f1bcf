import { type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { Timetable } from "../core/timetable.ts";
import { asset, assetAlias, assetEvent, assetEventRun, assetOfAlias, assetReference } from "./asset-tables.ts";
import type { ReferenceKind } from "./asset-tables.ts";
import type { StoredAlias, StoredAsset } from "./asset.ts";
import { type RecentRun, selectNewest, unpackRuns } from "./dag-page.ts";
import { prepare } from "./open.ts";
import { dag } from "./projected-tables.ts";

/** Instants are epoch milliseconds. */
export interface GraphAsset extends Pick<StoredAsset, "id" | "team" | "name" | "uri" | "group"> {
  readonly lastEventAt: number | null;
  /** Aliases that it came by. */
  readonly aliasIds: readonly number[];
}
export interface GraphDag extends DagKey {
  readonly displayName: string | null;
  readonly isPaused: boolean;
  readonly timetable: Timetable | null;
  readonly lastRun: RecentRun | null;
  /** When the newest update was made that it waits for and no run of it has taken up, as far as is known here; null without. */
  readonly openSince: number | null;
}
export interface GraphReference extends DagKey {
  readonly targetId: number;
  readonly kind: ReferenceKind;
}

/** Assets and what is around them. */
export interface AssetGraph {
  readonly assets: readonly GraphAsset[];
  readonly aliases: readonly StoredAlias[];
  /** Each once, however many tasks of the DAG. */
  readonly references: readonly GraphReference[];
  readonly dags: readonly GraphDag[];
}

export interface AssetGraphFilter {
  /** Null: every team. */
  readonly team: string | null;
  /** Only this one, and what the DAGs that have to do with it have to do with besides. */
  readonly assetId: number | null;
  /** Of more assets, those with the smallest numbers. */
  readonly limit: number;
}

const OF_ASSETS = sql`('schedule', 'inlet', 'outlet')`;

/** All that is drawn of assets, in one round trip. */
export async function readAssetGraph(db: D1Database, filter: AssetGraphFilter): Promise<AssetGraph> {
  const queries = [selectAssets(filter), selectAliases(filter), selectReferences(filter), selectDags(filter)];
  const results = await db.batch<Record<string, unknown>>(queries.map((query) => prepare(db, query)));
  const rows = (at: number) => results[at]?.results ?? [];
  return {
    assets: rows(0).map(
      (row) => ({ ...row, aliasIds: JSON.parse(String(row["aliasIds"])) as number[] }) as unknown as GraphAsset,
    ),
    aliases: rows(1) as unknown as StoredAlias[],
    references: rows(2) as unknown as GraphReference[],
    dags: rows(3).map(readDag),
  };
}

function readDag({ runs, timetable, isPaused, ...row }: Record<string, unknown>): GraphDag {
  return {
    ...(row as unknown as Omit<GraphDag, "lastRun" | "timetable" | "isPaused">),
    isPaused: isPaused === 1,
    timetable: typeof timetable === "string" ? (JSON.parse(timetable) as Timetable) : null,
    lastRun: unpackRuns(String(runs))[0] ?? null,
  };
}

/** Assets that somebody has to do with now, as the list of assets has them. */
function chooseAssets({ team, assetId, limit }: AssetGraphFilter): SQL {
  const ofSameDag = sql`select other.target_id from ${assetReference} own join ${assetReference} other
      on other.team = own.team and other.dag_id = own.dag_id and other.kind in ${OF_ASSETS}
    where own.target_id = ${assetId} and own.kind in ${OF_ASSETS}`;
  const isChosen = assetId === null ? sql`true` : sql`(a.id = ${assetId} or a.id in (${ofSameDag}))`;
  const isOfTeam = team === null ? sql`true` : sql`a.team = ${team}`;
  return sql`select a.id from ${asset} a where ${isChosen} and ${isOfTeam}
    and (exists (select 1 from ${assetReference} r where r.target_id = a.id and r.kind in ${OF_ASSETS})
      or exists (select 1 from ${assetOfAlias} o where o.asset_id = a.id)) order by a.id limit ${limit}`;
}

function chooseAliases(filter: AssetGraphFilter): SQL {
  const isOfTeam = filter.team === null ? sql`true` : sql`team = ${filter.team}`;
  return filter.assetId === null
    ? sql`select id from ${assetAlias} where ${isOfTeam}`
    : sql`select alias_id from ${assetOfAlias} where asset_id in (${chooseAssets(filter)})`;
}

/** References to what was chosen, each DAG and kind once. */
function chooseReferences(filter: AssetGraphFilter): SQL {
  return sql`select distinct target_id, kind, team, dag_id from ${assetReference} where
    (kind in ${OF_ASSETS} and target_id in (${chooseAssets(filter)}))
    or (kind in ('alias_schedule', 'alias_outlet') and target_id in (${chooseAliases(filter)}))`;
}

function selectAssets(filter: AssetGraphFilter): SQL {
  return sql`select a.id, a.team, a.name, a.uri, a.group_name as "group",
      (select max(e.at) from ${assetEvent} e where e.asset_id = a.id) as "lastEventAt",
      (select json_group_array(o.alias_id) from ${assetOfAlias} o where o.asset_id = a.id) as "aliasIds"
    from ${asset} a where a.id in (${chooseAssets(filter)}) order by a.id`;
}

function selectAliases(filter: AssetGraphFilter): SQL {
  return sql`select id, team, name, group_name as "group" from ${assetAlias}
    where id in (${chooseAliases(filter)}) order by id`;
}

function selectReferences(filter: AssetGraphFilter): SQL {
  return sql`select target_id as "targetId", kind, team, dag_id as "dagId" from (${chooseReferences(filter)})
    order by team, dag_id, target_id`;
}

function selectDags(filter: AssetGraphFilter): SQL {
  const awaited = sql`select r.target_id as asset_id, r.created_at from ${assetReference} r
      where r.team = d.team and r.dag_id = d.dag_id and r.kind = 'schedule'
    union all select o.asset_id, r.created_at from ${assetReference} r join ${assetOfAlias} o on o.alias_id = r.target_id
      where r.team = d.team and r.dag_id = d.dag_id and r.kind = 'alias_schedule'`;
  const newest = sql`select n.id from ${assetEvent} n where n.asset_id = w.asset_id order by n.at desc, n.id desc limit 1`;
  const isTaken = sql`exists (select 1 from ${assetEventRun} t
    where t.event_key = e.key and t.team = d.team and t.dag_id = d.dag_id)`;
  return sql`select d.team, d.dag_id as "dagId", d.display_name as "displayName", d.is_paused as "isPaused", d.timetable,
      ${selectNewest(sql`d.team`, sql`d.dag_id`, 1)} as runs,
      (select max(e.at) from (${awaited}) w join ${assetEvent} e on e.id = (${newest})
        where e.at >= w.created_at and not ${isTaken}) as "openSince"
    from ${dag} d where not d.is_stale
      and (d.team, d.dag_id) in (select team, dag_id from (${chooseReferences(filter)})) order by d.team, d.dag_id`;
}
