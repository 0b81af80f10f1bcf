import { z } from "zod";
import { atMost } from "../measurement.ts";
import type { Deployed } from "../product.ts";
import { median, quantile } from "../statistics.ts";
import { repeat } from "../time.ts";
import type { Measure } from "../world.ts";

const TRIGGERS = 60;
const WARM_UPS = 20;
const DAG = "bench_e";
const returned = z.coerce.number();

/** From the client's call to the first line of author code, by the one clock that both see when they are on one machine. */
export const measureE: Measure = async (world) => {
  const yardsticks = await world.startYardsticks("floor");
  const product = await world.reachProduct();
  const one = async () => ({
    ping: await yardsticks.ping(),
    writes: await yardsticks.writeTwice(),
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
      what: product.host === null ? "run accepted to author code, p50" : "REST trigger to author code, p50",
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

async function triggerOnce(product: Deployed): Promise<{ begin: number; answer: number }> {
  const start = performance.timeOrigin + performance.now();
  const { dag_run_id: id, queued_at: accepted } = await product.trigger(DAG);
  const answer = performance.timeOrigin + performance.now() - start;
  await product.waitEnd(DAG, id);
  const value = returned.parse(await product.readValue(DAG, id, "begin")) + HIDDEN;
  // Another machine has another clock: there only its own two readings can be compared.
  return { begin: value - (product.host === null ? (accepted ?? Number.NaN) : start), answer };
}
