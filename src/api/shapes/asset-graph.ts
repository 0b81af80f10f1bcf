import { z } from "@hono/zod-openapi";
import { countParts } from "../../core/asset-wait.ts";
import type { QueuedAssetView } from "../../core/asset-update.ts";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { assetConditionOf } from "../../core/timetable.ts";
import type { AssetGraph, GraphAsset, GraphDag } from "../../store/asset-graph.ts";
import type { ReferenceKind } from "../../store/asset-tables.ts";
import { formatRecent, recentRun } from "./recent-run.ts";
import { formatOptional } from "./time.ts";

const ids = z.array(z.string());
const graphAsset = z.object({
  id: z.int(),
  name: z.string(),
  uri: z.string(),
  group: z.string(),
  team: z.string(),
  last_event_at: z.string().openapi({ format: "date-time" }).nullable(),
  /** One of what its producers read or wait for has been updated since it was itself. */
  is_behind: z.boolean(),
  alias_ids: z.array(z.int()),
  producing_dags: ids,
  scheduled_dags: ids,
  /** DAGs with a task that reads it. */
  consuming_dags: ids,
});
const graphAlias = z.object({
  id: z.int(),
  name: z.string(),
  group: z.string(),
  team: z.string(),
  producing_dags: ids,
  scheduled_dags: ids,
});
const graphDag = z.object({
  dag_id: z.string(),
  dag_display_name: z.string(),
  team: z.string(),
  is_paused: z.boolean(),
  last_run: recentRun.nullable(),
  /** What has come of what it waits for; null when it waits for no asset. */
  wait: z
    .object({ kind: z.enum(["all", "any"]), met: z.int(), of: z.int(), queued_asset_ids: z.array(z.int()) })
    .nullable(),
});
export const assetGraph = z
  .object({
    assets: z.array(graphAsset),
    aliases: z.array(graphAlias),
    dags: z.array(graphDag),
    /** There are more assets than one answer holds. */
    is_partial: z.boolean(),
  })
  .openapi("AssetGraphResponse");

/** `queued` is what the DAGs' own objects hold. */
export function formatAssetGraph(graph: AssetGraph, queued: readonly QueuedAssetView[], limit: number) {
  const known = new Set(graph.dags.map(formatDagId));
  const dagsOf = Map.groupBy(graph.references, ({ targetId, kind }) => `${kind} ${targetId}`);
  const listDags = (kind: ReferenceKind, id: number): string[] =>
    (dagsOf.get(`${kind} ${id}`) ?? []).map(formatDagId).filter((dag) => known.has(dag));
  const isBehind = findBehind(graph, queued);
  return {
    assets: graph.assets.slice(0, limit).map(({ lastEventAt, aliasIds, ...asset }) => ({
      ...asset,
      last_event_at: formatOptional(lastEventAt),
      is_behind: isBehind(asset.id),
      alias_ids: [...aliasIds],
      producing_dags: listDags("outlet", asset.id),
      scheduled_dags: listDags("schedule", asset.id),
      consuming_dags: listDags("inlet", asset.id),
    })),
    aliases: graph.aliases.map((alias) => ({
      ...alias,
      producing_dags: listDags("alias_outlet", alias.id),
      scheduled_dags: listDags("alias_schedule", alias.id),
    })),
    dags: graph.dags.map((dag) => formatDag(dag, graph, queued)),
    is_partial: graph.assets.length > limit,
  } satisfies z.infer<typeof assetGraph>;
}

/** An asset is behind when a source of one of its producers was updated after it was; what waits for others is not used yet. */
function findBehind({ assets, references }: AssetGraph, queued: readonly QueuedAssetView[]): (id: number) => boolean {
  const times = new Map(assets.map(({ id, lastEventAt }) => [id, lastEventAt]));
  const named = new Map(assets.map((asset) => [asset.id, asset]));
  const isHeld = (id: number, dag: DagKey): boolean =>
    queued.some((one) => isSameDag(one, dag) && isNamed(named.get(id), one));
  const sources = new Map<string, number>();
  for (const { kind, targetId, ...key } of references) {
    const isSource = (kind === "schedule" || kind === "inlet") && !isHeld(targetId, key);
    const at = isSource ? (times.get(targetId) ?? 0) : 0;
    sources.set(formatDagId(key), Math.max(sources.get(formatDagId(key)) ?? 0, at));
  }
  const behind = references.filter(
    ({ kind, targetId, ...key }) =>
      kind === "outlet" && (sources.get(formatDagId(key)) ?? 0) > (times.get(targetId) ?? 0),
  );
  const ids = new Set(behind.map(({ targetId }) => targetId));
  return (id) => ids.has(id);
}

function formatDag(dag: GraphDag, { assets, aliases }: AssetGraph, queued: readonly QueuedAssetView[]) {
  const mine = queued.filter((one) => isSameDag(one, dag));
  const found = mine.map((one) => ({ one, asset: assets.find((asset) => isNamed(asset, one)) }));
  const names = new Map(aliases.map(({ id, name }) => [id, name]));
  const waiting = found.map(({ one, asset }) => ({
    ...one,
    aliases: (asset?.aliasIds ?? []).flatMap((id) => names.get(id) ?? []),
  }));
  const condition = dag.timetable === null ? null : assetConditionOf(dag.timetable);
  const dag_id = formatDagId(dag);
  return {
    dag_id,
    dag_display_name: dag.displayName ?? dag_id,
    team: dag.team,
    is_paused: dag.isPaused,
    last_run: dag.lastRun && formatRecent(dag.lastRun),
    wait: condition && {
      ...countParts(condition, waiting),
      queued_asset_ids: found.flatMap(({ asset }) => asset?.id ?? []),
    },
  };
}

function isSameDag(one: DagKey, other: DagKey): boolean {
  return one.team === other.team && one.dagId === other.dagId;
}
function isNamed(asset: GraphAsset | undefined, { team, name, uri }: QueuedAssetView): boolean {
  return asset?.team === team && asset.name === name && asset.uri === uri;
}
