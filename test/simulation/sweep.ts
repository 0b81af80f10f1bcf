import type { RunView } from "../../src/core/protocol.ts";
import { isRunEnded } from "../../src/core/state.ts";
import type { Crash } from "../support/world/actor.ts";
import type { Mutation } from "../support/world/mutation.ts";
import { World } from "../support/world/world.ts";
import type { Canonical } from "./canonical.ts";
import { Checker } from "./checker.ts";
import { startCron } from "./cron.ts";
import { POOLS } from "./graphs.ts";
import { checkQuiet, findUnrest } from "./quiet.ts";
import type { Violation } from "./violation.ts";

const MINUTE = 60_000;
const LONGEST = 120 * MINUTE;

export interface Swept {
  /** Moments at which something could have died. */
  readonly moments: number;
  readonly events: number;
  readonly violations: readonly Violation[];
  /** Every instance with its state. */
  readonly states: string;
}

/** Lives through one run of a canonical DAG without any other fault, and lets whoever acts at moment `crashAt` die there. */
export function sweepOnce(
  { graph, scripts }: Canonical,
  dies: Crash,
  crashAt: number | null,
  mutation: Mutation = {},
): Swept {
  let moments = 0;
  const mayCrash = (who: Crash): boolean => {
    if (who !== dies) return false;
    moments += 1;
    return moments === crashAt;
  };
  const checker = new Checker();
  const world = new World({ seed: graph.dagId, pools: POOLS, watcher: checker, mayCrash, mutation });
  checker.watch(world);
  for (const { id } of graph.tasks) world.author.scripted.set(id, scripts[id] ?? (() => id));
  world.deployment.ship(graph, 1);
  startCron(world);
  const promised = new Map<string, RunView>();
  world.loop.perform(() => void trigger(world, graph, promised).catch(() => undefined));
  const lived = {
    world,
    checker,
    graphs: [graph],
    consumer: null,
    people: { promised, deleting: new Set<string>(), deleted: new Map(), backfills: new Map() },
  };
  runUntilQuiet(lived);
  const states = describeStates(checker);
  world.close();
  return { moments, events: world.loop.happened, violations: checker.violations.all, states };
}

/** As a client that calls again when it gets no answer; the run id makes it one request. */
async function trigger(world: World, graph: Canonical["graph"], promised: Map<string, RunView>): Promise<void> {
  const request = {
    v: 1,
    runId: "r",
    logicalDate: null,
    dataInterval: null,
    runAfter: null,
    conf: {},
    note: null,
    partitionKey: null,
    triggeredBy: "rest_api",
    triggeringUser: null,
  } as const;
  const ask = () => world.call(world.dag(graph), (engine) => engine.trigger(request));
  const made = await ask().catch(ask);
  if (made.ok) promised.set(`${graph.team}/${graph.dagId}/r`, made.value);
}

function runUntilQuiet(lived: Parameters<typeof checkQuiet>[0]): void {
  const { world, checker } = lived;
  const deadline = world.loop.now + LONGEST;
  const isBroken = (): boolean => checker.violations.all.length > 0;
  while (!isBroken() && world.loop.now < deadline) {
    const until = world.loop.now + MINUTE;
    while (!isBroken() && world.loop.step(until));
    if (!isBroken() && checker.shadows.size > 0 && findUnrest(lived) === null) break;
  }
  checker.violations.demand(checker.shadows.size > 0, "L1", () => "the run was never made");
  if (!isBroken()) checkQuiet(lived);
}

function describeStates({ shadows }: Checker): string {
  const runs = [...shadows.values()].map(({ run }) => {
    const instances = run.tasks.flatMap(({ place, instances: all }) =>
      all.map(({ mapIndex, status }) => `${place.node.id}[${mapIndex}] ${status.state}`),
    );
    return `${isRunEnded(run.state) ? run.state : "open"}: ${instances.join(", ")}`;
  });
  return runs.join("; ");
}

export interface SweepResult {
  readonly name: string;
  readonly moments: number;
  readonly events: number;
  readonly failures: readonly string[];
}

/**
 * Lets every object, or every carrier, die at every moment there is in a DAG's life, one at a time. The death of an object
 * changes nothing of what the run comes to; that of a carrier may cost a try.
 */
export function sweep(canonical: Canonical, dies: Crash, mutation: Mutation = {}): SweepResult {
  const calm = sweepOnce(canonical, dies, null, mutation);
  const failures = calm.violations.map(({ invariant, message }) => `calm: ${invariant} ${message}`);
  let { events } = calm;
  for (let at = 1; at <= calm.moments; at += 1) {
    const swept = sweepOnce(canonical, dies, at, mutation);
    events += swept.events;
    const [first] = swept.violations;
    if (first !== undefined) failures.push(`moment ${at}: ${first.invariant} ${first.message}`);
    else if (dies === "object" && swept.states !== calm.states)
      failures.push(`moment ${at}: came to ${swept.states}, not ${calm.states}`);
  }
  return { name: canonical.name, moments: calm.moments, events, failures };
}
