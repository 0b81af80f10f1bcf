import { nameRunObject } from "../../src/core/ids.ts";
import type { RunKey } from "../../src/core/ids.ts";
import type { Graph } from "../../src/core/graph.ts";
import type { TriggerRequest } from "../../src/core/views.ts";
import { backfill, controlBackfill } from "./backfill-deeds.ts";
import { bulk, cancelBulk } from "./bulk-deeds.ts";
import type { Random } from "../support/world/random.ts";
import { clearOnLatest, describeClear, hold, rerun, resume } from "./run-deeds.ts";
import type { People } from "./people.ts";

export interface Deed {
  readonly name: string;
  /** How often it is done, compared with the others. */
  readonly share: number;
  readonly perform: (people: People, graph: Graph) => Promise<unknown>;
}

/** Whatever people do at the interface: one row each. */
export const DEEDS: readonly Deed[] = [
  { name: "trigger", share: 40, perform: trigger },
  {
    name: "pause",
    share: 4,
    perform: ({ world }, graph) => world.call(world.dag(graph), (dag) => dag.setPaused(true)),
  },
  {
    name: "unpause",
    share: 6,
    perform: ({ world }, graph) => world.call(world.dag(graph), (dag) => dag.setPaused(false)),
  },
  { name: "clear", share: 16, perform: (people) => clear(people) },
  { name: "cancel", share: 10, perform: cancel },
  { name: "mark", share: 10, perform: mark },
  { name: "delete", share: 8, perform: deleteRun },
  { name: "delete at once", share: 8, perform: deleteAtOnce },
  { name: "annotate", share: 6, perform: annotate },
  { name: "backfill", share: 26, perform: backfill },
  { name: "control backfill", share: 16, perform: controlBackfill },
  { name: "hold", share: 10, perform: hold },
  { name: "resume", share: 10, perform: resume },
  { name: "rerun", share: 6, perform: rerun },
  { name: "clear on latest", share: 10, perform: clearOnLatest },
  { name: "bulk", share: 8, perform: bulk },
  { name: "cancel bulk", share: 2, perform: cancelBulk },
];

/** Deeds that belong together: in each world some of them are not done at all. */
const KINDS: readonly (readonly string[])[] = [
  ["delete at once"],
  ["backfill", "control backfill"],
  ["hold", "resume"],
  ["rerun"],
  ["clear on latest"],
  ["bulk", "cancel bulk"],
];

export const FURTHER_DEEDS: readonly string[] = KINDS.flat();

export function drawUndone(random: Random): string[] {
  return KINDS.filter(() => random.chance(0.5)).flat();
}

/** One thing that somebody does. */
export function act(people: People): void {
  const graph = people.pickGraph();
  const deeds = DEEDS.filter(({ name }) => !people.undone.includes(name));
  let drawn = people.random.next() * deeds.reduce((sum, { share }) => sum + share, 0);
  const deed = deeds.find(({ share }) => (drawn -= share) < 0);
  if (graph !== undefined && deed !== undefined) perform(people, deed, graph);
}

/** What a name of the table says. */
export function doDeed(people: People, name: string, graph: Graph): void {
  const deed = DEEDS.find((one) => one.name === name);
  if (deed !== undefined) perform(people, deed, graph);
}

function perform(people: People, deed: Deed, graph: Graph): void {
  people.done.set(deed.name, (people.done.get(deed.name) ?? 0) + 1);
  // An answer that does not come is a person's bad luck.
  void deed.perform(people, graph).catch(() => undefined);
}

/** Somebody does not believe what a run came to. */
export function doubt(people: People, key: RunKey): void {
  const graph = people.findGraph(key.dagId);
  if (graph !== undefined) void clear(people, { key, graph }).catch(() => undefined);
}

/** The run that an answer said exists; null when it was refused. */
async function trigger({ world, random, promised, nextNumber }: People, graph: Graph): Promise<RunKey | null> {
  const number = nextNumber();
  const runId = random.chance(0.2) ? `by hand ${random.int(4)}` : `by hand ${number + 10}`;
  const slot = Math.floor(world.loop.now / 60_000) * 60_000 + random.between(-2, 2) * 60_000;
  const request: TriggerRequest = {
    v: 1,
    runId: random.chance(0.2) ? null : runId,
    logicalDate: random.chance(0.3) ? slot : null,
    dataInterval: null,
    runAfter: random.chance(0.1) ? world.loop.now + random.between(0, 120_000) : null,
    conf: {},
    note: null,
    partitionKey: null,
    triggeredBy: "rest_api",
    triggeringUser: "ann",
  };
  const made = await world.call(world.dag(graph), (dag) => dag.trigger(request));
  if (!made.ok) return null;
  promised.set(nameRunObject(made.value), made.value);
  return made.value;
}

function target({ random }: People, graph: Graph): { taskId: string; mapIndex: number | null }[] {
  const task = random.pick(graph.tasks);
  return task === undefined ? [] : [{ taskId: task.id, mapIndex: null }];
}

async function clear(people: People, run = people.pickRun()): Promise<void> {
  if (run === null) return;
  const request = describeClear(people, run.graph);
  const { world } = people;
  await world.call(world.run(run.key), (parts) => parts.actions.clear(request));
}

async function cancel({ world, random, pickRun }: People): Promise<void> {
  const run = pickRun();
  if (run === null) return;
  const state = random.chance(0.5) ? "failed" : "success";
  await world.call(world.run(run.key), (parts) => parts.actions.cancel({ v: 1, state, by: "ann" }));
}

async function mark(people: People): Promise<void> {
  const run = people.pickRun();
  if (run === null) return;
  const { random, world } = people;
  const request = {
    v: 1,
    targets: target(people, run.graph),
    state: random.pick(["success", "failed", "skipped"] as const),
    upstream: random.chance(0.2),
    downstream: random.chance(0.2),
    dryRun: false,
    by: "ann",
  } as const;
  await world.call(world.run(run.key), (parts) => parts.actions.mark(request));
}

async function deleteRun(people: People): Promise<void> {
  const run = people.pickRun();
  if (run !== null) await remove(people, run.key);
}

/** Deletes a run while what was sent to make it may still be on its way. */
async function deleteAtOnce(people: People, graph: Graph): Promise<void> {
  const key = await trigger(people, graph);
  if (key !== null) await remove(people, key);
}

async function remove({ world, deleting, deleted }: People, key: RunKey): Promise<void> {
  const name = nameRunObject(key);
  deleting.add(name);
  const done = await world.call(world.dag(key), (dag) => dag.deleteRun(key.runId));
  if (done.ok) deleted.set(name, key);
}

async function annotate({ world, random, pickRun }: People): Promise<void> {
  const run = pickRun();
  if (run === null) return;
  const note = `note ${random.int(100)}`;
  await world.call(world.run(run.key), (parts) => parts.actions.setNote(note));
}
