import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { containing, createClient, OTHER_KEY, SECRET_KEY, seedDags, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;

const PASSPHRASE = "a passphrase of some length";
const CANARY = "canary-7731";

beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
});

interface Exported extends Record<string, unknown> {
  readonly sealing: unknown;
}
const SECTIONS = ["users", "tokens", "pools", "variables", "connections", "dags", "favorites"];

async function fill() {
  await client("POST", "/api/v2/variables", { key: "api_url", value: CANARY, description: "where" });
  const connection = { connection_id: "db", conn_type: "postgres", host: "h", password: CANARY, extra: '{"a":1}' };
  await client("POST", "/api/v2/connections", connection);
  await client("POST", "/api/v2/pools", { name: "small", slots: 3 });
  await client("POST", "/api/x/users", { username: "ada", role: "operator", password: "correct horse battery" });
  return (await client("POST", "/api/x/tokens", { name: "ci", role: "viewer", username: "ada" })).body as {
    access_token: string;
  };
}

async function exportAll(passphrase: string | null) {
  const answer = await client("POST", "/api/x/export", { passphrase });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body as Exported;
}

/** What a fresh deployment knows: its own administrator, and another key. */
async function moveOut() {
  for (const table of ["variable", "connection", "pool", "token", "user"]) await env.DB.exec(`delete from ${table}`);
  client = createClient(app, (await app.signIn("admin")).text);
}

async function importAll(exported: Exported, more: object = {}, key = OTHER_KEY) {
  const parts = Object.fromEntries(SECTIONS.map((name) => [name, exported[name]]));
  const body = { ...parts, sealing: exported.sealing, dry_run: false, ...more };
  const answer = await client("POST", "/api/x/import", body, { TRADEWIND_SECRET_KEY: key });
  const { results } = answer.body as { results: { kind: string; name: string; outcome: string; detail: string }[] };
  return { ...answer, told: results?.map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`), results };
}

describe("an export", () => {
  it("fills an empty deployment: the same values, passwords and tokens, under another key", async () => {
    const { access_token: token } = await fill();
    const exported = await exportAll(PASSPHRASE);
    expect(JSON.stringify(exported)).not.toContain(CANARY);
    await moveOut();
    const rehearsal = await importAll(exported, { passphrase: PASSPHRASE, dry_run: true });
    const told = [
      "user ada new",
      "user admin-of-all unchanged",
      "token ci (ada) new",
      "token test (admin-of-all) new",
      "pool small new",
      "variable api_url new",
      "connection db new",
    ];
    expect(rehearsal.told).toEqual(told);
    expect((await importAll(exported, { passphrase: PASSPHRASE })).told).toEqual(told);
    const again = await importAll(exported, { passphrase: PASSPHRASE });
    expect(again.told.filter((line) => !line.endsWith(" unchanged"))).toEqual([]);
    const read = await client("GET", "/api/v2/variables/api_url", undefined, { TRADEWIND_SECRET_KEY: OTHER_KEY });
    expect(read.body).toMatchObject({ value: CANARY, description: "where" });
    const login = { username: "ada", password: "correct horse battery" };
    expect((await createClient(app, null)("POST", "/auth/token", login)).status).toBe(201);
    expect((await createClient(app, token)("GET", "/api/x/me")).body).toMatchObject({ user: "ada" });
  });

  it("says what changed", async () => {
    await fill();
    const exported = await exportAll(PASSPHRASE);
    await client("PATCH", "/api/v2/variables/api_url", { key: "api_url", value: "other", description: "where" });
    await client("PATCH", "/api/v2/pools/small", { slots: 9 });
    const { told, results } = await importAll(exported, { passphrase: PASSPHRASE }, SECRET_KEY);
    expect(told.filter((line) => !line.endsWith(" unchanged"))).toEqual([
      "pool small changed",
      "variable api_url changed",
    ]);
    expect(results).toContainEqual(expect.objectContaining({ name: "small", fields: ["slots"] }));
  });

  it("without a passphrase holds no secret, and says what is missing", async () => {
    await fill();
    const exported = await exportAll(null);
    expect(JSON.stringify(exported)).not.toMatch(/secret|canary|scrypt/);
    await moveOut();
    const { results } = await importAll(exported);
    expect(results).toContainEqual(expect.objectContaining({ kind: "variable", outcome: "refused" }));
    expect(results).toContainEqual(
      expect.objectContaining({ kind: "connection", outcome: "new", detail: containing("neither password") }),
    );
    expect(results).toContainEqual(expect.objectContaining({ name: "ada", detail: containing("no password yet") }));
  });

  it("that is sealed opens with its own passphrase only, and only as it is", async () => {
    await fill();
    const exported = await exportAll(PASSPHRASE);
    await moveOut();
    expect((await importAll(exported, { passphrase: "another passphrase" })).body).toMatchObject({
      status: 422,
      detail: containing("does not open"),
    });
    expect((await importAll(exported)).status).toBe(400);
    const [variable] = exported["variables"] as { key: string }[];
    const moved = { ...exported, variables: [{ ...variable, key: "elsewhere" }] };
    expect((await importAll(moved, { passphrase: PASSPHRASE })).status).toBe(422);
    const costly = { kdf: "scrypt", n: 2 ** 24, r: 8, p: 1, salt: "AAAA" };
    expect((await importAll(exported, { passphrase: PASSPHRASE, sealing: costly })).status).toBe(422);
    expect((await client("GET", "/api/v2/variables")).body).toMatchObject({ total_entries: 0 });
  });

  it("brings everybody's favourites along, of DAGs that are deployed", async () => {
    await seedDags(["etl", "gone"].map((dagId) => createGraph([createTask("a")], { dagId })));
    const ada = createClient(app, (await app.signIn("viewer")).text);
    for (const dagId of ["etl", "gone"]) await ada("POST", `/api/v2/dags/${dagId}/favorite`);
    const exported = await exportAll(null);
    const username = "viewer-of-all";
    expect(exported["favorites"]).toEqual(["etl", "gone"].map((dag_id) => ({ username, dag_id })));
    await env.DB.exec("delete from dag_favorite; delete from dag where dag_id = 'gone'");
    const only = { favorites: exported["favorites"], users: [], tokens: [], dags: [] };
    const answer = await importAll({ ...exported, ...only }, {}, SECRET_KEY);
    const told = [`favorite etl of ${username} new`, `favorite gone of ${username} refused`];
    expect(answer.told.filter((line) => line.startsWith("favorite"))).toEqual(told);
    expect((await ada("GET", "/api/v2/dags?is_favorite=true")).body).toMatchObject({ total_entries: 1 });
    const again = await importAll({ ...exported, ...only }, {}, SECRET_KEY);
    expect(again.told).toContain(`favorite etl of ${username} unchanged`);
  });

  it("is for whoever administers every team", async () => {
    for (const signIn of [() => app.signIn("author"), () => app.signIn("admin", "red")]) {
      const other = createClient(app, (await signIn()).text);
      expect((await other("POST", "/api/x/export", {})).status).toBe(403);
      expect((await other("POST", "/api/x/import", {})).status).toBe(403);
    }
  });

  it("never takes the last administrator away", async () => {
    const exported = await exportAll(null);
    const users = (exported["users"] as object[]).map((one) => ({ ...one, role: "viewer" }));
    const { results } = await importAll({ ...exported, users }, {}, SECRET_KEY);
    expect(results[0]).toMatchObject({ outcome: "refused", detail: containing("last who administers") });
  });
});

describe("a copy of a foreign deployment", () => {
  const run = (id: string, day: number) => ({
    dag_run_id: id,
    state: "success",
    run_after: `2025-01-0${day}T00:00:00Z`,
    duration: 12.5,
  });
  const save = (runs: object[]) =>
    client("POST", "/api/x/imports/old.example", {
      dag: { dag_id: "etl", is_paused: false, description: "theirs" },
      tasks: [{ task_id: "extract" }],
      dag_runs: runs,
    });

  it("is read beside our own, never among them, and dropped as a whole", async () => {
    expect((await save([run("a", 1), run("b", 2)])).body).toEqual({ dag_id: "etl", dag_runs: 2 });
    await save([run("b", 2), run("c", 3)]);
    expect((await client("GET", "/api/x/imports")).body).toMatchObject({
      imports: [{ source: "old.example", team_name: "default", dags: 1, runs: 3 }],
    });
    const path = "/api/x/imports/old.example/dags/etl";
    expect((await client("GET", path)).body).toMatchObject({
      dag: { description: "theirs" },
      tasks: [{ task_id: "extract" }],
    });
    expect((await client("GET", `${path}/dagRuns?limit=2`)).body).toMatchObject({
      dag_runs: [run("c", 3), run("b", 2)],
      total_entries: 3,
    });
    expect((await client("GET", "/api/v2/dags")).body).toMatchObject({ total_entries: 0 });
    const red = createClient(app, (await app.signIn("viewer", "red")).text);
    expect((await red("GET", "/api/x/imports")).body).toEqual({ imports: [] });
    expect((await red("GET", path)).status).toBe(404);
    expect((await client("DELETE", "/api/x/imports/old.example")).status).toBe(204);
    expect((await client("GET", path)).status).toBe(404);
  });
});
