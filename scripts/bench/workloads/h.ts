import { readJson } from "../http-client.ts";
import { atMost, type Measurement } from "../measurement.ts";
import type { Product } from "../product.ts";
import { seedHistory } from "../seed.ts";
import { median, quantile } from "../statistics.ts";
import { repeat, time } from "../time.ts";
import type { Measure } from "../world.ts";

const LOOKS = 25;
const RUNS = "/api/v2/dags/~/dagRuns";
const INSTANCES = `${RUNS}/~/taskInstances`;

/** What people look at, by name. */
const PAGES: Readonly<Record<string, string>> = {
  "runs, newest first": `${RUNS}?limit=50&order_by=-run_after`,
  "runs of one DAG": "/api/v2/dags/seed_7/dagRuns?limit=50&order_by=-run_after",
  "failed runs": `${RUNS}?limit=50&state=failed&order_by=-run_after`,
  "runs by part of their id": `${RUNS}?limit=50&run_id_pattern=000077`,
  "runs of a day": `${RUNS}?limit=50&run_after_gte=2026-01-20T00:00:00Z&run_after_lt=2026-01-21T00:00:00Z`,
  "runs, far down": `${RUNS}?limit=50&offset=5000&order_by=-run_after`,
  "instances, newest first": `${INSTANCES}?limit=50&order_by=-run_after`,
  "instances of one DAG": "/api/v2/dags/seed_7/dagRuns/~/taskInstances?limit=50",
  "failed instances": `${INSTANCES}?limit=50&state=failed`,
  "instances of one task": "/api/v2/dags/seed_7/dagRuns/~/taskInstances?limit=50&task_id=task_3",
  DAGs: "/api/v2/dags?limit=50",
};

/** Lists over 100,000 runs and a million instances, and the tick beside that of an empty deployment. */
export const measureH: Measure = async (world) => {
  const product = await world.startProduct();
  const empty = await measureTick(product);
  await seedHistory(await product.host.miniflare.getD1Database("DB"));
  const pages: Measurement[] = [];
  for (const [name, path] of Object.entries(PAGES)) pages.push(...(await measurePage(product, name, path)));
  const full = await measureTick(product);
  const tick = { name: "when empty", value: empty };
  return [...pages, { workload: "H", what: "tick when full", value: full, unit: "ms", yardstick: tick }];
};

async function measurePage(product: Product, name: string, path: string): Promise<Measurement[]> {
  const look = () => time(async () => void readJson(await product.client.send("GET", path)));
  await repeat(3, look);
  const samples = await repeat(LOOKS, look);
  const p95 = quantile(samples, 0.95);
  const p50 = { name: "p50", value: median(samples) };
  return [{ workload: "H", what: `${name}, p95`, value: p95, unit: "ms", yardstick: p50, target: atMost(50), samples }];
}

async function measureTick(product: Product): Promise<number> {
  await product.host.tick();
  return median(await repeat(7, () => time(() => product.host.tick())));
}
