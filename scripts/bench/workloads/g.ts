import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { countOperations } from "../counters.ts";
import { readJson } from "../http-client.ts";
import { atMost } from "../measurement.ts";
import type { Product } from "../product.ts";
import { time } from "../time.ts";
import { OBSERVED, type Measure } from "../world.ts";

const DAGS = 400;
const MINUTE = 60_000;
/** A deployment is up, and all its first runs are over, within this. Milliseconds. */
const LONGEST = 60_000;
const page = z.object({
  total_entries: z.number(),
  dag_runs: z.array(z.object({ start_date: z.iso.datetime().nullable() })),
});

/** 400 DAGs of one schedule: what a tick costs when nothing is due, and how soon all have started when all are. */
export const measureG: Measure = async (world) => {
  const dagsDir = join(world.folder, "dags");
  writeDags(dagsDir);
  let found: Product | null = null;
  const start = await time(async () => {
    found = await world.startProduct({ dagsDir, entry: OBSERVED });
  });
  const product = found ?? (await world.startProduct({ dagsDir, entry: OBSERVED }));
  await waitForRest(product);
  const due = Math.ceil(Date.now() / MINUTE) * MINUTE;
  await wait(due - Date.now());
  const allStarted = await waitForStarts(product, due);
  await waitForRest(product);
  const idle = await countOperations(product, () => product.host.tick());
  const took = await time(() => product.host.tick());
  const shared = { workload: "G" } as const;
  return [
    {
      ...shared,
      what: "400 DAGs: D1 queries of an idle tick",
      value: idle.d1Queries,
      unit: "operations",
      target: atMost(3),
    },
    { ...shared, what: "  object requests of an idle tick", value: idle.objectRequests, unit: "operations" },
    { ...shared, what: "  time of an idle tick", value: took, unit: "ms" },
    {
      ...shared,
      what: "  all 400 due at once: the last has started",
      value: allStarted,
      unit: "ms",
      target: atMost(5_000),
    },
    { ...shared, what: "  deployed from nothing, first runs asked for", value: start, unit: "ms" },
  ];
};

function writeDags(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < DAGS; index += 1) {
    const id = `many_${index}`;
    const text = `import { dag } from "tradewind";
const d = dag("${id}", { schedule: "* * * * *", startDate: "2020-01-01" });
d.chain(d.task("first", () => 1), d.task("second", () => 2));
export default d;
`;
    writeFileSync(join(folder, `${id}.ts`), text);
  }
}

async function listRuns(product: Product, query: string) {
  return page.parse(readJson(await product.client.send("GET", `/api/v2/dags/~/dagRuns?${query}`)));
}

/** No run is live, as far as the lists know. */
async function waitForRest(product: Product): Promise<void> {
  const until = Date.now() + LONGEST;
  while ((await listRuns(product, "state=running&state=queued&limit=1")).total_entries > 0) {
    if (Date.now() > until) throw new Error(`there are live runs after ${LONGEST} ms`);
    await wait(200);
  }
}

/** Milliseconds from the minute until the last of its runs started. */
async function waitForStarts(product: Product, due: number): Promise<number> {
  const query = `run_after_gte=${new Date(due).toISOString()}&limit=100`;
  for (const until = due + LONGEST; Date.now() < until; await wait(200)) {
    const offsets = Array.from({ length: Math.ceil(DAGS / 100) }, (_, page) => page * 100);
    const pages = await Promise.all(offsets.map((offset) => listRuns(product, `${query}&offset=${offset}`)));
    const runs = pages.flatMap(({ dag_runs: found }) => found);
    const starts = runs.flatMap(({ start_date: at }) => (at === null ? [] : [Date.parse(at)]));
    if (starts.length >= DAGS) return Math.max(...starts) - due;
  }
  return Number.NaN;
}
