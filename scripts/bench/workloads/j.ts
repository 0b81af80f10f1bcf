import { setTimeout as wait } from "node:timers/promises";
import { countOperations, type Counters } from "../counters.ts";
import { atMost, type Measurement } from "../measurement.ts";
import { PRICES, priceUsage, type Usage } from "../prices.ts";
import type { Product } from "../product.ts";
import { measureRun } from "../product.ts";
import { repeat } from "../time.ts";
import { OBSERVED, type Measure } from "../world.ts";

const RUNS = 10;
const TASKS = 40;
const DAG = "bench_a";
const MILLION = 1_000_000;
/** What a run does after its end (projection, registry, its alarm's last look) is over by then. Milliseconds. */
const AFTERMATH = 35_000;
/** Gigabytes an object is billed for. */
const OBJECT_SIZE = 0.128;

/** What a million tasks of sequences cost at list price, from counted operations; each run is triggered by a REST call. */
export const measureJ: Measure = async (world) => {
  const product = await world.startProduct({ entry: OBSERVED, vars: { TRADEWIND_PROFILE: "edge" } });
  let awake = 0;
  const counted = await countOperations(product, async () => {
    awake = (await repeat(RUNS, () => runOne(product))).reduce((sum, time) => sum + time, 0);
    await wait(AFTERMATH);
  });
  return describe(counted, awake / (RUNS * TASKS));
};

async function runOne(product: Product): Promise<number> {
  const { dag_run_id: id } = await product.trigger(DAG);
  await product.waitEnd(DAG, id);
  return measureRun(await product.readRun(DAG, id));
}

/** The benchmark's own way of watching a run: two calls, the wait and the look at its end, with three to its object. */
const WATCHING = { workerRequests: 2 * RUNS, objectRequests: 3 * RUNS };

/** `awake` is milliseconds of a run per task: while it lasts, its object is billed. */
function describe(counted: Counters, awake: number): Measurement[] {
  const perTask = (count: number) => count / (RUNS * TASKS);
  const usage: Usage = {
    workerRequests: perTask(counted.workerRequests - WATCHING.workerRequests) * MILLION,
    objectRequests: perTask(counted.objectRequests - WATCHING.objectRequests + counted.alarmsFired) * MILLION,
    objectRowsRead: perTask(counted.objectRowsRead) * MILLION,
    objectRowsWritten: perTask(counted.objectRowsWritten + counted.alarmsSet) * MILLION,
    queueOperations: perTask(counted.queueMessages * 3) * MILLION,
    d1RowsRead: perTask(counted.d1RowsRead) * MILLION,
    d1RowsWritten: perTask(counted.d1RowsWritten) * MILLION,
    r2ClassA: perTask(counted.r2ClassA) * MILLION,
    r2ClassB: perTask(counted.r2ClassB) * MILLION,
    objectGigabyteSeconds: (awake / 1000) * OBJECT_SIZE * MILLION,
    cpuMilliseconds: awake * MILLION,
  };
  const cost = priceUsage(usage);
  const shared = { workload: "J", unit: "USD" } as const;
  const parts = Object.keys(PRICES) as (keyof Usage)[];
  return [
    { ...shared, what: "a million tasks of A at list price", value: cost.total, target: atMost(15) },
    ...parts.map((part) => ({ ...shared, what: `  ${part}, ${format(usage[part])} a task`, value: cost[part] })),
  ];
}

function format(perMillion: number): string {
  return (perMillion / MILLION).toFixed(3);
}
