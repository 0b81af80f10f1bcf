import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProduct, type Product } from "../bench/product.ts";
import { quantile } from "../bench/statistics.ts";
import { listInstances } from "./instances.ts";

const PAUSE = 250;
const CALM = 40;
const BUSY = 120;
/** What a neighbour's p95 may become: so many times as long, or so many milliseconds longer. */
const BOUND = { times: 2, more: 250 };

/** One team fans out; another's small runs must start as before. True when they do. */
export async function measureNeighbour(folder: string, items: number): Promise<boolean> {
  const dagsDir = join(folder, "dags");
  mkdirSync(dagsDir, { recursive: true });
  writeFileSync(
    join(dagsDir, "loud.ts"),
    `import { dag } from "tradewind";
export const d = dag("loud", { team: "loud" });
const items = d.task("items", () => Array.from({ length: ${items} }, (_, index) => index));
d.task("each", { expand: { item: items } }, async () => { await new Promise((done) => setTimeout(done, 20)); });
`,
  );
  writeFileSync(
    join(dagsDir, "quiet.ts"),
    `import { dag } from "tradewind";
export const d = dag("quiet", { team: "quiet", maxActiveRuns: 1000 });
d.task("one", () => 1);
`,
  );
  const product = await startProduct({ stateDir: join(folder, "state"), dagsDir });
  try {
    await triggerQuietly(product, 10);
    const calm = await triggerQuietly(product, CALM);
    const loud = await product.trigger("loud.loud");
    // The list is there once the first task is over.
    await sleep(2_000);
    const busy = await triggerQuietly(product, BUSY);
    const { end_date: end } = await product.readRun("loud.loud", loud.dag_run_id);
    return await report(product, { calm, busy, items, isOver: end !== null });
  } finally {
    await product.stop();
  }
}

/** Triggers runs one after the other; answers when each was asked for, by its id. */
async function triggerQuietly(product: Product, count: number): Promise<Map<string, number>> {
  const asked = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const at = Date.now();
    asked.set((await product.trigger("quiet.quiet")).dag_run_id, at);
    await sleep(PAUSE);
  }
  return asked;
}

interface Found {
  readonly calm: ReadonlyMap<string, number>;
  readonly busy: ReadonlyMap<string, number>;
  readonly items: number;
  /** Whether the loud run was over before the quiet ones: then they were not all disturbed. */
  readonly isOver: boolean;
}

async function report(product: Product, { calm, busy, items, isOver }: Found): Promise<boolean> {
  let instances = await listInstances(product.client, "quiet.quiet");
  for (let round = 0; round < 60 && instances.some(({ start_date: at }) => at === null); round += 1) {
    await sleep(1_000);
    instances = await listInstances(product.client, "quiet.quiet");
  }
  const startOf = new Map(instances.map((instance) => [instance.dag_run_id, instance.start_date]));
  const late = (asked: ReadonlyMap<string, number>): number =>
    quantile(
      [...asked].map(([id, at]) => (startOf.get(id) ?? Infinity) - at),
      0.95,
    );
  const [before, during] = [late(calm), late(busy)];
  const allowed = Math.max(before * BOUND.times, before + BOUND.more);
  console.log(`neighbour: one team fans out over ${items} tasks, another triggers a run every ${PAUSE} ms`);
  console.log(`  trigger to task start, p95: ${before} ms alone, ${during} ms beside it; at most ${allowed} ms`);
  console.log(`  the fan-out was ${isOver ? "over before the last of them" : "under way all the while"}`);
  return during <= allowed;
}
