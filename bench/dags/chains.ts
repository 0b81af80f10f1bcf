import { createChain } from "./_chain.ts";

export const a = createChain("bench_a", 40, 10);
export const d = createChain("bench_d", 5, 1);
