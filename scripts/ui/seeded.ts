import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { startProduct, type Product } from "../bench/product.ts";
import { readJson } from "../bench/http-client.ts";
import { isFailing, nameDag, SEED, SPECIAL, writeDags } from "./seed-dags.ts";
import { seedHistory } from "./seed-history.ts";

const HOUR = 3_600_000;

export interface Seeded {
  readonly product: Product;
  /** A run that failed, and one that has ended well, each with its objects. */
  readonly failed: RunName;
  readonly succeeded: RunName;
  /** Its task `talk` wrote as many lines as an attempt keeps. */
  readonly long: RunName;
}
export interface RunName {
  readonly dag: string;
  readonly run: string;
}

/** Starts the product with 400 DAGs of 30 teams and what they did; some runs are its own. */
export async function startSeeded(folder: string): Promise<Seeded> {
  const dagsDir = join(folder, "dags");
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  writeDags(dagsDir, Math.ceil(now / HOUR + 1) * HOUR);
  const product = await startProduct({ stateDir: join(folder, "state"), dagsDir });
  await seedHistory(await product.host.miniflare.getD1Database("DB"), now);
  const failing = Array.from({ length: SEED.dags }, (_, index) => index).filter(isFailing);
  const runs: RunName[] = [];
  for (const index of failing.slice(0, 6)) runs.push(await runOnce(product, nameDag(index)));
  const succeeded = await runOnce(product, nameDag(1));
  const long = await runOnce(product, SPECIAL.chatter);
  for (const one of [...runs, succeeded, long]) await waitForEnd(product, one);
  await waitUntilListed(product, runs.length);
  return { product, failed: runs.at(-1) ?? succeeded, succeeded, long };
}

export async function runOnce(product: Product, dag: string): Promise<RunName> {
  readJson(await product.client.send("PATCH", `/api/v2/dags/${dag}`, { is_paused: false }));
  const { dag_run_id: run } = await product.trigger(dag);
  return { dag, run };
}

export async function waitForEnd(product: Product, { dag, run }: RunName): Promise<void> {
  const path = `/api/v2/dags/${dag}/dagRuns/${encodeURIComponent(run)}/wait?interval=1`;
  readWait((await product.client.send("GET", path)).text);
}

/** The lists follow the runs a moment later. */
async function waitUntilListed(product: Product, failures: number): Promise<void> {
  const counted = z.object({ counts: z.object({ failed: z.int() }) });
  for (;;) {
    const { counts } = counted.parse(readJson(await product.client.send("GET", "/api/x/home")));
    if (counts.failed >= failures) return;
    await sleep(200);
  }
}

function readWait(text: string): void {
  if (!/"state":\s*"(success|failed)"/.test(text)) throw new Error(`A run did not end: ${text.slice(0, 300)}`);
}
