import { queryOptions } from "@tanstack/react-query";
import { ASSETS } from "./assets.ts";
import type { RecentRun } from "./dags.ts";
import { get } from "./http.ts";

export interface GraphAsset {
  readonly id: number;
  readonly name: string;
  readonly uri: string;
  readonly group: string;
  readonly team: string;
  readonly last_event_at: string | null;
  /** A source of one of its producers has been updated since it was. */
  readonly is_behind: boolean;
  readonly alias_ids: readonly number[];
  readonly producing_dags: readonly string[];
  readonly scheduled_dags: readonly string[];
  readonly consuming_dags: readonly string[];
}
export interface GraphAlias {
  readonly id: number;
  readonly name: string;
  readonly group: string;
  readonly team: string;
  readonly producing_dags: readonly string[];
  readonly scheduled_dags: readonly string[];
}
export interface GraphDag {
  readonly dag_id: string;
  readonly dag_display_name: string;
  readonly team: string;
  readonly is_paused: boolean;
  readonly last_run: RecentRun | null;
  /** What has come of what it waits for; null when it waits for no asset. */
  readonly wait: {
    readonly kind: "all" | "any";
    readonly met: number;
    readonly of: number;
    readonly queued_asset_ids: readonly number[];
  } | null;
}
export interface AssetGraph {
  readonly assets: readonly GraphAsset[];
  readonly aliases: readonly GraphAlias[];
  readonly dags: readonly GraphDag[];
  readonly is_partial: boolean;
}

/** All assets, or one and what is around it. It is asked again with everything else about assets. */
export const assetGraphQuery = (assetId?: number) =>
  queryOptions({
    queryKey: ["list", ASSETS, "graph", assetId ?? null],
    queryFn: ({ signal }) => get<AssetGraph>("/api/x/assets/graph", { query: { asset_id: assetId }, signal }),
  });
