import type { AliasRef, AssetRef } from "../core/asset.ts";
import type { Json } from "../core/json.ts";

declare const CONTENT: unique symbol;

/** A thing in the world that tasks read (`inlets`) and write (`outlets`). `T` may say what it holds. */
export interface Asset<T = unknown> extends AssetRef {
  readonly [CONTENT]?: () => T;
}

/** A name under which a task updates assets that it knows only when it runs. */
export interface AssetAlias extends AliasRef {
  readonly kind: "alias";
}

/** An asset that another file declares, by its name or its URI. */
export interface AssetReference {
  readonly kind: "ref";
  readonly name: string | null;
  readonly uri: string | null;
}

/** Parts that must all, or of which one must, have been updated. */
export interface AssetGroup {
  readonly kind: "all" | "any";
  readonly of: readonly AssetExpression[];
}

/** What a DAG can be scheduled on. */
export type AssetExpression = Asset | AssetAlias | AssetReference | AssetGroup;

export interface AssetOptions {
  /** Where it is; the name unless given. */
  readonly uri?: string;
  /** Groups assets in lists; "asset" unless given. */
  readonly group?: string;
  /** What else is to be known of it. */
  readonly extra?: Readonly<Record<string, Json>>;
}

/** Airflow's Asset: name and URI together say which one it is. */
export function asset<T = unknown>(name: string, { uri = name, group, extra }: AssetOptions = {}): Asset<T> {
  return { name, uri, ...(group === undefined ? {} : { group }), ...(extra === undefined ? {} : { extra }) };
}

/** Airflow's AssetAlias. */
export function assetAlias(name: string, { group }: Pick<AssetOptions, "group"> = {}): AssetAlias {
  return { kind: "alias", name, ...(group === undefined ? {} : { group }) };
}

/** Airflow's Asset.ref. */
export function assetRef(by: { readonly name: string } | { readonly uri: string }): AssetReference {
  return { kind: "ref", name: "name" in by ? by.name : null, uri: "uri" in by ? by.uri : null };
}

/** Every part has been updated since the last run. */
export function all(...of: readonly AssetExpression[]): AssetGroup {
  return { kind: "all", of };
}

/** One of the parts has been updated since the last run. */
export function any(...of: readonly AssetExpression[]): AssetGroup {
  return { kind: "any", of };
}
