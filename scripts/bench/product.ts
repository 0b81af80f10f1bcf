import { join } from "node:path";
import { z } from "zod";
import { startHost, type Host, type HostOptions } from "../../src/local/host.ts";
import { createClient, readJson, type HttpClient } from "./http-client.ts";
import { ROOT } from "../dags/root.ts";

const PASSWORD = "a password for measuring only";

const token = z.object({ access_token: z.string() });
const instant = z.iso.datetime().transform((text) => Date.parse(text));
const run = z.object({
  dag_run_id: z.string(),
  state: z.string(),
  queued_at: instant.nullable(),
  start_date: instant.nullable(),
  end_date: instant.nullable(),
  run_after: instant,
});
export type Run = z.output<typeof run>;

/** The product in a host of its own, and a client that is logged in. */
export interface Product {
  readonly host: Host;
  readonly client: HttpClient;
  trigger(dagId: string): Promise<Run>;
  triggerMany(dagId: string, count: number): Promise<readonly string[]>;
  /** Resolves when the run has ended. Throws unless it succeeded. */
  waitEnd(dagId: string, runId: string): Promise<void>;
  readRun(dagId: string, runId: string): Promise<Run>;
  stop(): Promise<void>;
}

export type ProductOptions = Pick<HostOptions, "stateDir"> &
  Partial<Pick<HostOptions, "dagsDir" | "entry" | "vars" | "watch">>;

export const DAGS = join(ROOT, "bench/dags");

/** Starts the product with the benchmark's DAGs unless others are given; resolves when they are known to it. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const vars = { ...options.vars, TRADEWIND_ADMIN_PASSWORD: PASSWORD };
  const host = await startHost({ port: 0, quiet: true, dagsDir: DAGS, ...options, vars });
  await host.tick();
  const client = createClient(host.url, { authorization: `Bearer ${await logIn(host.url)}` });
  const pathOf = (dagId: string) => `/api/v2/dags/${dagId}/dagRuns`;
  return {
    host,
    client,
    trigger: async (dagId) => run.parse(readJson(await client.send("POST", pathOf(dagId), { logical_date: null }))),
    async triggerMany(dagId, count) {
      const body = Array.from({ length: count }, () => ({ logical_date: null }));
      const answer = readJson(await client.send("POST", `/api/x/dags/${dagId}/dagRuns:bulk`, body));
      const results = z.object({ results: z.array(z.object({ dag_run: run })) });
      return results.parse(answer).results.map(({ dag_run }) => dag_run.dag_run_id);
    },
    async waitEnd(dagId, runId) {
      const { text } = await client.send("GET", `${pathOf(dagId)}/${encodeURIComponent(runId)}/wait?interval=60`);
      const last = text.trim().split("\n").at(-1) ?? "";
      if (!last.includes('"success"')) throw new Error(`run ${runId} of ${dagId} ended so: ${last}`);
    },
    readRun: async (dagId, runId) =>
      run.parse(readJson(await client.send("GET", `${pathOf(dagId)}/${encodeURIComponent(runId)}`))),
    async stop() {
      client.close();
      await host.stop();
    },
  };
}

export async function logIn(url: string, password = PASSWORD): Promise<string> {
  const client = createClient(url);
  const answer = await client.send("POST", "/auth/token", { username: "admin", password });
  client.close();
  return token.parse(readJson(answer)).access_token;
}

/** How long a run took by its object's own clock, in milliseconds. */
export function measureRun({ start_date: start, end_date: end }: Run): number {
  return start === null || end === null ? Number.NaN : end - start;
}
