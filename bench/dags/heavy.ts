import { dag } from "tradewind";
import { fib } from "../fib.ts";
import { createChain } from "./_chain.ts";

export const b = createChain("bench_b", 10, 33);

/**
 * The same computation without an engine between its parts. Returns what its clock shows of it, in milliseconds: at once, and when a
 * timer has come in, which moves a clock that stands still during computation.
 */
export const compute = dag("bench_compute", { maxActiveRuns: 10_000 });
compute.task("compute", async () => {
  const start = Date.now();
  for (let part = 0; part < 10; part += 1) fib(33);
  const seen = Date.now() - start;
  await new Promise<void>((resolve) => void setTimeout(resolve, 0));
  return { took: Date.now() - start, seen };
});
