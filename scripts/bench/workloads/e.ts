import { z } from "zod";
import { readJson } from "../http-client.ts";
import { atMost } from "../measurement.ts";
import type { Product } from "../product.ts";
import { median, quantile } from "../statistics.ts";
import { repeat, time } from "../time.ts";
import type { Measure } from "../world.ts";

const TRIGGERS = 60;
const WARM_UPS = 20;
const DAG = "bench_e";
const returned = z.object({ value: z.coerce.number() });

/** From the client's call to the first line of author code, by the one clock that both see. */
export const measureE: Measure = async (world) => {
  const yardsticks = await world.startYardsticks("floor");
  const product = await world.startProduct();
  const one = async () => ({
    ping: await time(() => yardsticks.client.send("GET", "/ping")),
    writes: await time(() => yardsticks.client.send("GET", `/two-writes?id=${crypto.randomUUID()}`)),
    ...(await triggerOnce(product)),
  });
  await repeat(WARM_UPS, one);
  const all = await repeat(TRIGGERS, one);
  const begins = all.map(({ begin }) => begin);
  const answers = all.map(({ answer }) => answer);
  const floor = { name: "ping + 2 writes", value: median(all.map(({ writes }) => writes)) };
  const ping = { name: "ping", value: median(all.map((one) => one.ping)) };
  const shared = { workload: "E", unit: "ms" } as const;
  return [
    {
      ...shared,
      what: "REST trigger to author code, p50",
      value: median(begins),
      yardstick: floor,
      target: atMost(3, "ratio"),
      samples: begins,
    },
    { ...shared, what: "  p95", value: quantile(begins, 0.95), yardstick: floor },
    { ...shared, what: "  trigger to its answer, p50", value: median(answers), yardstick: ping, samples: answers },
  ];
};

/** The Worker's clock shows whole milliseconds; half of one is what it hides on average. */
const HIDDEN = 0.5;

async function triggerOnce(product: Product): Promise<{ begin: number; answer: number }> {
  const start = performance.timeOrigin + performance.now();
  const { dag_run_id: id } = await product.trigger(DAG);
  const answer = performance.timeOrigin + performance.now() - start;
  await product.waitEnd(DAG, id);
  const path = `/api/v2/dags/${DAG}/dagRuns/${encodeURIComponent(id)}/taskInstances/begin/xcomEntries/return_value`;
  const { value } = returned.parse(readJson(await product.client.send("GET", path)));
  return { begin: value + HIDDEN - start, answer };
}
