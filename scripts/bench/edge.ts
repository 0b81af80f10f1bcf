/**
 * What the edge adds, as variables of the Worker of bench/observed. Milliseconds of latency of each call of a binding; one that is
 * answered from another city takes longer. The limit is the one that wrangler.toml asks for.
 */
export const EDGE = {
  TRADEWIND_PROFILE: "edge",
  BENCH_RPC_MS: "3",
  BENCH_D1_MS: "10",
  BENCH_R2_MS: "20",
  BENCH_QUEUE_MS: "50",
  BENCH_DUPLICATES: "1",
  BENCH_PARALLEL_BATCHES: "1",
  BENCH_FROZEN_CLOCK: "1",
  BENCH_CPU_MS: "300000",
};
