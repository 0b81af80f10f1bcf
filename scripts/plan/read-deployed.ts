import { z } from "zod";
import type { Graph } from "../../src/core/graph.ts";
import { formatDagId } from "../../src/core/ids.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import type { Deployed, DeployedDag } from "../../src/core/plan.ts";

const deployment = z.object({
  dags: z.array(
    z.object({
      dag_id: z.string(),
      team: z.string(),
      file: z.string().nullable(),
      graph_hash: z.string(),
      bundle_id: z.string(),
    }),
  ),
});
type Listed = z.infer<typeof deployment>["dags"][number];
const definition = z.object({
  graph: z.custom<Graph>((value) => typeof value === "object" && value !== null && "tasks" in value),
  last_slot: z.object({ start: z.number(), end: z.number() }).nullable(),
  live_runs: z.array(z.object({ run_id: z.string(), bundle_id: z.string() })),
});
const pools = z.object({
  pools: z.array(z.object({ name: z.string(), slots: z.number(), team_name: z.string().nullish() })),
  total_entries: z.number(),
});

/** Asks for one path of the deployment's API. */
export type Ask = (path: string) => Promise<unknown>;
const PAGE = 100;

/** What is deployed, asked of its API: graphs only of what `manifest` does not ship in the very same form. */
export async function readDeployed(ask: Ask, manifest: Manifest): Promise<Deployed> {
  const { dags } = deployment.parse(await ask("/api/x/deployment"));
  const shipped = indexShipped(manifest);
  const found: DeployedDag[] = [];
  for (const dag of dags) {
    const same = shipped.get(`${dag.dag_id} ${dag.graph_hash} ${dag.bundle_id}`);
    found.push(
      same === undefined ? await readDag(ask, dag) : describe(dag, { graph: same, last_slot: null, live_runs: [] }),
    );
  }
  return { dags: found, pools: await readPools(ask) };
}

async function readDag(ask: Ask, dag: Listed): Promise<DeployedDag> {
  return describe(dag, definition.parse(await ask(`/api/x/dags/${encodeURIComponent(dag.dag_id)}/definition`)));
}

function describe(dag: Listed, { graph, last_slot, live_runs }: z.infer<typeof definition>): DeployedDag {
  return {
    team: graph.team,
    dagId: graph.dagId,
    file: dag.file,
    graphHash: dag.graph_hash,
    bundleId: dag.bundle_id,
    graph,
    lastSlot: last_slot,
    liveRuns: live_runs.map(({ run_id, bundle_id }) => ({ runId: run_id, bundleId: bundle_id })),
  };
}

function indexShipped(manifest: Manifest): ReadonlyMap<string, Graph> {
  const index = new Map<string, Graph>();
  for (const file of manifest.files) {
    if (file.kind === "broken") continue;
    for (const { graph, hash } of file.dags) index.set(`${formatDagId(graph)} ${hash} ${file.bundleId}`, graph);
  }
  return index;
}

async function readPools(ask: Ask): Promise<NonNullable<Deployed["pools"]>> {
  const found: NonNullable<Deployed["pools"]>[number][] = [];
  for (let total = 1; found.length < total;) {
    const page = pools.parse(await ask(`/api/v2/pools?limit=${PAGE}&offset=${found.length}`));
    if (page.pools.length === 0) break;
    total = page.total_entries;
    found.push(...page.pools.map(({ name, slots, team_name }) => ({ name, slots, team: team_name ?? "default" })));
  }
  return found;
}

/** A folder's DAGs as if they were deployed, with no run under way, and nothing known of pools. */
export function toDeployed(manifest: Manifest): Deployed {
  const dags = manifest.files.flatMap((file) => {
    if (file.kind === "broken") return [];
    return file.dags.map(({ graph, hash }): DeployedDag => {
      const { team, dagId } = graph;
      const hashes = { file: file.file, graphHash: hash, bundleId: file.bundleId };
      return { team, dagId, ...hashes, graph, lastSlot: null, liveRuns: [] };
    });
  });
  return { dags, pools: null };
}
