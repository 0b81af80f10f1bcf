import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import { asset, assetAlias, assetEvent, assetOfAlias, assetReference, type ReferenceKind } from "./asset-tables.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { matchPattern, matchPrefix } from "./match.ts";
import { isIn, openStore } from "./open.ts";

/** An asset as its own row says; instants are epoch milliseconds. */
export interface StoredAsset {
  readonly id: number;
  readonly team: string;
  readonly name: string;
  readonly uri: string;
  readonly group: string;
  readonly extra: Readonly<Record<string, Json>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}
export interface StoredAlias {
  readonly id: number;
  readonly team: string;
  readonly name: string;
  readonly group: string;
}
export interface StoredReference extends DagKey {
  readonly kind: ReferenceKind;
  readonly taskId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What is known of an asset besides. */
export interface AssetRelations {
  readonly references: readonly StoredReference[];
  readonly aliases: readonly StoredAlias[];
  readonly lastEvent: { readonly id: number; readonly at: number } | null;
}

export interface AssetFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  readonly namePattern?: string;
  readonly namePrefix?: string;
  readonly uriPattern?: string;
  readonly uriPrefix?: string;
  /** Assets that one of these DAGs reads, writes or waits for. */
  readonly dags?: readonly DagKey[];
  /** Only those that a deployed DAG, or an alias, knows. */
  readonly isActive?: boolean;
}

const OF_ASSETS = sql`('schedule', 'inlet', 'outlet')`;

/** By id. Orders: name, uri, created_at, updated_at. Errors: see ListResult. */
export function listAssets(db: D1Database, filter: AssetFilter): Promise<ListResult<StoredAsset>> {
  const { team = null } = filter;
  const query = {
    table: asset,
    from: sql`${asset}`,
    where: and(
      team === null ? undefined : eq(asset.team, team),
      matchPattern(asset.name, filter.namePattern),
      matchPrefix(asset.name, filter.namePrefix),
      matchPattern(asset.uri, filter.uriPattern),
      matchPrefix(asset.uri, filter.uriPrefix),
      filter.dags === undefined ? undefined : isOfDags(filter.dags),
      filter.isActive === true ? isKnown() : undefined,
    ),
    natural: [asset.id],
    naturalNames: ["id"],
    isNewestFirst: false,
    orders: { name: asset.name, uri: asset.uri, created_at: asset.createdAt, updated_at: asset.updatedAt },
    view: (row: StoredAsset) => row,
  };
  return runList(db, query, filter);
}

function isOfDags(dags: readonly DagKey[]): SQL {
  const keys = JSON.stringify(dags.map(({ team, dagId }) => [team, dagId]));
  return sql`exists (select 1 from ${assetReference} r where r.target_id = ${asset.id} and r.kind in ${OF_ASSETS}
    and (r.team, r.dag_id) in (select value ->> 0, value ->> 1 from json_each(${keys})))`;
}

function isKnown(): SQL {
  return sql`(exists (select 1 from ${assetReference} r where r.target_id = ${asset.id} and r.kind in ${OF_ASSETS})
    or exists (select 1 from ${assetOfAlias} o where o.asset_id = ${asset.id}))`;
}

export async function findAsset(db: D1Database, id: number): Promise<StoredAsset | null> {
  return (await openStore(db).select().from(asset).where(eq(asset.id, id)).get()) ?? null;
}

/** By asset's id; one that is not known has none. */
export async function findRelations(
  db: D1Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, AssetRelations>> {
  const store = openStore(db);
  const [references, aliases, events] = await Promise.all([
    store
      .select()
      .from(assetReference)
      .where(and(isIn(assetReference.targetId, ids), sql`${assetReference.kind} in ${OF_ASSETS}`))
      .orderBy(asc(assetReference.team), asc(assetReference.dagId), asc(assetReference.taskId)),
    store
      .select({ assetId: assetOfAlias.assetId, alias: assetAlias })
      .from(assetOfAlias)
      .innerJoin(assetAlias, eq(assetAlias.id, assetOfAlias.aliasId))
      .where(isIn(assetOfAlias.assetId, ids)),
    store.all<{ assetId: number; id: number; at: number }>(sql`
      select e.asset_id as "assetId", e.id, e.at from json_each(${JSON.stringify(ids)}) j join ${assetEvent} e
        on e.id = (select id from ${assetEvent} n where n.asset_id = j.value order by n.at desc, n.id desc limit 1)`),
  ]);
  return new Map(
    ids.map((id): [number, AssetRelations] => {
      const last = events.find(({ assetId }) => assetId === id);
      return [
        id,
        {
          references: references.filter(({ targetId }) => targetId === id),
          aliases: aliases.filter(({ assetId }) => assetId === id).map(({ alias }) => alias),
          lastEvent: last === undefined ? null : { id: last.id, at: last.at },
        },
      ];
    }),
  );
}

/** DAGs that wait for updates of the asset itself, or, with `byAlias`, of an alias it came by. */
export function listConsumers(db: D1Database, assetId: number, byAlias = false): Promise<DagKey[]> {
  const alias = sql`union select r.team, r.dag_id from ${assetOfAlias} o join ${assetReference} r
    on r.target_id = o.alias_id and r.kind = 'alias_schedule' where o.asset_id = ${assetId}`;
  return openStore(db).all<DagKey>(sql`select team, dag_id as "dagId" from ${assetReference}
    where target_id = ${assetId} and kind = 'schedule' ${byAlias ? alias : sql``} order by 1, 2`);
}

/** DAGs with a task that updates the asset, two at most. */
export function listProducers(db: D1Database, assetId: number): Promise<DagKey[]> {
  return openStore(db).all<DagKey>(sql`select distinct team, dag_id as "dagId" from ${assetReference}
    where target_id = ${assetId} and kind = 'outlet' limit 2`);
}

/** Assets by name and URI, in no order. */
export function findAssetsByName(
  db: D1Database,
  team: string,
  names: readonly { readonly name: string; readonly uri: string }[],
): Promise<StoredAsset[]> {
  const rows = JSON.stringify(names.map(({ name, uri }) => [name, uri]));
  return openStore(db)
    .select()
    .from(asset)
    .where(
      sql`${asset.team} = ${team} and (${asset.name}, ${asset.uri}) in (select value ->> 0, value ->> 1 from json_each(${rows}))`,
    );
}

export interface AliasFilter extends PageRequest {
  readonly team?: string | null;
  readonly namePattern?: string;
  readonly namePrefix?: string;
}

/** By id. Orders: name. Errors: see ListResult. */
export function listAliases(db: D1Database, filter: AliasFilter): Promise<ListResult<StoredAlias>> {
  const { team = null } = filter;
  const query = {
    table: assetAlias,
    from: sql`${assetAlias}`,
    where: and(
      team === null ? undefined : eq(assetAlias.team, team),
      matchPattern(assetAlias.name, filter.namePattern),
      matchPrefix(assetAlias.name, filter.namePrefix),
    ),
    natural: [assetAlias.id],
    naturalNames: ["id"],
    isNewestFirst: false,
    orders: { name: assetAlias.name },
    view: (row: StoredAlias) => row,
  };
  return runList(db, query, filter);
}

export async function findAlias(db: D1Database, id: number): Promise<StoredAlias | null> {
  return (await openStore(db).select().from(assetAlias).where(eq(assetAlias.id, id)).get()) ?? null;
}
