import { atLeast, type Measurement } from "../measurement.ts";
import type { Deployed } from "../product.ts";
import { median } from "../statistics.ts";
import { repeat, time } from "../time.ts";
import type { Measure } from "../world.ts";

const RUNS = 100;
const TASKS = 5;
const WARM_UPS = 2;
const DAG = "bench_d";

interface Round {
  readonly bare: number;
  readonly rest: number;
  readonly accept: number;
  readonly bulk: number;
}

/** Many small runs at once: by a call each, by one call for all, and by a Worker that only does the same writes. */
export const measureD: Measure = async (world) => {
  const yardsticks = await world.startYardsticks("floor");
  const product = await world.reachProduct();
  const round = async (index: number): Promise<Round> => {
    world.note(`round ${index}, bare Worker`);
    const bare = await yardsticks.run(RUNS, TASKS);
    world.note(`round ${index}, a call for each`);
    const each = await triggerEach(product);
    world.note(`round ${index}, one bulk call`);
    return { bare, ...each, bulk: await time(() => triggerAll(product)) };
  };
  await repeat(WARM_UPS, round);
  const rounds = await repeat(Math.max(3, world.repeats), round);
  world.note("Workflows");
  const workflows = await world.startYardsticks("workflows");
  const flow = () => workflows.flow({ kind: "chain", steps: TASKS, n: 1 }, RUNS);
  return describe(rounds, median(await repeat(Math.min(2, world.repeats), flow)));
};

async function triggerEach(product: Deployed): Promise<Pick<Round, "rest" | "accept">> {
  const start = performance.now();
  const runs = await Promise.all(Array.from({ length: RUNS }, () => product.trigger(DAG)));
  const accept = performance.now() - start;
  await Promise.all(runs.map((run) => product.waitEnd(DAG, run.dag_run_id)));
  return { rest: performance.now() - start, accept };
}

async function triggerAll(product: Deployed): Promise<void> {
  const ids = await product.triggerMany(DAG, RUNS);
  await Promise.all(ids.map((id) => product.waitEnd(DAG, id)));
}

function describe(rounds: readonly Round[], workflowsMs: number): Measurement[] {
  const rate = (milliseconds: number) => (RUNS * TASKS * 1000) / milliseconds;
  const rates = (pick: (round: Round) => number) => rounds.map((round) => rate(pick(round)));
  const bare = { name: "bare Worker", value: median(rates((round) => round.bare)) };
  const rest = rates((round) => round.rest);
  const bulk = rates((round) => round.bulk);
  const shared = { workload: "D", unit: "tasks/s" } as const;
  const workflows = rate(workflowsMs);
  const each = { ...shared, what: "100 runs x 5 tasks by 100 calls", value: median(rest), samples: rest };
  return [
    { ...each, yardstick: bare, target: atLeast(0.8, "ratio"), workflows },
    { ...each, what: "  the same, absolute", target: atLeast(1_000) },
    { ...shared, what: "  by one bulk call", value: median(bulk), yardstick: bare, samples: bulk },
    {
      workload: "D",
      what: "  of it until all calls are answered",
      value: median(rounds.map((round) => round.accept)),
      unit: "ms",
      yardstick: { name: "until all runs ended", value: median(rounds.map((round) => round.rest)) },
    },
  ];
}
