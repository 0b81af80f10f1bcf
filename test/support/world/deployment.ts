import { formatDagId } from "../../../src/core/ids.ts";
import type { DagKey } from "../../../src/core/ids.ts";
import type { Graph } from "../../../src/core/graph.ts";
import type { Manifest } from "../../../src/core/manifest.ts";
import type { Shipped } from "../../../src/coordinator/dag-state.ts";

/** What is deployed: each DAG's graph, under a version that a new deployment replaces. */
export class Deployment {
  readonly shipped = new Map<string, Shipped>();

  ship(graph: Graph, version: number): void {
    const name = formatDagId(graph);
    this.shipped.set(name, { graph, hash: `${name}#${version}`, bundleId: `${name}@${version}` });
  }

  find(key: DagKey): Shipped | null {
    return this.shipped.get(formatDagId(key)) ?? null;
  }

  get manifest(): Manifest {
    const files = [...this.shipped.values()].map(({ graph, hash, bundleId }) => {
      const dags = [{ graph, hash }];
      return { kind: "compiled" as const, file: `${graph.dagId}.ts`, bundleId, source: "", dags };
    });
    return { v: 1, hash: files.map(({ bundleId }) => bundleId).join(), files };
  }
}
