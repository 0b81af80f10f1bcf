import type { Json } from "./json.ts";

/** A thing in the world. Its name and URI say which; where the rest is absent, nothing was said of it. */
export interface AssetRef {
  readonly name: string;
  readonly uri: string;
  readonly group?: string;
  readonly extra?: Readonly<Record<string, Json>>;
}

/**
 * What a DAG waits for. A leaf names an asset, an alias (any asset updated by way of it), or an asset by its name or its
 * URI alone. Source of the rules: airflow/assets/evaluation.py.
 */
export type AssetCondition =
  | AssetLeaf
  | { readonly kind: "all"; readonly of: readonly AssetCondition[] }
  | { readonly kind: "any"; readonly of: readonly AssetCondition[] };
export type AssetLeaf =
  | ({ readonly kind: "asset" } & AssetRef)
  | ({ readonly kind: "alias" } & AliasRef)
  | { readonly kind: "ref"; readonly name: string | null; readonly uri: string | null };

/** An asset is what has this name and this URI, within one team. */
export type AssetName = Pick<AssetRef, "name" | "uri">;

/** A name under which a task updates assets that are known only when it runs. */
export interface AliasRef {
  readonly name: string;
  readonly group?: string;
}

/** The group of an asset or an alias that names none. */
export const DEFAULT_GROUP = "asset";

export function isSameAsset(one: AssetName, other: AssetName): boolean {
  return one.name === other.name && one.uri === other.uri;
}

/** A text that is one asset's and no other's. */
export function nameAsset({ name, uri }: AssetName): string {
  return JSON.stringify([name, uri]);
}

/** The leaves, in the order of writing. */
export function listLeaves(condition: AssetCondition): readonly AssetLeaf[] {
  if (condition.kind === "all" || condition.kind === "any") return condition.of.flatMap(listLeaves);
  return [condition];
}

/** Whether an update of `asset`, by way of these aliases, is one that the condition waits for. */
export function isAwaited(condition: AssetCondition, asset: AssetName, aliases: readonly string[]): boolean {
  return listLeaves(condition).some((leaf) => meets(leaf, asset, aliases));
}

function meets(leaf: AssetLeaf, asset: AssetName, aliases: readonly string[]): boolean {
  switch (leaf.kind) {
    case "asset":
      return isSameAsset(leaf, asset);
    case "alias":
      return aliases.includes(leaf.name);
    case "ref":
      return (leaf.name === null || leaf.name === asset.name) && (leaf.uri === null || leaf.uri === asset.uri);
  }
}

/** An asset that was updated since the last run it had a part in, with the aliases it is known to have come by. */
export interface QueuedAsset extends AssetName {
  readonly aliases: readonly string[];
  /** When the newest update arrived, epoch milliseconds. */
  readonly at: number;
}

/** Whether a run is due: `all` wants every part, `any` one. An empty `all` wants nothing and an empty `any` never comes. */
export function isFulfilled(condition: AssetCondition, queued: readonly QueuedAsset[]): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((part) => isFulfilled(part, queued));
    case "any":
      return condition.of.some((part) => isFulfilled(part, queued));
    case "asset":
    case "alias":
    case "ref":
      return queued.some((asset) => meets(condition, asset, asset.aliases));
  }
}

/** When the run is due that a fulfilled condition asks for: at the newest of all updates that wait, used or not. */
export function findRunAfter(queued: readonly QueuedAsset[]): number {
  return Math.max(...queued.map(({ at }) => at));
}

/** Short words: `orders and (users or alias "daily")`. */
export function describeCondition(condition: AssetCondition): string {
  switch (condition.kind) {
    case "asset":
      return condition.name;
    case "alias":
      return `alias "${condition.name}"`;
    case "ref":
      return condition.name ?? condition.uri ?? "";
    case "all":
    case "any": {
      const word = condition.kind === "all" ? " and " : " or ";
      return condition.of.map(describePart).join(word);
    }
  }
}

function describePart(part: AssetCondition): string {
  const isGroup = (part.kind === "all" || part.kind === "any") && part.of.length > 1;
  return isGroup ? `(${describeCondition(part)})` : describeCondition(part);
}
