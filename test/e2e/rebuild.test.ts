import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startHost, type Host } from "../../src/local/host.ts";

// Within the project, so that DAG files find the package by its own name.
const base = fileURLToPath(new URL("../../.tradewind", import.meta.url));
mkdirSync(base, { recursive: true });
const place = mkdtempSync(join(base, "rebuild-"));
const [stateDir, dagsDir] = [join(place, "state"), join(place, "dags")];

let host: Host;
let token = "";
const start = async (): Promise<void> => {
  host = await startHost({ port: 0, stateDir, dagsDir, quiet: true, vars: { TRADEWIND_ADMIN_PASSWORD: "pass" } });
  token = (await call("POST", "/auth/token", { username: "admin", password: "pass" })).body.access_token;
};
const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(host.url + path, { method, headers, ...sent });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
};
const query = async (sql: string): Promise<any[]> => {
  const database = await host.miniflare.getD1Database("DB");
  return (await database.prepare(sql).all()).results;
};
const trigger = (dagId: string, runId: string, conf: object = {}) =>
  call("POST", `/api/v2/dags/${dagId}/dagRuns`, { dag_run_id: runId, logical_date: null, conf });

const ENDED = ["success", "failed"];
const MANY = 60;
const DAGS = ["rebuild_all", "rebuild_many", "leaving"];

beforeAll(async () => {
  mkdirSync(dagsDir, { recursive: true });
  cpSync(fileURLToPath(new URL("dags/rebuild.ts", import.meta.url)), join(dagsDir, "rebuild.ts"));
  writeFileSync(join(dagsDir, "broken.ts"), 'throw new Error("no settings file");');
  const leaving =
    'import { dag } from "tradewind";\nconst d = dag("leaving");\nd.task("a", () => 1);\nexport default d;';
  writeFileSync(join(dagsDir, "leaving.ts"), leaving);
  await start();
});
afterAll(async () => {
  await host.stop();
  rmSync(place, { recursive: true, force: true });
});

/** Runs have ended, DAGs have nothing more to do about them, and every run has registered its end. */
async function quiesce(runs: number): Promise<void> {
  const bucket = await host.miniflare.getR2Bucket("BLOBS");
  for (;;) {
    // Advances the DAG, which pokes its runs: nobody waits for their alarms.
    for (const dagId of DAGS) await call("PATCH", `/api/v2/dags/${dagId}`, { is_paused: false });
    const rows = await query("select state from dag_run");
    const isDone = rows.length === runs && rows.every(({ state }) => ENDED.includes(state));
    const busy = await query("select 1 from dag where not is_stale and due_at is not next_run_after");
    if (!isDone || busy.length > 0) continue;
    const { objects } = await bucket.list({ prefix: "registry/" });
    const ends: any[] = await Promise.all(objects.map(async ({ key }) => (await bucket.get(key))?.json()));
    if (objects.length === runs && ends.every((end) => ENDED.includes(end.state))) return;
  }
}

/** Columns that say when, or as which one, a row was written. */
const OF_WRITING: Readonly<Record<string, readonly string[]>> = {
  dag: ["seq", "last_advanced_at", "last_parsed_at"],
  dag_version: ["created_at"],
  import_error: ["id", "at"],
  dag_run: [],
  task_instance: ["seq"],
};

async function copyTables(): Promise<Record<string, any[]>> {
  const copies: Record<string, any[]> = {};
  for (const [table, dropped] of Object.entries(OF_WRITING)) {
    const rows = await query(`select * from ${table}`);
    const texts = rows.map((row) =>
      JSON.stringify({ ...row, ...Object.fromEntries(dropped.map((name) => [name, 0])) }),
    );
    copies[table] = texts.toSorted().map((text) => JSON.parse(text));
  }
  return copies;
}

async function emptyTables(): Promise<void> {
  for (const table of Object.keys(OF_WRITING)) await query(`delete from ${table}`);
}

async function rebuild(): Promise<{ calls: number; rebuilt: number }> {
  let rebuilt = 0;
  let cursor: string | null = null;
  for (let calls = 1; ; calls += 1) {
    const { status, body } = await call("POST", "/api/x/rebuild", { cursor });
    expect(status).toBe(200);
    rebuilt += body.rebuilt;
    cursor = body.next_cursor;
    if (body.done) return { calls, rebuilt };
  }
}

const RUNS = 5 + MANY;

async function makeRuns(): Promise<void> {
  await trigger("rebuild_all", "sound");
  await trigger("rebuild_all", "failing", { fail: true });
  await trigger("rebuild_all", "cleared", { fail: true });
  await trigger("rebuild_all", "deleted");
  await trigger("leaving", "left");
  await trigger("leaving", "forgotten");
  const requests = Array.from({ length: MANY }, (_, index) => ({ dag_run_id: `run ${index}`, logical_date: null }));
  await call("POST", "/api/x/dags/rebuild_many/dagRuns:bulk", requests);
  await quiesce(RUNS + 1);
  const cleared = await call("POST", "/api/v2/dags/rebuild_all/dagRuns/cleared/clear", { dry_run: false });
  expect(cleared.status).toBe(200);
  while ((await query("select 1 from dag_run where clear_number = 1")).length === 0) await host.tick();
  // The DAG says that it looks after the run again, before it says that it need not any more.
  const stirred = "select 1 from dag where dag_id = 'rebuild_all' and due_at is not next_run_after";
  while ((await query(stirred)).length === 0) await host.tick();
  expect((await call("DELETE", "/api/v2/dags/rebuild_all/dagRuns/deleted")).status).toBe(204);
  await quiesce(RUNS);
}

it("fills the projected tables again, row for row, from objects, registry and deployment", async () => {
  await makeRuns();
  const before = await copyTables();
  expect(before["dag_run"]?.filter(({ state }) => state === "failed")).toHaveLength(2);
  expect(before["task_instance"]?.some((row) => row.try_number === 2 && row.map_index === 1)).toBe(true);
  expect(before["dag_run"]?.find((row) => row.run_id === "cleared").clear_number).toBe(1);
  expect(before["import_error"]).toHaveLength(1);

  await emptyTables();
  const { calls, rebuilt } = await rebuild();
  expect(rebuilt).toBe(RUNS);
  expect(calls).toBeGreaterThan(3);
  expect(await copyTables()).toEqual(before);

  await rebuild();
  expect(await copyTables()).toEqual(before);
}, 120_000);

/** The DAG's object loses its word of one run, as if it had been restored from an older state. */
function forget(runId: string): number {
  const files = readdirSync(stateDir, { recursive: true, encoding: "utf8" });
  let forgotten = 0;
  for (const file of files.filter((name) => name.includes("DagCoordinator") && name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(stateDir, file));
    const hasRuns = database.prepare("select 1 from sqlite_master where name = 'run'").get() !== undefined;
    if (hasRuns) forgotten += Number(database.prepare("delete from run where run_id = ?").run(runId).changes);
    database.close();
  }
  return forgotten;
}

it("finds the runs of a DAG that is no longer shipped, and one that even its DAG has forgotten", async () => {
  await host.stop();
  rmSync(join(dagsDir, "leaving.ts"));
  expect(forget("forgotten")).toBe(1);
  await start();
  await quiesce(RUNS);
  const before = await copyTables();
  expect(before["dag"]?.find((row) => row.dag_id === "leaving").is_stale).toBe(1);

  await emptyTables();
  expect((await rebuild()).rebuilt).toBe(RUNS);
  const after = await copyTables();
  expect(after["dag_run"]).toEqual(before["dag_run"]);
  expect(after["task_instance"]).toEqual(before["task_instance"]);
  // What only its file said of the DAG went with the file.
  expect(after["dag"]?.find((row) => row.dag_id === "leaving")).toMatchObject({ is_stale: 1, file: null });
  const isShipped = (row: { dag_id: string }): boolean => row.dag_id !== "leaving";
  expect(after["dag"]?.filter(isShipped)).toEqual(before["dag"]?.filter(isShipped));
}, 120_000);

it("is the administrator's of every team, and refuses a cursor of its own making", async () => {
  expect((await call("POST", "/api/x/rebuild", { cursor: "bm9uZQ" })).status).toBe(400);
  const own = token;
  token = "none";
  expect((await call("POST", "/api/x/rebuild", {})).status).toBe(401);
  token = own;
});
