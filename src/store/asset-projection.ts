import { type SQL, sql } from "drizzle-orm";
import { DEFAULT_GROUP, listLeaves } from "../core/asset.ts";
import type { AliasRef, AssetLeaf, AssetRef } from "../core/asset.ts";
import type { AssetUpdate } from "../core/asset-update.ts";
import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import type { LiveLease } from "../core/live.ts";
import { assetConditionOf } from "../core/timetable.ts";
import { asset, assetAlias, assetEvent, assetEventRun, assetOfAlias, assetReference } from "./asset-tables.ts";
import type { ReferenceKind } from "./asset-tables.ts";
import { chunkRows } from "./json-rows.ts";
import { selectLeases } from "./live-lease.ts";
import { prepare } from "./open.ts";

/**
 * Writes updates of assets of one team, each once, with assets and aliases that are new. May be repeated, may come in any
 * order. Gives who watches the team at `now`, epoch milliseconds.
 */
export async function recordAssets(
  db: D1Database,
  updates: readonly AssetUpdate[],
  now: number,
): Promise<readonly LiveLease[]> {
  const team = updates[0]?.team;
  if (team === undefined) return [];
  const statements = [...insertUpdates(updates), selectLeases(team, now)].map((statement) => prepare(db, statement));
  return (await db.batch<LiveLease>(statements)).at(-1)?.results ?? [];
}

/** Writes which runs of a DAG took up which updates, by their keys. */
export async function projectAssetRuns(
  db: D1Database,
  { team, dagId }: DagKey,
  taken: readonly { readonly key: string; readonly runId: string }[],
): Promise<void> {
  const statements = chunkRows(taken.map(({ key, runId }) => [key, runId])).map(
    (chunk) => sql`insert into ${assetEventRun} (event_key, team, dag_id, run_id)
      select value ->> 0, ${team}, ${dagId}, value ->> 1 from json_each(${chunk}) where true on conflict do nothing`,
  );
  if (statements.length > 0) await db.batch(statements.map((statement) => prepare(db, statement)));
}

/** As recordAssets; `by` is the person who made them, whose updates nobody else can tell to the consumers. */
export function insertUpdates(updates: readonly AssetUpdate[], by: string | null = null): SQL[] {
  const assets = updates.map(({ team, asset: ref, at }) => listAsset(team, ref, at));
  const aliases = updates.flatMap(({ team, aliases: names, asset: { name, uri } }) =>
    names.map((alias) => [team, alias, name, uri]),
  );
  return [
    ...chunkRows(assets).map((chunk) => insertAssets(chunk, sql`do nothing`)),
    ...chunkRows(aliases).flatMap(insertResolved),
    ...chunkRows(updates.map(listValues)).map(
      (
        chunk,
      ) => sql`insert into ${assetEvent} (key, team, asset_id, extra, source_dag_id, source_run_id, source_task_id,
          source_map_index, partition_key, at, made_by, is_pending)
        select value ->> 0, value ->> 1, a.id, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9,
          value ->> 10, ${by}, ${by === null ? 0 : 1}
        from json_each(${chunk}) join ${asset} a on a.team = value ->> 1 and a.name = value ->> 2 and a.uri = value ->> 3
        where true on conflict (key) do nothing`,
    ),
  ];
}

function listValues({ key, team, asset: { name, uri }, extra, source, partitionKey, at }: AssetUpdate) {
  const { dagId = null, runId = null, taskId = null, mapIndex = -1 } = source ?? {};
  return [key, team, name, uri, JSON.stringify(extra), dagId, runId, taskId, mapIndex, partitionKey, at];
}

function listAsset(team: string, { name, uri, group = DEFAULT_GROUP, extra = {} }: AssetRef, at: number) {
  return [team, name, uri, group, JSON.stringify(extra), at];
}

/** Rows as listAsset gives them. */
function insertAssets(chunk: string, onConflict: SQL): SQL {
  return sql`insert into ${asset} (team, name, uri, group_name, extra, created_at, updated_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 5
    from json_each(${chunk}) where true on conflict (team, name, uri) ${onConflict}`;
}

/** Rows of team, alias, and the asset that came by it. */
function insertResolved(chunk: string): SQL[] {
  return [
    sql`insert into ${assetAlias} (team, name, group_name) select value ->> 0, value ->> 1, ${DEFAULT_GROUP}
      from json_each(${chunk}) where true on conflict (team, name) do nothing`,
    sql`insert into ${assetOfAlias} (alias_id, asset_id) select l.id, a.id from json_each(${chunk})
      join ${assetAlias} l on l.team = value ->> 0 and l.name = value ->> 1
      join ${asset} a on a.team = value ->> 0 and a.name = value ->> 2 and a.uri = value ->> 3
      where true on conflict do nothing`,
  ];
}

type ShippedGraph = DagKey & { readonly graph: Graph };

interface Reference {
  readonly kind: ReferenceKind;
  readonly team: string;
  readonly dagId: string;
  readonly taskId: string;
  readonly target: AssetLeaf;
}

/** Writes what DAGs that changed have to do with assets, and forgets it of those that are gone. */
export function writeReferences(changed: readonly ShippedGraph[], stale: readonly DagKey[], now: number): SQL[] {
  const references = changed.flatMap(listReferences);
  const declared = references.flatMap(({ team, target }) =>
    target.kind === "asset" ? [listAsset(team, target, now)] : [],
  );
  const aliases = references.flatMap(({ team, target }) =>
    target.kind === "alias" ? [[team, target.name, target.group ?? DEFAULT_GROUP]] : [],
  );
  const rows = references.map(({ kind, team, dagId, taskId, target }) => {
    return [kind, team, dagId, taskId, target.kind, target.name, target.kind === "alias" ? null : target.uri];
  });
  const ofDags = chunkRows([...changed, ...stale].map(({ team, dagId }) => [team, dagId])).map(
    (chunk) => sql`(team, dag_id) in (select value ->> 0, value ->> 1 from json_each(${chunk}))`,
  );
  return [
    ...ofDags.map((isOfDags) => sql`update ${assetReference} set updated_at = ${FORGOTTEN} where ${isOfDags}`),
    ...chunkRows(declared).map((chunk) => insertAssets(chunk, UPDATE_DECLARED)),
    ...chunkRows(aliases).map(
      (chunk) => sql`insert into ${assetAlias} (team, name, group_name) select value ->> 0, value ->> 1, value ->> 2
        from json_each(${chunk}) where true on conflict (team, name) do update set group_name = excluded.group_name`,
    ),
    ...chunkRows(rows).flatMap((chunk) => [insertToAssets(chunk, now), insertToAliases(chunk, now)]),
    ...ofDags.map((isOfDags) => sql`delete from ${assetReference} where updated_at = ${FORGOTTEN} and ${isOfDags}`),
  ];
}

const UPDATE_DECLARED = sql`do update set group_name = excluded.group_name, extra = excluded.extra, updated_at = excluded.updated_at
  where excluded.group_name <> ${asset.group} or excluded.extra <> ${asset.extra}`;

/** Of an asset that is named by half, all that fit it. */
function insertToAssets(chunk: string, now: number): SQL {
  return sql`insert into ${assetReference} (target_id, kind, team, dag_id, task_id, created_at, updated_at)
    select a.id, value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${now}, ${now} from json_each(${chunk})
      join ${asset} a on a.team = value ->> 1 and a.name = ifnull(value ->> 5, a.name) and a.uri = ifnull(value ->> 6, a.uri)
    where value ->> 4 <> 'alias' ${KEEP_CREATION}`;
}
function insertToAliases(chunk: string, now: number): SQL {
  return sql`insert into ${assetReference} (target_id, kind, team, dag_id, task_id, created_at, updated_at)
    select l.id, value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${now}, ${now} from json_each(${chunk})
      join ${assetAlias} l on l.team = value ->> 1 and l.name = value ->> 5
    where value ->> 4 = 'alias' ${KEEP_CREATION}`;
}
/** A reference that no statement of the same batch writes again is gone. */
const FORGOTTEN = -1;
const KEEP_CREATION = sql`on conflict do update set updated_at = excluded.updated_at`;

function listReferences({ team, dagId, graph }: ShippedGraph): Reference[] {
  const condition = assetConditionOf(graph.timetable);
  const refer = (kind: ReferenceKind, taskId: string, target: AssetLeaf): Reference => ({
    kind,
    team,
    dagId,
    taskId,
    target,
  });
  const toAsset = (kind: ReferenceKind, taskId: string) => (ref: AssetRef) =>
    refer(kind, taskId, { kind: "asset", ...ref });
  const toAlias = (taskId: string) => (ref: AliasRef) => refer("alias_outlet", taskId, { kind: "alias", ...ref });
  return [
    ...(condition === null ? [] : listLeaves(condition)).map((leaf) =>
      refer(leaf.kind === "alias" ? "alias_schedule" : "schedule", "", leaf),
    ),
    ...graph.tasks.flatMap(({ id, inlets, outlets, outletAliases = [] }) => [
      ...inlets.map(toAsset("inlet", id)),
      ...outlets.map(toAsset("outlet", id)),
      ...outletAliases.map(toAlias(id)),
    ]),
  ];
}
