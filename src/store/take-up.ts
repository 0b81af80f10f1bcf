import type { Graph } from "../core/graph.ts";
import { DEFAULT_TEAM, nameDagObject, type DagKey } from "../core/ids.ts";
import type { BrokenFile, Manifest } from "../core/manifest.ts";

/** A DAG as a deployment ships it. */
export interface ShippedDag extends DagKey {
  readonly file: string;
  readonly source: string;
  readonly bundleId: string;
  readonly graphHash: string;
  readonly graph: Graph;
}

/** What the database holds of a DAG's definition. */
export interface KnownDag extends DagKey {
  readonly file: string | null;
  readonly bundleId: string | null;
  readonly graphHash: string | null;
  readonly isStale: boolean;
  readonly hasImportErrors: boolean;
}

/** The difference between a manifest and what is known. */
export interface ManifestChange {
  readonly changed: readonly ShippedDag[];
  /** Shipped before and no more. */
  readonly stale: readonly DagKey[];
  /** Last known of a file that is broken now. */
  readonly broken: readonly DagKey[];
  readonly errors: readonly (BrokenFile & { readonly team: string })[];
  readonly teams: readonly string[];
}

export function compareManifest(manifest: Manifest, known: readonly KnownDag[]): ManifestChange {
  const shipped = listShipped(manifest);
  const brokenFiles = manifest.files.filter((file) => file.kind === "broken");
  const brokenNames = new Set(brokenFiles.map(({ file }) => file));
  const byName = new Map(known.map((dag) => [nameDagObject(dag), dag]));
  const missing = known.filter((dag) => !shipped.has(nameDagObject(dag)));
  const isBroken = (dag: KnownDag): boolean => dag.file !== null && brokenNames.has(dag.file);
  const errors = brokenFiles.map((file) => ({ ...file, team: findTeam(file.file, known) }));
  return {
    changed: [...shipped.values()].filter((dag) => differs(dag, byName.get(nameDagObject(dag)))),
    stale: missing.filter((dag) => !dag.isStale && !isBroken(dag)),
    broken: missing.filter((dag) => !dag.hasImportErrors && isBroken(dag)),
    errors,
    teams: [...new Set([...shipped.values(), ...errors].map(({ team }) => team))],
  };
}

/** By object name. Of two files that claim one DAG the first stands. */
function listShipped(manifest: Manifest): Map<string, ShippedDag> {
  const shipped = new Map<string, ShippedDag>();
  for (const file of manifest.files) {
    if (file.kind === "broken") continue;
    for (const { graph, hash } of file.dags) {
      const { team, dagId } = graph;
      const name = nameDagObject(graph);
      const { source, bundleId } = file;
      if (!shipped.has(name))
        shipped.set(name, { team, dagId, file: file.file, source, bundleId, graphHash: hash, graph });
    }
  }
  return shipped;
}

function differs(dag: ShippedDag, known: KnownDag | undefined): boolean {
  if (known === undefined || known.isStale || known.hasImportErrors) return true;
  return known.graphHash !== dag.graphHash || known.bundleId !== dag.bundleId || known.file !== dag.file;
}

/** A file that does not compile does not say its team: its earlier DAGs do, else its folder. */
function findTeam(file: string, known: readonly KnownDag[]): string {
  const earlier = known.find((dag) => dag.file === file);
  const [folder = "", ...rest] = file.split("/");
  return earlier?.team ?? (rest.length > 0 ? folder : DEFAULT_TEAM);
}
