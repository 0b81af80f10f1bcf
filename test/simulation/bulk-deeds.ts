import type { CreateBulk, Deed } from "../../src/core/bulk.ts";
import type { Graph } from "../../src/core/graph.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import type { Random } from "../support/world/random.ts";
import type { People } from "./people.ts";

/** Does one deed to many runs of a DAG; asks again under the same id when nobody answers. */
export async function bulk(people: People, graph: Graph): Promise<void> {
  const { random, world } = people;
  const runs = [...world.orgView.runs.values()].map(({ run }) => run).filter(({ dagId }) => dagId === graph.dagId);
  const chosen = runs.filter(() => random.chance(0.5)).slice(-12);
  const nobody = random.chance(0.1) ? ["nobody"] : [];
  const request: CreateBulk = {
    v: 1,
    id: `bulk ${people.nextNumber()}`,
    deed: drawDeed(random, graph),
    onLatestVersion: random.chance(0.2),
    runIds: [...chosen.map(({ runId }) => runId), ...nobody],
    by: "ann",
  };
  people.bulks.set(request.id, { graph, request });
  if (request.deed.kind === "delete") for (const run of chosen) people.deleting.add(nameRunObject(run));
  const ask = () => world.call(world.dag(graph), (dag) => dag.bulks?.create(request));
  await ask().catch(ask);
}

function drawDeed(random: Random, graph: Graph): Deed {
  const task = random.pick(graph.tasks)?.id ?? "";
  const clear = {
    kind: random.pick(["clear", "rerun"] as const),
    taskIds: random.chance(0.5) ? null : [task],
    upstream: false,
    downstream: random.chance(0.5),
    onlyFailed: random.chance(0.3),
    onlyRunning: false,
    conf: random.chance(0.3) ? { drawn: random.int(100) } : null,
  };
  return random.pick<Deed>([
    clear,
    clear,
    { kind: "mark", taskIds: [task], state: random.pick(["success", "failed", "skipped"] as const) },
    { kind: "cancel", state: random.pick(["success", "failed"] as const) },
    { kind: random.pick(["hold", "resume", "delete"] as const) },
  ]);
}

export async function cancelBulk({ world, random, bulks }: People): Promise<void> {
  const [id, made] = random.pick([...bulks].slice(-3)) ?? [];
  if (id === undefined || made === undefined) return;
  await world.call(world.dag(made.graph), (dag) => dag.bulks?.cancel(id));
}
