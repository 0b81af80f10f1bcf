import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startHost, type Host } from "../../src/local/host.ts";

const stateDir = mkdtempSync(join(tmpdir(), "tradewind-"));
const dagsDir = fileURLToPath(new URL("./dags", import.meta.url));
// The product behind a database that can be switched off.
const entry = fileURLToPath(new URL("../../scripts/chaos/worker/worker.ts", import.meta.url));
let host: Host;
let token = "";

const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(host.url + path, { method, headers, ...sent });
  return { status: response.status, body: await response.json() };
};
const query = async (sql: string): Promise<any[]> => {
  const database = await host.miniflare.getD1Database("DB");
  return (await database.prepare(sql).all()).results;
};
const outage = async (seconds?: number): Promise<{ until: number; failed: number }> =>
  (await call(seconds === undefined ? "GET" : "POST", `/api/chaos/outage?seconds=${seconds ?? 0}`)).body;

/** Every entry of a list, page by page. */
async function listAll(path: string, field: string): Promise<any[]> {
  const found: any[] = [];
  for (;;) {
    const { body } = await call("GET", `${path}?limit=100&offset=${found.length}`);
    found.push(...body[field]);
    if (body[field].length === 0 || found.length >= body.total_entries) return found;
  }
}

const RUNS = "/api/v2/dags/outage_load/dagRuns";
const trigger = (runId: string) => call("POST", RUNS, { dag_run_id: runId, logical_date: null });
const name = (kind: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${kind}-${index}`);

beforeAll(async () => {
  const vars = { TRADEWIND_ADMIN_PASSWORD: "pass" };
  host = await startHost({ port: 0, stateDir, dagsDir, entry, quiet: true, vars });
  token = (await call("POST", "/auth/token", { username: "admin", password: "pass" })).body.access_token;
});
afterAll(async () => {
  await host.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

/** What a run's object says of itself and of its instances, in the words of the API. */
async function readRun(runId: string): Promise<string> {
  const run = (await call("GET", `${RUNS}/${runId}`)).body;
  const { task_instances: instances } = (await call("GET", `${RUNS}/${runId}/taskInstances`)).body;
  return describe(run, instances);
}

/** The same, as the lists say it, which are read from D1. */
async function readLists(): Promise<Map<string, string>> {
  const runs = await listAll(RUNS, "dag_runs");
  const listed = await listAll("/api/v2/dags/outage_load/dagRuns/~/taskInstances", "task_instances");
  const of = (runId: string): any[] => listed.filter((one: any) => one.dag_run_id === runId);
  return new Map(runs.map((run: any) => [run.dag_run_id, describe(run, of(run.dag_run_id))]));
}

/** Numbers of versions stand in D1 alone: while it is down, nobody says them. */
const known = (one: object): object => ({ ...one, dag_versions: null, dag_version: null });

function describe(run: any, instances: any[]): string {
  const texts = instances.map((instance) => JSON.stringify(known(instance), Object.keys(instance).toSorted()));
  return JSON.stringify({ run: known(run), instances: texts.toSorted() });
}

const LASTS = 10_000;

it("goes on while the database is down, keeps what it accepted, and shows all of it afterwards by itself", async () => {
  const runs = [...name("before", 8), ...name("during", 8)];
  for (const runId of runs.slice(0, 8)) expect((await trigger(runId)).status).toBe(200);
  await outage(600);
  const began = Date.now();
  for (const runId of runs.slice(8)) expect((await trigger(runId)).status).toBe(200);
  expect((await call("GET", RUNS)).status).toBe(503);

  // A single run is read from its object: each is seen to end while nothing can be written down outside of it.
  for (const runId of runs) while ((await call("GET", `${RUNS}/${runId}`)).body.state !== "success");
  expect((await outage()).failed).toBeGreaterThan(10);
  // A failing call may have been carried out before it failed, as D1's own can; not all of them were.
  const told = await query("select 1 from dag_run where run_id like 'during%' and state = 'success'");
  expect(told.length).toBeLessThan(8);
  await outage(Math.max(0, began + LASTS - Date.now()) / 1000);

  const objects = new Map<string, string>();
  for (const runId of runs) objects.set(runId, await readRun(runId));
  const deadline = performance.now() + 90_000;
  let lists = new Map<string, string>();
  while (performance.now() < deadline) {
    lists = await readLists().catch(() => lists);
    const [{ live_runs: live }] = await query("select live_runs from dag where dag_id = 'outage_load'");
    if (live === 0 && runs.every((runId) => lists.get(runId) === objects.get(runId))) break;
  }
  expect(lists).toEqual(objects);
  expect(await query("select live_runs, is_paused from dag where dag_id = 'outage_load'")).toEqual([
    { live_runs: 0, is_paused: 0 },
  ]);
}, 180_000);
