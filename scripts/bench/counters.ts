import { z } from "zod";
import { readJson } from "./http-client.ts";
import type { Product } from "./product.ts";

const shape = z.object({
  workerRequests: z.number(),
  objectRequests: z.number(),
  alarmsFired: z.number(),
  alarmsSet: z.number(),
  objectRowsRead: z.number(),
  objectRowsWritten: z.number(),
  queueCalls: z.number(),
  queueMessages: z.number(),
  d1Queries: z.number(),
  d1RowsRead: z.number(),
  d1RowsWritten: z.number(),
  r2ClassA: z.number(),
  r2ClassB: z.number(),
});
export type Counters = z.output<typeof shape>;

/** Operations of the platform since the product began; it must run with the entry of bench/observed. */
export async function readCounters(product: Product): Promise<Counters> {
  return shape.parse(readJson(await product.client.send("GET", "/bench/counters")));
}

/** What work cost, in operations. */
export async function countOperations(product: Product, work: () => Promise<unknown>): Promise<Counters> {
  const before = await readCounters(product);
  await work();
  const after = await readCounters(product);
  return shape.parse(Object.fromEntries(shape.keyof().options.map((name) => [name, after[name] - before[name]])));
}
