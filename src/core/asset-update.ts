import { nameAsset } from "./asset.ts";
import type { AssetRef } from "./asset.ts";
import { formatIdempotencyKey } from "./ids.ts";
import type { DagKey, InstanceKey, RunKey } from "./ids.ts";
import type { Json } from "./json.ts";

/** Which attempt updated an asset. */
export interface UpdateSource extends Pick<RunKey, "dagId" | "runId">, InstanceKey {
  readonly tryNumber: number;
}

/** One asset event as the objects pass it on. It may be told many times; its key says that it is the same. */
export interface AssetUpdate {
  readonly key: string;
  readonly team: string;
  readonly asset: AssetRef;
  /** Names of the aliases it came by. */
  readonly aliases: readonly string[];
  readonly extra: Readonly<Record<string, Json>>;
  readonly partitionKey: string | null;
  /** When it was committed, epoch milliseconds. */
  readonly at: number;
  /** Null for one that a person made. */
  readonly source: UpdateSource | null;
}

/** The same attempt updates one asset once. */
export function formatUpdateKey(team: string, source: UpdateSource, asset: AssetRef): string {
  return `${formatIdempotencyKey({ team, ...source }, source.tryNumber)} ${nameAsset(asset)}`;
}

/** What the objects of consuming DAGs are told. */
export interface TakeAssetUpdates {
  readonly v: 1;
  readonly updates: readonly AssetUpdate[];
}

/** An asset whose updates wait for a DAG's next run. */
export interface QueuedAssetView extends DagKey {
  readonly name: string;
  readonly uri: string;
  /** When the newest of them arrived, epoch milliseconds. */
  readonly at: number;
}

/** Which waiting updates to forget: of one asset or all, that arrived before a time or whenever. */
export interface DropQueuedAssets {
  readonly v: 1;
  readonly asset: Pick<AssetRef, "name" | "uri"> | null;
  readonly before: number | null;
}
