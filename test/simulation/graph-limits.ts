import type { Graph, TaskNode } from "../../src/core/graph.ts";
import { createTask } from "../support/graphs.ts";
import type { Random } from "../support/world/random.ts";

/** How common each limit is in a world; 0 for one that does not occur in it. */
export interface LimitRates {
  /** Of tasks: a limit over all runs of the DAG, one within a run, a rate of starts, a pool. */
  readonly tasksPerDag: number;
  readonly tasksPerRun: number;
  readonly rate: number;
  readonly pool: number;
  /** Of DAGs: tasks that depend on the run before, a policy for slots that find no room, starts that are spread. */
  readonly past: number;
  readonly overlap: number;
  readonly jitter: number;
}

export const NO_LIMITS: LimitRates = {
  tasksPerDag: 0,
  tasksPerRun: 0,
  rate: 0,
  pool: 0,
  past: 0,
  overlap: 0,
  jitter: 0,
};

/** Most worlds have a few of them, many none: what comes seldom together is met that way. */
export function drawLimitRates(random: Random): LimitRates {
  if (random.chance(0.35)) return NO_LIMITS;
  const rate = (most: number): number => (random.chance(0.45) ? 0 : random.next() * most);
  return {
    tasksPerDag: rate(0.5),
    tasksPerRun: rate(0.3),
    rate: rate(0.4),
    pool: rate(0.8),
    past: random.chance(0.6) ? 0 : random.next(),
    overlap: rate(0.8),
    jitter: rate(0.8),
  };
}

type Rate = NonNullable<TaskNode["rate"]>;

/** Each key has one limit, whoever uses it. */
const RATES: readonly [Rate, Rate] = [
  { key: "slow", limit: 2, period: 20_000 },
  { key: "fast", limit: 5, period: 10_000 },
];
/** The task that each version of a DAG with a past ends with. */
const LAST = "last";

/** Lays limits over a graph. Those of the DAG as a whole come of `random` too: its first version's are kept. */
export function limitGraph(random: Random, graph: Graph, rates: LimitRates): Graph {
  const hasPast = random.chance(rates.past);
  const tasks = graph.tasks.map((node) => limitTask(random, node, rates));
  return {
    ...graph,
    ...(random.chance(rates.overlap) ? { overlap: random.pick(["skip", "cancel_older"] as const) } : {}),
    ...(random.chance(rates.jitter) ? { jitter: random.between(1, 90) * 1_000 } : {}),
    tasks: hasPast ? bindToPast(random, tasks) : tasks,
  };
}

function limitTask(random: Random, node: TaskNode, rates: LimitRates): TaskNode {
  return {
    ...node,
    ...(random.chance(rates.tasksPerDag) ? { maxActiveTisPerDag: random.between(1, 3) } : {}),
    ...(random.chance(rates.tasksPerRun) ? { maxActiveTisPerDagrun: random.between(1, 2) } : {}),
    ...(random.chance(rates.rate) ? { rate: random.pick(RATES) } : {}),
    ...(random.chance(rates.pool) ? { pool: random.pick(["narrow", "wide", "patient"] as const) } : {}),
  };
}

/** The first task and a last one: every version has both, for one that the run before lacks waits for ever. */
function bindToPast(random: Random, tasks: readonly TaskNode[]): TaskNode[] {
  const bind = (): Partial<TaskNode> => ({
    dependsOnPast: true,
    ignoreFirstDependsOnPast: true,
    ...(random.chance(0.3) ? { waitForDownstream: true } : {}),
    ...(random.chance(0.3) ? { waitForPastDependsBeforeSkipping: true } : {}),
  });
  const upstream = tasks.filter(() => random.chance(0.4)).map(({ id }) => id);
  const last = createTask(LAST, {
    upstream,
    triggerRule: random.pick(["all_success", "all_done"] as const),
    ...bind(),
  });
  return [...tasks.map((node, index) => (index === 0 ? { ...node, ...bind() } : node)), last];
}
