import { isSameAsset, nameAsset } from "../core/asset.ts";
import type { AssetName, AssetRef } from "../core/asset.ts";
import type { Json } from "../core/json.ts";
import type { AssetEvent, Lease } from "../core/protocol.ts";
import type { Asset, AssetAlias } from "./asset.ts";
import { NonRetryable } from "./outcome.ts";
import { toJson } from "./to-json.ts";

type Extra = Readonly<Record<string, Json>>;
type Facts = Pick<Lease, "taskId" | "outlets" | "outletAliases" | "inlets">;

interface Said {
  readonly asset: AssetRef;
  readonly extra: Extra;
  readonly aliases: readonly string[];
}

/** What one attempt says of the assets it updates: one event an asset, however often it speaks of it. */
export class Emission {
  readonly #facts: Facts;
  readonly #partitionKey: string | null;
  readonly #said = new Map<string, Said>();

  constructor(facts: Facts, partitionKey: string | null) {
    this.#facts = facts;
    this.#partitionKey = partitionKey;
    for (const asset of facts.outlets) this.#said.set(nameAsset(asset), { asset, extra: {}, aliases: [] });
  }

  readonly emit = (target: Asset | AssetAlias, second: Asset | Extra = {}, third: Extra = {}): void => {
    if (!isAlias(target)) return this.#add(target, second as Extra, null);
    const { taskId, outletAliases = [] } = this.#facts;
    if (!outletAliases.some(({ name }) => name === target.name))
      throw new NonRetryable(explainStray(taskId, target, "Alias"));
    if (!isAsset(second))
      throw new NonRetryable(`Alias "${target.name}" needs the asset it stands for: emit(alias, asset)`);
    this.#add(second, third, target.name);
  };

  #add({ name, uri, group, extra: own }: AssetRef, extra: Extra, alias: string | null): void {
    const { taskId, outlets } = this.#facts;
    if (alias === null && !outlets.some((outlet) => isSameAsset(outlet, { name, uri })))
      throw new NonRetryable(explainStray(taskId, { name }, "Asset"));
    const asset = {
      name,
      uri,
      ...(group === undefined ? {} : { group }),
      ...(own === undefined ? {} : { extra: own }),
    };
    const known = this.#said.get(nameAsset(asset));
    const aliases = new Set([...(known?.aliases ?? []), ...(alias === null ? [] : [alias])]);
    const said = { asset: known?.asset ?? asset, extra: { ...known?.extra, ...checkExtra(name, extra) } };
    this.#said.set(nameAsset(asset), { ...said, aliases: [...aliases] });
  }

  list(): AssetEvent[] {
    return [...this.#said.values()].map(({ asset, extra, aliases }) => ({
      asset,
      extra,
      partitionKey: this.#partitionKey,
      ...(aliases.length === 0 ? {} : { aliases }),
    }));
  }
}

/** Throws when the task has not said that it reads the asset. */
export function checkInlet({ taskId, inlets = [] }: Facts, inlet: AssetName): void {
  if (inlets.some((asset) => isSameAsset(asset, inlet))) return;
  throw new NonRetryable(`Asset "${inlet.name}" is no inlet of task "${taskId}"; add it to the task's inlets`);
}

function isAlias(target: Asset | AssetAlias): target is AssetAlias {
  return "kind" in target;
}

function isAsset(value: Asset | Extra): value is Asset {
  return typeof value["name"] === "string" && typeof value["uri"] === "string";
}

function explainStray(taskId: string, { name }: { readonly name: string }, what: "Asset" | "Alias"): string {
  return `${what} "${name}" is no outlet of task "${taskId}"; add it to the task's outlets`;
}

function checkExtra(name: string, extra: Extra): Extra {
  const copied = toJson(extra);
  if (!copied.ok) {
    throw new NonRetryable(`What is said of asset "${name}" is no JSON: ${copied.error.path} ${copied.error.problem}`);
  }
  return copied.value as Extra;
}
