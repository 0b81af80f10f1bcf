import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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

const start = async () => {
  const vars = { TRADEWIND_ADMIN_PASSWORD: "pass" };
  host = await startHost({ port: 0, stateDir, dagsDir, entry, quiet: true, vars });
  token = (await call("POST", "/auth/token", { username: "admin", password: "pass" })).body.access_token;
};
const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(host.url + path, { method, headers, ...sent });
  return { status: response.status, body: await response.json() };
};

const RUNS = "/api/v2/dags/configuration/dagRuns";
const SHOP = { connection_id: "shop", conn_type: "http", host: "https://shop", login: "ann", password: "hunter22" };
const trigger = (runId: string, conf: object = {}) =>
  call("POST", RUNS, { dag_run_id: runId, logical_date: null, conf });
const readTask = async (runId: string) => (await call("GET", `${RUNS}/${runId}/taskInstances/read`)).body;
const readLog = async (runId: string) =>
  JSON.stringify((await call("GET", `${RUNS}/${runId}/taskInstances/read/logs/1`)).body);

/** Asks until the task is in that state. */
async function until(runId: string, state: string): Promise<any> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const task = await readTask(runId);
    if (task.state === state) return task;
    if (performance.now() > deadline) throw new Error(`${runId} is ${task.state} and not ${state}`);
  }
}

beforeAll(start);
afterAll(async () => {
  await host.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

it("reaches tasks as it is, and people and disks without its secrets", async () => {
  expect((await call("POST", "/api/v2/variables", { key: "shop_token", value: "hunter23" })).status).toBe(201);
  expect((await call("POST", "/api/v2/connections", SHOP)).status).toBe(201);
  await trigger("good");
  await until("good", "success");
  const value = await call("GET", `${RUNS}/good/taskInstances/read/xcomEntries/return_value`);
  expect(value.body).toMatchObject({ value: { host: "https://shop", lengths: [8, 8] } });
  expect(await readLog("good")).toContain("calling https://shop as ann:*** with ***");
  await trigger("bad", { fail: true });
  await until("bad", "failed");
  const why = JSON.stringify((await call("GET", `/api/x/dags/configuration/dagRuns/bad/why`)).body);
  const told = [await readLog("good"), await readLog("bad"), JSON.stringify(await readTask("bad")), why];
  expect(told.join()).not.toContain("hunter2");
  expect(told[1]).toContain("https://shop refused ***");
});

it("is read after a restart, with the key that the state folder keeps", async () => {
  await host.stop();
  // Databases, journals and logs, as they lie on disk.
  const files = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const list = (text: string) =>
    files.filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(text)).map(({ name }) => name);
  expect(list("calling https://shop as")).not.toEqual([]);
  expect(list("hunter2")).toEqual([]);
  await start();
  await trigger("later");
  await until("later", "success");
});

it("that cannot be read while the database is down costs no try", async () => {
  await call("POST", "/api/chaos/outage?seconds=600");
  await trigger("outage");
  expect(await until("outage", "up_for_reschedule")).toMatchObject({ try_number: 1 });
  await call("POST", "/api/chaos/outage?seconds=0");
  expect(await until("outage", "success")).toMatchObject({ try_number: 1 });
  expect(await readLog("outage")).toContain("no try is used");
});
