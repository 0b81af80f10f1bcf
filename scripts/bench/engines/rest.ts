import { z } from "zod";
import { createClient, readJson, type HttpClient } from "../http-client.ts";
import type { Credentials, Engine } from "./engine.ts";

const token = z.object({ access_token: z.string() });
const instant = z.iso.datetime().transform((text) => Date.parse(text));
export const run = z.object({
  dag_run_id: z.string(),
  state: z.string(),
  queued_at: instant.nullable(),
  start_date: instant.nullable(),
  end_date: instant.nullable(),
  run_after: instant,
});
const page = z.object({
  task_instances: z.array(z.object({ start_date: instant.nullable(), end_date: instant.nullable() })),
});
const entry = z.object({ value: z.unknown() });

/** A token by Airflow's own way to log in. */
export async function logIn(url: string, credentials: Credentials): Promise<string> {
  const client = createClient(url);
  const answer = await client.send("POST", "/auth/token", credentials);
  client.close();
  return token.parse(readJson(answer)).access_token;
}

/** Speaks Airflow's REST API v2, which the product speaks, too. `interval` is seconds between looks at a run that is awaited. */
export function createRestEngine(name: string, client: HttpClient, interval: number): Engine {
  const pathOf = (dagId: string) => `/api/v2/dags/${dagId}/dagRuns`;
  const pathOfRun = (dagId: string, runId: string) => `${pathOf(dagId)}/${encodeURIComponent(runId)}`;
  const get = async (path: string) => readJson(await client.send("GET", path));
  return {
    name,
    client,
    trigger: async (dagId) => run.parse(readJson(await client.send("POST", pathOf(dagId), { logical_date: null }))),
    async waitEnd(dagId, runId) {
      const { text } = await client.send("GET", `${pathOfRun(dagId, runId)}/wait?interval=${interval}`);
      const last = text.trim().split("\n").at(-1) ?? "";
      if (!last.includes('"success"')) throw new Error(`run ${runId} of ${dagId} ended so: ${last}`);
    },
    readRun: async (dagId, runId) => run.parse(await get(pathOfRun(dagId, runId))),
    async readSpan(dagId, runId) {
      const path = `${pathOfRun(dagId, runId)}/taskInstances?limit=1&order_by=`;
      const [first] = page.parse(await get(`${path}start_date`)).task_instances;
      const [last] = page.parse(await get(`${path}-end_date`)).task_instances;
      return (last?.end_date ?? Number.NaN) - (first?.start_date ?? Number.NaN);
    },
    readValue: async (dagId, runId, taskId) =>
      entry.parse(await get(`${pathOfRun(dagId, runId)}/taskInstances/${taskId}/xcomEntries/return_value`)).value,
  };
}
