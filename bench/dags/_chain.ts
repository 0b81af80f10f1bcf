import { dag, type Dag } from "tradewind";
import { fib } from "../fib.ts";

/** `length` tasks one after the other, each of which computes fib(n). */
export function createChain(id: string, length: number, n: number): Dag {
  const d = dag(id, { maxActiveRuns: 10_000 });
  const tasks = Array.from({ length }, (_, index) => d.task(`step_${index}`, () => fib(n)));
  if (tasks.length > 1) d.chain(...tasks);
  return d;
}
