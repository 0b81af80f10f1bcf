import type { Graph } from "../../src/core/graph.ts";
import type { ClearInstances, RunVersion } from "../../src/core/objects.ts";
import type { People } from "./people.ts";

/** Holds a run, mostly one that is under way. */
export async function hold({ world, pickOpenRun }: People): Promise<void> {
  const run = pickOpenRun();
  if (run === null) return;
  await world.call(world.run(run.key), (parts) => parts.actions.hold({ v: 1, isHeld: true, by: "ann" }));
}

export async function resume({ world, pickHeldRun }: People): Promise<void> {
  const run = pickHeldRun();
  if (run === null) return;
  await world.call(world.run(run.key), (parts) => parts.actions.hold({ v: 1, isHeld: false, by: "ann" }));
}

/** Runs all of a run again, with another configuration. */
export async function rerun(people: People): Promise<void> {
  const run = people.pickRun();
  if (run === null) return;
  const conf = { drawn: people.random.int(100) };
  const targets = run.graph.tasks.map(({ id }) => ({ taskId: id, mapIndex: null }));
  const request = { ...describeClear(people, run.graph), targets, conf, downstream: false, onlyFailed: false };
  await people.world.call(people.world.run(run.key), (parts) => parts.actions.clear(request));
}

/** Clears something of a run, which takes up what is deployed; often just after something new was. */
export async function clearOnLatest(people: People): Promise<void> {
  const { random, world } = people;
  if (random.chance(0.5)) people.ship();
  const run = people.pickRun();
  if (run === null) return;
  const found = await world.call(world.dag(run.key), (dag) => dag.getVersion());
  if (!found.ok) return;
  const version: RunVersion = found.value;
  const narrow = { onlyNew: random.chance(0.2), preventRunning: random.chance(0.2) };
  const request: ClearInstances = { ...describeClear(people, version.graph), ...narrow, version };
  await world.call(world.run(run.key), (parts) => parts.actions.clear(request));
}

/** Something to clear: a task, sometimes with those around it. */
export function describeClear({ random }: People, graph: Graph): ClearInstances {
  const task = random.pick(graph.tasks);
  return {
    v: 1,
    targets: task === undefined ? [] : [{ taskId: task.id, mapIndex: null }],
    upstream: random.chance(0.2),
    downstream: random.chance(0.5),
    onlyFailed: random.chance(0.2),
    onlyRunning: random.chance(0.1),
    resetRun: true,
    dryRun: random.chance(0.1),
    by: "ann",
  };
}
