import { atMost } from "../measurement.ts";
import { runOnce } from "../run-times.ts";
import { median } from "../statistics.ts";
import { repeat } from "../time.ts";
import type { Measure } from "../world.ts";

const LONG = "bench_long";

/** Eight tasks of a second each while a task of a minute runs: whether one holds another back. */
export const measureX: Measure = async (world) => {
  const product = await world.reachProduct();
  const long = await product.trigger(LONG);
  const runs = await repeat(3, () => runOnce(product, "bench_short"));
  const { state } = await product.readRun(LONG, long.dag_run_id);
  if (state !== "running") throw new Error(`the long run should still be running, and is ${state}`);
  await product.client.send("PATCH", `/api/v2/dags/${LONG}/dagRuns/${encodeURIComponent(long.dag_run_id)}`, {
    state: "failed",
  });
  const client = runs.map((run) => run.client);
  const what = "8 tasks of 1 s beside one of 60 s";
  return [{ workload: "X", what, value: median(client), unit: "ms", target: atMost(2_000), samples: client }];
};
