import { dag } from "tradewind";
import { fib } from "../fib.ts";
import { createChain } from "./_chain.ts";

export const b = createChain("bench_b", 10, 33);

/** The same computation without an engine between its parts; it returns how long that took, in milliseconds. */
export const compute = dag("bench_compute", { maxActiveRuns: 10_000 });
compute.task("compute", () => {
  const start = Date.now();
  for (let part = 0; part < 10; part += 1) fib(33);
  return Date.now() - start;
});
