import { join } from "node:path";
import { ROOT } from "../dags/root.ts";
import { EDGE } from "./edge.ts";
import type { Measurement, Profile } from "./measurement.ts";
import { startProduct, type Product, type ProductOptions } from "./product.ts";
import { startYardsticks, type Yardsticks } from "./yardsticks.ts";

/** What a workload gets: a folder of its own, and how to start the things it measures. They stop when it is over. */
export interface World {
  readonly folder: string;
  readonly profile: Profile;
  /** How often what takes long is repeated. */
  readonly repeats: number;
  startProduct(options?: Partial<ProductOptions>): Promise<Product>;
  startYardsticks(name: string): Promise<Yardsticks>;
  /** Tells where it is, for the case that it does not end. */
  note(phase: string): void;
  /** Calls when the workload is over, however it ends. */
  atEnd(clean: () => Promise<void> | void): void;
}

export type Measure = (world: World) => Promise<Measurement[]>;

/** The product with platform operations counted, and made slower or less tidy when its variables say so. */
export const OBSERVED = join(ROOT, "bench/observed/worker.ts");

export async function withWorld<T>(
  settings: Pick<World, "folder" | "profile" | "repeats" | "note">,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const cleanups: (() => Promise<void> | void)[] = [];
  const edge = settings.profile === "edge" ? { entry: OBSERVED, vars: EDGE } : {};
  const world: World = {
    ...settings,
    async startProduct(options = {}) {
      const vars = { ...("vars" in edge ? edge.vars : {}), ...options.vars };
      const product = await startProduct({ stateDir: join(settings.folder, "product"), ...edge, ...options, vars });
      cleanups.push(() => product.stop());
      return product;
    },
    async startYardsticks(name) {
      const yardsticks = await startYardsticks(join(settings.folder, name));
      cleanups.push(() => yardsticks.stop());
      return yardsticks;
    },
    atEnd: (clean) => void cleanups.push(clean),
  };
  try {
    return await work(world);
  } finally {
    for (const clean of cleanups.toReversed()) await clean();
  }
}
