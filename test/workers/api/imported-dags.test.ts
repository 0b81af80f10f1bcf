import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { createClient, seedDags, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;

const run = (name: string, day: number) => ({
  dag_run_id: name,
  state: "success",
  run_after: `2025-01-0${day}T00:00:00Z`,
});
const REPORT = {
  url: "https://airflow.example/team",
  version: "3.3.2",
  counts: [{ kind: "variable", outcome: "needs a secret", count: 3 }],
  open: [{ kind: "variable", name: "api_key", outcome: "needs a secret", detail: null }],
};

beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
  const only = [createTask("only")];
  await seedDags([createGraph(only, { dagId: "etl" }), createGraph(only, { dagId: "load", team: "sales" })]);
  const copies = [
    ["old", "etl"],
    ["older", "etl"],
    ["old", "sales.load"],
    ["old", "gone"],
  ] as const;
  for (const [source, dag_id] of copies) {
    const dag_runs = [run("a", 1), run("b", 2), run("c", 3)];
    await client("POST", `/api/x/imports/${source}`, { dag: { dag_id }, tasks: [], dag_runs });
  }
  await client("PUT", "/api/x/imports/old/report", REPORT);
});

async function list(query: string, ask = client) {
  const { body } = await ask("GET", `/api/x/importedDags?${query}`);
  const page = body as { dags: Record<string, unknown>[]; total_entries: number };
  return { ...page, names: page.dags.map(({ source, dag_id }) => `${String(source)}/${String(dag_id)}`) };
}

describe("the list of imported DAGs", () => {
  it("holds those of all deployments, with the newest runs and our own DAG of the same id", async () => {
    const { names, dags } = await list("runs=2");
    expect(names).toEqual(["old/etl", "older/etl", "old/gone", "old/sales.load"]);
    expect(dags[0]).toMatchObject({
      url: REPORT.url,
      here: "etl",
      total_runs: 3,
      runs: [run("c", 3), run("b", 2)],
    });
    expect(dags.map(({ here }) => here)).toEqual(["etl", "etl", null, "sales.load"]);
    expect(dags[1]?.["url"]).toBe(null);
  });

  it("is searched, narrowed and given in pages", async () => {
    expect((await list("search=ETL")).names).toEqual(["old/etl", "older/etl"]);
    expect((await list("search=%25")).names).toEqual([]);
    expect((await list("source=older")).names).toEqual(["older/etl"]);
    expect((await list("dag_id=sales.load")).names).toEqual(["old/sales.load"]);
    expect((await list("dag_id=no.id.of.ours")).names).toEqual([]);
    const { names, total_entries } = await list("limit=2&offset=1&runs=0");
    expect([names, total_entries]).toEqual([["older/etl", "old/gone"], 4]);
  });

  it("is each team's own", async () => {
    const red = createClient(app, (await app.signIn("admin", "red")).text);
    expect(await list("", red)).toMatchObject({ names: [], total_entries: 0 });
    await red("POST", "/api/x/imports/old", { dag: { dag_id: "etl" }, tasks: [], dag_runs: [] });
    expect((await list("", red)).dags).toMatchObject([{ team_name: "red", here: null, total_runs: 0, url: null }]);
    expect((await list("team=default&source=old&runs=0")).names).toEqual(["old/etl", "old/gone", "old/sales.load"]);
    expect((await list("team=red&source=old")).dags).toMatchObject([{ team_name: "red", dag_id: "etl" }]);
    expect((await list("team=default", red)).names).toEqual([]);
    const runs = "/api/x/imports/old/dags/etl/dagRuns?team=";
    expect((await client("GET", `${runs}red`)).body).toMatchObject({ total_entries: 0 });
    expect((await client("GET", `${runs}default`)).body).toMatchObject({ total_entries: 3 });
    expect((await red("GET", `${runs}default`)).status).toBe(404);
    expect((await client("GET", "/api/x/imports/old/report?team=red")).status).toBe(404);
  });
});

describe("the report of an import", () => {
  it("is summed up for everybody, and named to those who may see to it", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    const { body } = await viewer("GET", "/api/x/imports");
    const { url, version, counts } = REPORT;
    expect(body).toMatchObject({
      imports: [
        { source: "old", dags: 3, runs: 9, url, version, imported_by: "admin-of-all", counts },
        { source: "older", dags: 1, runs: 3, url: null, imported_by: null, counts: [] },
      ],
    });
    expect((await viewer("GET", "/api/x/imports/old/report")).status).toBe(403);
    expect((await client("GET", "/api/x/imports/old/report")).body).toEqual(REPORT);
    expect((await client("GET", "/api/x/imports/older/report")).status).toBe(404);
  });

  it("is replaced by the next one and forgotten with the copy", async () => {
    await client("PUT", "/api/x/imports/old/report", { ...REPORT, open: [], counts: [] });
    expect((await client("GET", "/api/x/imports/old/report")).body).toMatchObject({ open: [], counts: [] });
    expect((await client("DELETE", "/api/x/imports/old")).status).toBe(204);
    expect((await client("GET", "/api/x/imports/old/report")).status).toBe(404);
    expect((await list("")).names).toEqual(["older/etl"]);
    expect((await client("DELETE", "/api/x/imports/old")).status).toBe(404);
  });

  it("takes no address that a browser should not follow or that holds a login", async () => {
    for (const url of ["javascript:alert(1)", "ftp://airflow.example", "https://ann:secret@airflow.example", "x"]) {
      expect((await client("PUT", "/api/x/imports/old/report", { ...REPORT, url })).status).toBe(422);
    }
  });
});
