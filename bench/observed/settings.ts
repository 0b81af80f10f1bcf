/** What the wrapping adds to each call, read from the Worker's variables; nothing unless they are set. */
export interface Settings {
  readonly rpc: number;
  readonly d1: number;
  readonly r2: number;
  readonly queue: number;
  readonly duplicates: boolean;
  readonly parallelBatches: boolean;
  readonly frozenClock: boolean;
  /** Milliseconds of CPU that one invocation may use. */
  readonly cpuLimit: number;
}

export function readSettings(env: object): Settings {
  const read = (name: string): unknown => Reflect.get(env, name);
  return {
    rpc: Number(read("BENCH_RPC_MS") ?? 0),
    d1: Number(read("BENCH_D1_MS") ?? 0),
    r2: Number(read("BENCH_R2_MS") ?? 0),
    queue: Number(read("BENCH_QUEUE_MS") ?? 0),
    duplicates: read("BENCH_DUPLICATES") === "1",
    parallelBatches: read("BENCH_PARALLEL_BATCHES") === "1",
    frozenClock: read("BENCH_FROZEN_CLOCK") === "1",
    cpuLimit: Number(read("BENCH_CPU_MS") ?? Infinity),
  };
}

/** Resolves after so many milliseconds; at once for none, so that counting alone changes no order. */
export async function delay(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
