import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { readJson } from "../bench/http-client.ts";
import { listTree, readCpu, readMemory } from "../bench/processes.ts";
import { startProduct, type Product } from "../bench/product.ts";
import { ROOT } from "../dags/root.ts";

export interface SoakOptions {
  readonly slots: number;
  readonly maxActiveRuns: number;
  /** Milliseconds between two lines of what is printed. */
  readonly every: number;
  readonly folder: string;
}

const DAG = "soak_hourly";
const HOUR = 3_600_000;
const START = Date.parse("2015-01-01T05:00:00Z");
const MEGABYTE = 1_048_576;

const details = z.object({
  backfill: z.object({ id: z.int(), completed_at: z.string().nullable() }),
  state: z.string(),
  progress: z.object({ made: z.int(), rerun: z.int(), left: z.record(z.string(), z.int()) }),
});
type Details = z.output<typeof details>;

/** Backfills ten years of hours through the whole local product to the end; then again, and cancels that half way. */
export async function soakBackfill(options: SoakOptions): Promise<void> {
  const product = await startProduct({ stateDir: join(options.folder, "state"), dagsDir: join(ROOT, "bench/soak") });
  try {
    await planIt(product, options);
    const first = await create(product, options, "none");
    await watch(product, options, { id: first, until: ({ backfill }) => backfill.completed_at !== null });
    await countRuns(product);
    await cancelHalfWay(product, options);
  } finally {
    await product.stop();
  }
}

function describe({ slots, maxActiveRuns }: SoakOptions, reprocess: string) {
  const range = {
    from_date: new Date(START).toISOString(),
    to_date: new Date(START + (slots - 1) * HOUR).toISOString(),
  };
  return { ...range, max_active_runs: maxActiveRuns, reprocess_behavior: reprocess };
}

async function planIt({ client }: Product, options: SoakOptions): Promise<void> {
  const began = performance.now();
  const answer = readJson(
    await client.send("POST", `/api/x/dags/${DAG}/backfills:plan`, { ...describe(options, "none"), limit: 1 }),
  );
  const { count, cost } = z.object({ count: z.int(), cost: z.object({ usd: z.number() }) }).parse(answer);
  console.log(`plan: ${count} slots, about ${cost.usd} USD, in ${Math.round(performance.now() - began)} ms`);
}

async function create({ client }: Product, options: SoakOptions, reprocess: string): Promise<number> {
  const body = { dag_id: DAG, ...describe(options, reprocess) };
  return z.object({ id: z.int() }).parse(readJson(await client.send("POST", "/api/v2/backfills", body))).id;
}

interface Watched {
  readonly id: number;
  readonly until: (details: Details) => boolean;
}

/** Prints how far it is, how fast it goes, and what memory it takes, until it is where it should be. */
async function watch(product: Product, { every }: SoakOptions, { id, until }: Watched): Promise<Details> {
  const began = performance.now();
  const cpu = readCpu(product.host.runtimePids());
  let told = { at: began, done: 0, cpu };
  for (;;) {
    await sleep(Math.min(every, 1_000));
    const now = performance.now();
    const found = await read(product, id);
    const done = found.progress.made + found.progress.rerun;
    const isOver = until(found);
    if (isOver || now - told.at >= every) {
      const speed = (done - told.done) / ((now - told.at) / 1_000);
      const seconds = ((now - began) / 1_000).toFixed(0);
      const used = readCpu(product.host.runtimePids());
      const each = ((used - told.cpu) / (done - told.done)).toFixed(1);
      console.log(
        `${seconds} s: ${done} runs, ${speed.toFixed(0)}/s, ${each} ms of CPU each, ${found.state}; ${describeMemory(product)}`,
      );
      told = { at: now, done, cpu: used };
    }
    if (!isOver) continue;
    const seconds = (now - began) / 1_000;
    const each = (readCpu(product.host.runtimePids()) - cpu) / done;
    console.log(
      `backfill ${id}: ${done} runs in ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(1)} runs/s, ${each.toFixed(1)} ms of CPU each`,
    );
    return found;
  }
}

async function read({ client }: Product, id: number): Promise<Details> {
  return details.parse(readJson(await client.send("GET", `/api/x/backfills/${id}`)));
}

function describeMemory({ host }: Product): string {
  const workers = host.runtimePids();
  const others = listTree(process.pid).filter((pid) => !workers.includes(pid));
  const show = (pids: readonly number[]) => `${Math.round(readMemory(pids) / MEGABYTE)} MB`;
  return `workerd ${show(workers)}, node ${show(others)}`;
}

async function countRuns({ client }: Product): Promise<void> {
  const counts = ["success", "failed", "running", "queued"].map(async (state) => {
    const path = `/api/v2/dags/${DAG}/dagRuns?state=${state}&limit=1`;
    const { total_entries } = z
      .object({ total_entries: z.int().nullable() })
      .parse(readJson(await client.send("GET", path)));
    return `${state} ${total_entries}`;
  });
  console.log(`D1 says: ${(await Promise.all(counts)).join(", ")} (10,000 are the most it counts)`);
}

/** Runs all again that are over, and cancels half way: what runs goes on to its end, nothing new begins. */
async function cancelHalfWay(product: Product, options: SoakOptions): Promise<void> {
  const id = await create(product, options, "completed");
  await watch(product, options, { id, until: ({ progress }) => progress.rerun >= options.slots / 2 });
  const began = performance.now();
  readJson(await product.client.send("PUT", `/api/v2/backfills/${id}/cancel`));
  const cancelled = await watch(product, options, { id, until: ({ state }) => state === "cancelled" });
  console.log(`cancelled in ${Math.round(performance.now() - began)} ms`);
  await sleep(5_000);
  const later = await read(product, id);
  const more = later.progress.rerun - cancelled.progress.rerun;
  console.log(more === 0 ? "no run began after it" : `${more} runs began after it: that is wrong`);
  if (more !== 0) process.exitCode = 1;
  await countRuns(product);
}
