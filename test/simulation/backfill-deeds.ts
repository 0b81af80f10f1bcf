import { isPeriodic } from "../../src/core/backfill.ts";
import type { BackfillSpec } from "../../src/core/backfill.ts";
import type { Graph } from "../../src/core/graph.ts";
import type { ControlBackfill, CreateBackfill } from "../../src/core/objects.ts";
import type { People } from "./people.ts";

const MINUTE = 60_000;

/** Asks for the slots of a while; sometimes again at once, though one backfill of a DAG goes on at a time. */
export async function backfill(people: People, graph: Graph): Promise<void> {
  if (!isPeriodic(graph.timetable)) return;
  const { random } = people;
  const requests = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => describeBackfill(people, graph));
  // An id is asked for again when nobody answers.
  if (random.chance(0.2)) requests.push(...requests.slice(0, 1));
  await Promise.allSettled(requests.map((request) => create(people, graph, request)));
}

/** Of slots that the schedule has made or will not make; often of those that were backfilled before. */
function describeBackfill({ random, world, backfills, nextNumber }: People, graph: Graph): CreateBackfill {
  const { now } = world.loop;
  const to = now - random.int(5) * MINUTE;
  const before = [...backfills.values()].findLast((one) => one.graph.dagId === graph.dagId)?.spec;
  const isAgain = before !== undefined && random.chance(0.5);
  const range = isAgain ? { from: before.from, to: before.to } : { from: to - random.between(4, 20) * MINUTE, to };
  const hasPast = graph.tasks.some(({ dependsOnPast }) => dependsOnPast === true);
  const spec: BackfillSpec = {
    ...range,
    reprocess: random.pick(["none", "failed", "completed", "completed"] as const),
    // What depends on its past goes in order.
    reverse: random.chance(hasPast ? 0.05 : 0.3),
    maxActiveRuns: random.between(1, 3),
    conf: random.chance(0.5) ? null : { drawn: random.int(100) },
    onLatestVersion: random.chance(0.5),
  };
  return { v: 1, id: nextNumber(), spec, by: "ann" };
}

async function create({ world, backfills }: People, graph: Graph, request: CreateBackfill): Promise<void> {
  backfills.set(request.id, { graph, spec: request.spec });
  await world.call(world.dag(graph), (dag) => dag.backfills?.create(request));
}

/** Pauses, unpauses or cancels one of those there are. */
export async function controlBackfill({ world, random, backfills }: People): Promise<void> {
  const [id, made] = random.pick([...backfills].slice(-4)) ?? [];
  if (id === undefined || made === undefined) return;
  const action = random.pick(["pause", "pause", "unpause", "cancel"] as const);
  const request: ControlBackfill = { v: 1, id, action, by: "ann" };
  await world.call(world.dag(made.graph), (dag) => dag.backfills?.control(request));
}
