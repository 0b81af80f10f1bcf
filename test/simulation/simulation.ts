import type { Graph } from "../../src/core/graph.ts";
import { isCalm } from "../support/world/faults.ts";
import type { Fault } from "../support/world/faults.ts";
import type { Mutation } from "../support/world/mutation.ts";
import { NO_MUTATION } from "../support/world/mutation.ts";
import { Random } from "../support/world/random.ts";
import { World } from "../support/world/world.ts";
import { drawConsumer } from "./asset-checks.ts";
import { Checker } from "./checker.ts";
import { startCron } from "./cron.ts";
import { act, doDeed, doubt } from "./deeds.ts";
import { drawGraph, POOLS } from "./graphs.ts";
import type { GraphLimits } from "./graphs.ts";
import { endTroubles, strike, TROUBLE_INTERVAL } from "./troubles.ts";
import { People } from "./people.ts";
import { mendPast } from "./mend-past.ts";
import type { Plan } from "./plan.ts";
import { checkQuiet, findUnrest } from "./quiet.ts";
import type { Violation } from "./violation.ts";

const MINUTE = 60_000;
/** Once nothing goes wrong any more, everything must have come to its end within this. */
const FAIR_TIME = 240 * MINUTE;
/** Once nothing goes wrong any more, what went wrong before is made good within this. */
const SETTLING = 4 * MINUTE;

export type Trace = ((line: string) => void) | null;

export interface Outcome {
  readonly plan: Plan;
  readonly events: number;
  readonly runs: number;
  readonly starts: number;
  readonly hits: ReadonlyMap<Fault, number>;
  /** How often people did what. */
  readonly deeds: ReadonlyMap<string, number>;
  /** The first is the one that ended the simulation. */
  readonly violations: readonly Violation[];
}

/** Lives through one plan from beginning to end. Must be called outside of promise reactions. */
export function simulate(plan: Plan, mutation: Mutation = NO_MUTATION, trace: Trace = null): Outcome {
  const simulation = new Simulation(plan, mutation, trace);
  const outcome = simulation.live();
  simulation.world.close();
  return outcome;
}

export class Simulation {
  readonly plan: Plan;
  readonly world: World;
  readonly checker = new Checker();
  readonly people: People;
  readonly graphs: Graph[];
  readonly consumer: Graph | null;
  readonly #random: Random;
  readonly #mutation: Mutation;
  readonly #end: number;

  constructor(plan: Plan, mutation: Mutation, trace: Trace) {
    this.plan = plan;
    this.#mutation = mutation;
    this.#random = new Random(`simulation ${plan.seed}`);
    const { faults, habits, seed } = plan;
    const profile = this.#random.chance(0.5) ? "edge" : "local";
    const say = trace === null ? null : (line: string) => trace(`${this.world.loop.now} ${line}`);
    this.world = new World({
      seed,
      faults,
      habits,
      mutation,
      profile,
      pools: POOLS,
      watcher: this.checker,
      trace: say,
    });
    this.checker.watch(this.world);
    if (isCalm(faults)) this.checker.calmSince = this.world.loop.now;
    this.#end = this.world.loop.now + plan.minutes * MINUTE;
    this.graphs = Array.from({ length: plan.dags }, (_, index) => this.#drawGraph(index, 1));
    for (const graph of this.graphs) this.world.deployment.ship(graph, 1);
    this.consumer = drawConsumer(plan.seed);
    this.#shipConsumer(1);
    const doubts = this.#random.fork("doubts");
    this.checker.onEnd = ({ run }) => {
      const isDoubted = this.world.loop.now < this.#end && doubts.chance(plan.doubts);
      if (isDoubted) this.world.loop.after(doubts.int(10_000), null, () => doubt(this.people, run.identity));
    };
    this.people = new People(this.world, {
      random: this.#random.fork("people"),
      graphs: this.graphs,
      undone: plan.undone,
      // Where nothing goes wrong no object is reset, either.
      ship: () => void (isCalm(faults) || this.#deploy()),
    });
  }

  #drawGraph(index: number, version: number): Graph {
    const random = new Random(`graph ${this.plan.seed} ${index} ${version}`);
    // What limits a DAG as a whole, and its schedule, stay; its tasks change.
    const first = drawGraph(new Random(`graph ${this.plan.seed} ${index} 1`), `dag${index}`, this.#limits(index));
    const { tasks } = drawGraph(random, `dag${index}`, this.#limits(index));
    return { ...first, tasks, description: `version ${version}` };
  }

  #shipConsumer(version: number): void {
    if (this.consumer === null) return;
    this.world.deployment.ship({ ...this.consumer, description: `version ${version}` }, version);
  }

  #limits(index: number): GraphLimits {
    const start = this.#end - this.plan.minutes * MINUTE;
    const { tasks, limits, seed } = this.plan;
    // Whether tasks depend on their past stays, too: what the run before does not have is waited for in vain.
    const past = Number(new Random(`past ${seed} ${index}`).chance(limits.past));
    return { tasks, start, end: this.#end, rates: { ...limits, past } };
  }

  live(): Outcome {
    this.#startTroubles();
    if (this.#mutation.hasTicks !== false) startCron(this.world);
    this.#runUntil(this.#end);
    this.#becomeFair();
    this.#runUntilQuiet();
    const violations = this.checker.violations.all;
    return {
      plan: this.plan,
      events: this.world.loop.happened,
      runs: this.checker.shadows.size,
      starts: [...this.checker.starts.values()].reduce((sum, count) => sum + count, 0),
      hits: this.world.faults.hits,
      deeds: this.people.done,
      violations,
    };
  }

  get #isBroken(): boolean {
    return this.checker.violations.all.length > 0;
  }

  #runUntil(time: number): void {
    while (!this.#isBroken && this.world.loop.step(time));
  }

  /** What goes wrong, or is done, by the minute. */
  #startTroubles(): void {
    const { loop } = this.world;
    for (const graph of this.graphs)
      loop.after(
        0,
        null,
        () => void this.world.call(this.world.dag(graph), (engine) => engine.advance()).catch(nothing),
      );
    const random = this.#random.fork("troubles");
    for (let minute = 0; minute < this.plan.minutes; minute += 1) {
      const at = loop.now + minute * MINUTE;
      const actions = Math.floor(this.plan.actions) + Number(random.chance(this.plan.actions % 1));
      for (let action = 0; action < actions; action += 1)
        loop.at(at + random.int(MINUTE), null, () => act(this.people));
    }
    for (let at = loop.now; at < this.#end; at += TROUBLE_INTERVAL)
      loop.at(at + random.int(TROUBLE_INTERVAL), null, () => strike(this.world, () => this.#deploy()));
  }

  /** A new version of every DAG: objects are reset, and the code of the old version is gone. */
  #deploy(): void {
    const version = Math.floor(this.world.loop.happened);
    this.graphs.forEach((_, index) => {
      const graph = this.#drawGraph(index, version);
      this.graphs[index] = graph;
      this.world.deployment.ship(graph, version);
    });
    this.#shipConsumer(version);
    this.world.orgView.markDue(this.world.loop.now);
    for (const actor of this.world.listActors()) actor.die();
  }

  #becomeFair(): void {
    const { world } = this;
    world.faults.isActive = false;
    endTroubles(world);
    // A word to pause or to hold may still come, late.
    for (const delay of [0, 2 * MINUTE])
      world.loop.after(delay, null, () => void this.people.releaseAll(this.checker.shadows.values()));
    // By then every sweep has been round: what happens now has nothing to excuse it.
    world.loop.after(SETTLING, null, () => {
      this.checker.calmSince = Math.min(this.checker.calmSince, world.loop.now);
      for (const graph of this.graphs) doDeed(this.people, "trigger", graph);
    });
  }

  #runUntilQuiet(): void {
    const { loop } = this.world;
    const deadline = loop.now + FAIR_TIME;
    while (!this.#isBroken && loop.now < deadline) {
      mendPast(this);
      this.#runUntil(loop.now + MINUTE);
      if (!this.#isBroken && loop.now >= this.#end + SETTLING + MINUTE && findUnrest(this) === null) break;
    }
    if (!this.#isBroken) checkQuiet(this);
  }
}

function nothing(): void {
  // Nobody waits for the answer.
}
