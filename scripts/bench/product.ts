import { join } from "node:path";
import { z } from "zod";
import { startHost, type Host, type HostOptions } from "../../src/local/host.ts";
import type { Engine, Run } from "./engines/engine.ts";
import { createRestEngine, logIn, run } from "./engines/rest.ts";
import { createClient, readJson, type HttpClient } from "./http-client.ts";
import { ROOT } from "../dags/root.ts";

export const LOGIN = { username: "admin", password: "a password for measuring only" };
/** Seconds after which the product ends a wait that nobody ended; it needs no looks in between. */
const INTERVAL = 60;

/** The product wherever it is. Its host is at hand only when it was started here. */
export interface Deployed extends Engine {
  readonly host: Host | null;
  triggerMany(dagId: string, count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** The product in a host of its own. */
export interface Product extends Deployed {
  readonly host: Host;
}

/** The product at a URL, and how to get in. */
export interface ProductAddress {
  readonly url: string;
  readonly token: string | null;
  readonly username: string;
  readonly password: string;
}

export type ProductOptions = Pick<HostOptions, "stateDir"> &
  Partial<Pick<HostOptions, "dagsDir" | "entry" | "vars" | "watch">>;

export const DAGS = join(ROOT, "bench/dags");

/** Starts the product with the benchmark's DAGs unless others are given; resolves when they are known to it. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const vars = { ...options.vars, TRADEWIND_ADMIN_PASSWORD: LOGIN.password };
  const host = await startHost({ port: 0, quiet: true, dagsDir: DAGS, ...options, vars });
  await host.tick();
  const client = createClient(host.url, { authorization: `Bearer ${await logIn(host.url, LOGIN)}` });
  const stop = async () => {
    client.close();
    await host.stop();
  };
  return { ...describeProduct(client), host, stop };
}

/** Takes the product as it is deployed at a URL, with the benchmark's DAGs. */
export async function connectProduct({ url, token, ...login }: ProductAddress): Promise<Deployed> {
  const client = createClient(url, { authorization: `Bearer ${token ?? (await logIn(url, login))}` });
  const { status } = await client.send("GET", "/api/v2/dags/bench_a");
  if (status !== 200) throw new Error(`${url} answers ${status} for bench_a: it should serve the DAGs of bench/dags`);
  return { ...describeProduct(client), host: null, stop: async () => client.close() };
}

function describeProduct(client: HttpClient): Omit<Deployed, "host" | "stop"> {
  return {
    ...createRestEngine("Tradewind", client, INTERVAL),
    async triggerMany(dagId, count) {
      const body = Array.from({ length: count }, () => ({ logical_date: null }));
      const answer = readJson(await client.send("POST", `/api/x/dags/${dagId}/dagRuns:bulk`, body));
      const results = z.object({ results: z.array(z.object({ dag_run: run })) });
      return results.parse(answer).results.map(({ dag_run }) => dag_run.dag_run_id);
    },
  };
}

/** How long a run took by its object's own clock, in milliseconds. */
export function measureRun({ start_date: start, end_date: end }: Run): number {
  return start === null || end === null ? Number.NaN : end - start;
}
