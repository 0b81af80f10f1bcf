import { z } from "zod";
import { readJson } from "./http-client.ts";
import { atMost, type Measurement, type Workload } from "./measurement.ts";
import type { Product } from "./product.ts";

const use = z.object({
  invocations: z.number(),
  cpu: z.number(),
  mostCpu: z.number(),
  mostCalls: z.number(),
  cut: z.number(),
});
const shape = z.object({ uses: z.record(z.string(), use) });

/** What invocations used of what the edge limits, by their kind; see bench/observed/invocations.ts. */
export type Uses = z.output<typeof shape>["uses"];

/** What an account without `limits.cpu_ms` allows one invocation; developers.cloudflare.com/workers/platform/limits. Milliseconds. */
const CPU = 30_000;
/** Calls of bindings in one invocation. */
const CALLS = 10_000;

/** Empty when the product's Worker does not count. */
export async function readUses(product: Product): Promise<Uses> {
  const answer = await product.client.send("GET", "/bench/counters");
  return answer.status === 200 ? shape.parse(readJson(answer)).uses : {};
}

/** The invocation that used most, and whether any was cut off. */
export function describeUses(workload: Workload, all: readonly Uses[]): Measurement[] {
  const uses = all.flatMap((one) => Object.entries(one));
  if (uses.length === 0) return [];
  const most = (pick: (one: z.output<typeof use>) => number) =>
    uses.reduce((found, [kind, one]) => (pick(one) > found.value ? { kind, value: pick(one) } : found), {
      kind: "none",
      value: 0,
    });
  const cpu = most(({ mostCpu }) => mostCpu);
  const calls = most(({ mostCalls }) => mostCalls);
  const cut = uses.reduce((sum, [, one]) => sum + one.cut, 0);
  return [
    { workload, what: `  most CPU of an invocation (${cpu.kind})`, value: cpu.value, unit: "ms", target: atMost(CPU) },
    {
      workload,
      what: `  most calls of an invocation (${calls.kind})`,
      value: calls.value,
      unit: "operations",
      target: atMost(CALLS),
    },
    { workload, what: "  invocations cut off", value: cut, unit: "operations", target: atMost(0) },
  ];
}
