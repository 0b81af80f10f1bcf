import { join } from "node:path";
import { ROOT } from "../dags/root.ts";
import { EDGE } from "./edge.ts";
import { describeUses, readUses, type Uses } from "./invocations.ts";
import { dropUnmeasured, type Measurement, type Profile, type Workload } from "./measurement.ts";
import {
  connectProduct,
  startProduct,
  type Deployed,
  type Product,
  type ProductAddress,
  type ProductOptions,
} from "./product.ts";
import { connectYardsticks, NO_YARDSTICKS, type Yardsticks, type YardsticksAddress } from "./yardsticks-client.ts";
import { startYardsticks } from "./yardsticks.ts";

/** A product, and yardsticks beside it, that somebody has deployed. */
export interface Remote {
  readonly product: ProductAddress;
  readonly yardsticks: YardsticksAddress | null;
}

export interface WorldSettings {
  readonly workload: Workload;
  readonly folder: string;
  readonly profile: Profile;
  /** How often what takes long is repeated. */
  readonly repeats: number;
  /** Null when everything is started here. */
  readonly remote: Remote | null;
  /** Tells where it is, for the case that it does not end. */
  note(phase: string): void;
}

/** What a workload gets: a folder of its own, and how to start the things it measures. They stop when it is over. */
export interface World extends WorldSettings {
  /** The product with the benchmark's DAGs, here or where it is deployed. */
  reachProduct(): Promise<Deployed>;
  startProduct(options?: Partial<ProductOptions>): Promise<Product>;
  startYardsticks(name: string): Promise<Yardsticks>;
  /** Calls when the workload is over, however it ends. */
  atEnd(clean: () => Promise<void> | void): void;
}

export type Measure = (world: World) => Promise<Measurement[]>;

/** The product with platform operations counted, and made slower or less tidy when its variables say so. */
export const OBSERVED = join(ROOT, "bench/observed/worker.ts");

/** Measures, and stops all that was started for it. */
export async function withWorld(settings: WorldSettings, measure: Measure): Promise<Measurement[]> {
  const cleanups: (() => Promise<void> | void)[] = [];
  const uses: Uses[] = [];
  let measured: Measurement[] = [];
  try {
    measured = await measure(createWorld(settings, cleanups, uses));
  } finally {
    for (const clean of cleanups.toReversed()) await clean();
  }
  const isAsLocal = settings.profile === "local" && settings.remote === null;
  if (isAsLocal) return measured;
  return [...measured.map(dropUnmeasured), ...describeUses(settings.workload, uses)];
}

function createWorld(settings: WorldSettings, cleanups: (() => Promise<void> | void)[], uses: Uses[]): World {
  const { folder, profile, remote } = settings;
  const edge = profile === "edge" ? { entry: OBSERVED, vars: EDGE } : {};
  const start = async (options: Partial<ProductOptions> = {}): Promise<Product> => {
    const vars = { ...("vars" in edge ? edge.vars : {}), ...options.vars };
    const product = await startProduct({ stateDir: join(folder, "product"), ...edge, ...options, vars });
    const stop = once(async () => {
      if (profile === "edge") uses.push(await readUses(product));
      await product.stop();
    });
    cleanups.push(stop);
    return { ...product, stop };
  };
  return {
    ...settings,
    startProduct: start,
    async reachProduct() {
      if (remote === null) return await start();
      const product = await connectProduct(remote.product);
      cleanups.push(() => product.stop());
      return product;
    },
    async startYardsticks(name) {
      const yardsticks = await openYardsticks(settings, join(folder, name));
      cleanups.push(() => yardsticks.stop());
      return yardsticks;
    },
    atEnd: (clean) => void cleanups.push(clean),
  };
}

/** At the edge's latencies the product's calls are late, and so are the yardsticks'; those of Workflows cannot be made so. */
async function openYardsticks({ remote, profile }: WorldSettings, stateDir: string): Promise<Yardsticks> {
  if (remote !== null) return remote.yardsticks === null ? NO_YARDSTICKS : connectYardsticks(remote.yardsticks);
  if (profile === "local") return await startYardsticks(stateDir);
  const { BENCH_RPC_MS, BENCH_QUEUE_MS } = EDGE;
  const yardsticks = await startYardsticks(stateDir, { BENCH_RPC_MS, BENCH_QUEUE_MS });
  return { ...yardsticks, flow: async () => Number.NaN };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
