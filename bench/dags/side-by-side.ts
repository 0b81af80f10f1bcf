import { dag } from "tradewind";

export const short = dag("bench_short", { maxActiveRuns: 10_000 });
for (let index = 0; index < 8; index += 1) short.task(`second_${index}`, (_, { signal }) => sleep(1_000, signal));

export const long = dag("bench_long", { maxActiveRuns: 10_000 });
long.task("minute", (_, { signal }) => sleep(60_000, signal));

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
