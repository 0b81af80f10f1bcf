import { z } from "zod";
import type { Engine } from "../engines/engine.ts";
import { atMost, type Measurement } from "../measurement.ts";
import { runOnce, type RunTimes } from "../run-times.ts";
import { median } from "../statistics.ts";
import { repeat } from "../time.ts";
import type { Measure } from "../world.ts";

const PAIRS = 10;
const returned = z.object({ took: z.coerce.number(), seen: z.coerce.number() });

interface Pair {
  readonly run: RunTimes;
  readonly compute: z.output<typeof returned>;
}

/** Heavy tasks one after the other beside the same computation in the same Worker, in pairs, since machines drift. */
export const measureB: Measure = async (world) => {
  const product = await world.reachProduct();
  const pair = async () => ({ run: await runOnce(product, "bench_b"), compute: await computeOnce(product) });
  await repeat(2, pair);
  const pairs = await repeat(Math.max(PAIRS, world.repeats), pair);
  const workflows = await world.startYardsticks("workflows");
  const flow = { kind: "chain", steps: 10, n: 33 } as const;
  await workflows.flow(flow, 1);
  const flows = await repeat(world.repeats, () => workflows.flow(flow, 1));
  const measured = describe(pairs, median(flows));
  return world.profile === "edge" || product.host === null ? [...measured, describeClock(pairs)] : measured;
};

function describe(pairs: readonly Pair[], workflows: number): Measurement[] {
  const own = pairs.map(({ run }) => run.own);
  const client = pairs.map(({ run }) => run.client);
  const compute = { name: "pure compute", value: median(pairs.map((one) => one.compute.took)) };
  const ratios = pairs.map((one) => one.run.own / one.compute.took);
  const shared = { workload: "B", unit: "ms", yardstick: compute } as const;
  const value = median(ratios) * compute.value;
  return [
    { ...shared, what: "10 sequential tasks fib(33)", value, target: atMost(1.1, "ratio"), samples: own },
    { ...shared, what: "  trigger to answer, by client", value: median(client), workflows, samples: client },
  ];
}

/** At the edge the clock stands still while something computes. */
function describeClock(pairs: readonly Pair[]): Measurement {
  const value = median(pairs.map((one) => one.compute.seen));
  return { workload: "B", what: "  of it that the clock shows meanwhile", value, unit: "ms", target: atMost(0) };
}

/** Milliseconds by the task's own clock: what it took, and what the clock showed before anything came in from outside. */
async function computeOnce(product: Engine): Promise<Pair["compute"]> {
  const { dag_run_id: id } = await product.trigger("bench_compute");
  await product.waitEnd("bench_compute", id);
  const value = await product.readValue("bench_compute", id, "compute");
  return returned.parse(typeof value === "string" ? JSON.parse(value) : value);
}
