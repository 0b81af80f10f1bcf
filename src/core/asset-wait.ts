import { isFulfilled, type AssetCondition, type QueuedAsset } from "./asset.ts";

/** How far a DAG is that waits for assets: `met` of the `of` parts of its condition have come; of `any` one is enough. */
export interface AssetWait {
  readonly kind: "all" | "any";
  readonly met: number;
  readonly of: number;
}

/** Counts the parts of a condition as its author wrote them; one asset alone is `all` of one. */
export function countParts(condition: AssetCondition, queued: readonly QueuedAsset[]): AssetWait {
  const isGroup = condition.kind === "all" || condition.kind === "any";
  const parts = isGroup ? condition.of : [condition];
  const met = parts.filter((part) => isFulfilled(part, queued)).length;
  return { kind: condition.kind === "any" ? "any" : "all", met, of: parts.length };
}
