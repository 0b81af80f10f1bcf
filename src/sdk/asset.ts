import type { AssetRef } from "../core/graph.ts";

declare const CONTENT: unique symbol;

/** A thing in the world that tasks read (`inlets`) and write (`outlets`). `T` may say what it holds. */
export interface Asset<T = unknown> extends AssetRef {
  readonly [CONTENT]?: () => T;
}

/** Airflow's Asset: known by its URI, shown by its name, which is the URI unless given. */
export function asset<T = unknown>(uri: string, options: { readonly name?: string } = {}): Asset<T> {
  return { name: options.name ?? uri, uri };
}
