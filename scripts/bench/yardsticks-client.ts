import { z } from "zod";
import { createClient, readJson } from "./http-client.ts";
import { time } from "./time.ts";

/** The bare platform, without an engine. Each tells how long it took, in milliseconds. */
export interface Yardsticks {
  /** So many writes by RPC, one after the other, by the Worker's own clock. */
  write(count: number): Promise<number>;
  /** The same by the client's clock. */
  writeByClient(count: number): Promise<number>;
  ping(): Promise<number>;
  /** A request that writes to two objects. */
  writeTwice(): Promise<number>;
  /** So many bare runs at once: two rows and a message, then a write for each task and one more. */
  run(runs: number, tasks: number): Promise<number>;
  /** So many instances of a Workflow at once, to their end. */
  flow(shape: FlowShape, instances: number): Promise<number>;
  stop(): Promise<void>;
}

export interface FlowShape {
  readonly kind: "chain" | "wide";
  readonly steps: number;
  readonly n: number;
}

export interface YardsticksAddress {
  readonly url: string;
  readonly token: string | null;
}

const created = z.object({ id: z.string() });

/** Takes the Worker of bench/yardsticks as it is deployed at a URL. */
export function connectYardsticks({ url, token }: YardsticksAddress): Yardsticks {
  const client = createClient(url, token === null ? {} : { authorization: `Bearer ${token}` });
  const ask = async (path: string, method = "GET") => readJson(await client.send(method, path));
  const waitFor = async (path: string, method: string) => {
    const { id } = created.parse(await ask(path, method));
    await ask(`/wait?id=${id}`);
  };
  const atOnce = (count: number, work: () => Promise<void>) =>
    time(() => Promise.all(Array.from({ length: count }, work)));
  return {
    write: async (count) => z.number().parse(await ask(`/writes?n=${count}&id=${crypto.randomUUID()}`)),
    writeByClient: (count) => time(() => ask(`/writes?n=${count}`)),
    ping: () => time(() => ask("/ping")),
    writeTwice: () => time(() => ask(`/two-writes?id=${crypto.randomUUID()}`)),
    run: (runs, tasks) => atOnce(runs, () => waitFor(`/run?n=${tasks + 1}`, "POST")),
    flow: ({ kind, steps, n }, instances) =>
      atOnce(instances, () => waitFor(`/flow?kind=${kind}&steps=${steps}&n=${n}`, "GET")),
    stop: async () => client.close(),
  };
}

/** There is nothing to compare with. */
export const NO_YARDSTICKS: Yardsticks = {
  write: async () => Number.NaN,
  writeByClient: async () => Number.NaN,
  ping: async () => Number.NaN,
  writeTwice: async () => Number.NaN,
  run: async () => Number.NaN,
  flow: async () => Number.NaN,
  stop: async () => undefined,
};
