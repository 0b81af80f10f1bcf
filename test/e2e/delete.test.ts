import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startHost, type Host } from "../../src/local/host.ts";

const stateDir = mkdtempSync(join(tmpdir(), "tradewind-"));
let host: Host;
let token = "";

const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(host.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
};

beforeAll(async () => {
  const dagsDir = fileURLToPath(new URL("./dags", import.meta.url));
  host = await startHost({ port: 0, stateDir, dagsDir, quiet: true, vars: { TRADEWIND_ADMIN_PASSWORD: "pass" } });
  token = (await call("POST", "/auth/token", { username: "admin", password: "pass" })).body.access_token;
});
afterAll(async () => {
  await host.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

/** Rows of any table of any run object that names the run. */
function countObjectRows(): number {
  const folders = readdirSync(stateDir, { recursive: true, encoding: "utf8" });
  const files = folders.filter((file) => file.includes("RunCoordinator") && file.endsWith(".sqlite"));
  let rows = 0;
  for (const file of files) {
    const database = new DatabaseSync(join(stateDir, file), { readOnly: true });
    const tables = database
      .prepare("select name from sqlite_master where type = 'table' and name in ('header', 'journal', 'xcom', 'log')")
      .all();
    for (const { name } of tables)
      rows += Number(database.prepare(`select count(*) as count from ${String(name)}`).get()?.["count"]);
    database.close();
  }
  return rows;
}

it("leaves nothing of a deleted run in its object, R2 or D1, and a late message does not bring it back", async () => {
  const run = "/api/v2/dags/bad_values/dagRuns/doomed";
  await call("POST", "/api/v2/dags/bad_values/dagRuns", { dag_run_id: "doomed", logical_date: null });
  for (;;) if (["success", "failed"].includes((await call("GET", run)).body.state)) break;
  const bucket = await host.miniflare.getR2Bucket("BLOBS");
  const database = await host.miniflare.getD1Database("DB");
  // The manifest of the run's end and its large value are in R2 by then; its rows come to D1 a moment later.
  for (;;)
    if ((await database.prepare("select state from dag_run where run_id = 'doomed'").first("state")) === "failed")
      break;
  expect((await bucket.list({ prefix: "runs/default/bad_values/" })).objects.length).toBeGreaterThan(0);
  expect(countObjectRows()).toBeGreaterThan(0);

  expect((await call("DELETE", run)).status).toBe(204);

  const check = async (): Promise<void> => {
    expect((await call("GET", run)).status).toBe(404);
    expect((await bucket.list()).objects.filter(({ key }) => key.includes("doomed"))).toEqual([]);
    for (const table of ["dag_run", "task_instance"]) {
      expect(
        await database.prepare(`select count(*) as count from ${table} where run_id = 'doomed'`).first("count"),
      ).toBe(0);
    }
    expect(countObjectRows()).toBe(0);
  };
  await check();

  const queue = await host.miniflare.getQueueProducer("TASKS");
  const late = {
    v: 1,
    run: "default/bad_values/doomed",
    taskId: "large",
    mapIndex: -1,
    token: "0".repeat(32),
    executor: "inline",
    cpuHeavy: false,
  };
  await queue.send(late);
  // A message of another run behind it has been carried out: the late one has been, too.
  await call("POST", "/api/v2/dags/bad_values/dagRuns", { dag_run_id: "after", logical_date: null });
  for (;;)
    if (["success", "failed"].includes((await call("GET", "/api/v2/dags/bad_values/dagRuns/after")).body.state)) break;
  expect((await call("DELETE", "/api/v2/dags/bad_values/dagRuns/after")).status).toBe(204);
  await check();
  const again = await call("POST", "/api/v2/dags/bad_values/dagRuns", { dag_run_id: "doomed", logical_date: null });
  expect(again.status).toBe(409);
});
