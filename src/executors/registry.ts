import { formatDagId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import { findDags } from "../sdk/index.ts";
import type { Dag } from "../sdk/index.ts";
import type { Registry } from "./contract.ts";
import { createLocate } from "./frames.ts";

/** The executable side of a deployment: by file, its bundle's hash and how to load it. */
export type Handlers = Readonly<Record<string, { readonly bundleId: string; readonly load: () => Promise<unknown> }>>;

/** Finds DAGs among what this deployment ships. A bundle that is gone is null, never silently another. `frames` is the table of the Worker's bundle. */
export function createRegistry(manifest: Manifest, handlers: Handlers, frames: string): Registry {
  const files = new Map<string, string>();
  for (const file of manifest.files) {
    if (file.kind === "compiled") for (const { graph } of file.dags) files.set(formatDagId(graph), file.file);
  }
  // A deployment's code never changes, so what was loaded once stays.
  const loaded = new Map<string, Promise<readonly Dag[]>>();
  return {
    locate: createLocate(frames),
    async resolve(run) {
      const name = files.get(formatDagId(run)) ?? "";
      const file = handlers[name];
      if (file === undefined || file.bundleId !== run.bundleId) return null;
      const dags = loaded.get(name) ?? loadDags(file.load);
      loaded.set(name, dags);
      return (await dags).find((dag) => dag.definition.id === run.dagId) ?? null;
    },
  };
}

async function loadDags(load: () => Promise<unknown>): Promise<readonly Dag[]> {
  const exports = await load();
  return typeof exports === "object" && exports !== null ? findDags(exports) : [];
}
