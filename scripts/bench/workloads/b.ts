import { z } from "zod";
import { readJson } from "../http-client.ts";
import { atMost } from "../measurement.ts";
import type { Product } from "../product.ts";
import { runOnce } from "../run-times.ts";
import { median } from "../statistics.ts";
import { repeat } from "../time.ts";
import type { Measure } from "../world.ts";

const PAIRS = 10;
const returned = z.object({ value: z.coerce.number() });

/** Heavy tasks one after the other beside the same computation in the same Worker, in pairs, since machines drift. */
export const measureB: Measure = async (world) => {
  const product = await world.startProduct();
  const pair = async () => ({ run: await runOnce(product, "bench_b"), compute: await computeOnce(product) });
  await repeat(2, pair);
  const pairs = await repeat(Math.max(PAIRS, world.repeats), pair);
  const workflows = await world.startYardsticks("workflows");
  const flow = { kind: "chain", steps: 10, n: 33 } as const;
  await workflows.flow(flow, 1);
  const flows = await repeat(world.repeats, () => workflows.flow(flow, 1));
  const own = pairs.map(({ run }) => run.own);
  const client = pairs.map(({ run }) => run.client);
  const compute = { name: "pure compute", value: median(pairs.map((one) => one.compute)) };
  const ratios = pairs.map((one) => one.run.own / one.compute);
  return [
    {
      workload: "B",
      what: "10 sequential tasks fib(33)",
      value: median(ratios) * compute.value,
      unit: "ms",
      yardstick: compute,
      target: atMost(1.1, "ratio"),
      samples: own,
    },
    {
      workload: "B",
      what: "  trigger to answer, by client",
      value: median(client),
      unit: "ms",
      yardstick: compute,
      workflows: median(flows),
      samples: client,
    },
  ];
};

/** Milliseconds by the task's own clock. */
async function computeOnce(product: Product): Promise<number> {
  const { dag_run_id: id } = await product.trigger("bench_compute");
  await product.waitEnd("bench_compute", id);
  const path = `/api/v2/dags/bench_compute/dagRuns/${encodeURIComponent(id)}/taskInstances/compute/xcomEntries/return_value`;
  return returned.parse(readJson(await product.client.send("GET", path))).value;
}
