import { describe, expect, it } from "vitest";
import { readConnection } from "../../../src/cli/airflow-import.ts";
import { openServer, sitDown, type Heard } from "./support.ts";

const base = { connection_id: "pg", conn_type: "postgres" };

describe("a connection that Airflow shows", () => {
  it("loses what is masked, and says so", () => {
    const extra = '{"sslmode": "require", "api_key": "***", "deep": {"token": "***"}}';
    const { fields, missing } = readConnection({ ...base, host: "h", password: "***", extra, port: 5432 });
    expect(fields).toEqual({ host: "h", port: 5432, extra: '{"sslmode":"require"}' });
    expect(missing.toSorted()).toEqual(["extra.api_key", "extra.deep", "password"]);
  });

  it("without a secret is whole", () => {
    expect(readConnection({ ...base, host: "h", extra: null, password: null })).toEqual({
      fields: { host: "h" },
      missing: [],
    });
  });
});

const AIRFLOW: Readonly<Record<string, unknown>> = {
  version: { version: "3.3.2" },
  connections: { connections: [{ ...base, host: "h", password: "***" }] },
  variables: {
    variables: [
      { key: "region", value: "eu" },
      { key: "api_key", value: "***" },
      { key: "settings", value: '{"n": 1, "password": "***"}' },
    ],
  },
  pools: { pools: [{ name: "small", slots: 3, include_deferred: false }] },
  dags: { dags: [{ dag_id: "etl" }] },
  "dags/etl/tasks": { tasks: [{ task_id: "a" }] },
  "dags/etl/dagRuns": { dag_runs: [{ dag_run_id: "r1", state: "success", run_after: "2026-01-01T00:00:00Z" }] },
};
const serveAirflow = ({ path }: Heard): readonly [number, unknown] => {
  if (path === "/auth/token") return [201, { access_token: "theirs" }];
  const [name = ""] = path.replace("/api/v2/", "").split("?");
  return name in AIRFLOW ? [200, AIRFLOW[name]] : [404, { detail: "Not Found" }];
};
const serveOurs = ({ method, path }: Heard): readonly [number, unknown] => {
  if (method !== "GET") return [201, {}];
  const [noun = ""] = path.replace("/api/v2/", "").split("?");
  return [200, { [noun]: [], total_entries: 0 }];
};

describe("an import from Airflow", () => {
  it("writes what can be read, never a mask, and keeps DAGs as copies", async () => {
    const [airflow, ours] = [await openServer(serveAirflow), await openServer(serveOurs)];
    const env = { TRADEWIND_URL: ours.url, TRADEWIND_TOKEN: "tw_test", AIRFLOW_PASSWORD: "p" };
    const typed = await sitDown({ env }).type(
      "import",
      "airflow",
      airflow.url,
      "--username",
      "a",
      "--name",
      "old",
      "--json",
    );
    expect([typed.code, typed.err]).toEqual([0, expect.stringContaining("3 need a secret")]);
    const written = ours.heard.filter(({ method }) => method !== "GET");
    expect(JSON.stringify(written)).not.toContain("***");
    expect(written.map(({ path }) => path)).toEqual([
      "/api/v2/pools",
      "/api/v2/variables",
      "/api/v2/connections",
      "/api/x/imports/old",
      "/api/x/imports/old/report",
    ]);
    expect(written.at(-1)?.body).toMatchObject({
      url: airflow.url,
      version: "3.3.2",
      counts: [
        { kind: "pool", outcome: "new", count: 1 },
        { kind: "variable", outcome: "new", count: 1 },
        { kind: "variable", outcome: "needs a secret", count: 2 },
        { kind: "connection", outcome: "needs a secret", count: 1 },
        { kind: "dag", outcome: "copied", count: 1 },
      ],
      open: [{ name: "api_key" }, { name: "settings" }, { name: "pg", outcome: "needs a secret" }],
    });
    expect(written.at(-2)?.body).toMatchObject({ dag: { dag_id: "etl" }, dag_runs: [{ dag_run_id: "r1" }] });
    expect(airflow.heard.every(({ method, path }) => method === "GET" || path === "/auth/token")).toBe(true);
    expect(airflow.heard.some(({ authorization }) => authorization === "Bearer tw_test")).toBe(false);
    airflow.close();
    ours.close();
  });

  it("writes nothing in a rehearsal", async () => {
    const [airflow, ours] = [await openServer(serveAirflow), await openServer(serveOurs)];
    const env = { TRADEWIND_URL: ours.url, TRADEWIND_TOKEN: "tw_test", AIRFLOW_TOKEN: "t" };
    const typed = await sitDown({ env }).type("import", "airflow", airflow.url, "--dry-run");
    expect(typed.code).toBe(0);
    expect(ours.heard.filter(({ method }) => method !== "GET")).toEqual([]);
    airflow.close();
    ours.close();
  });
});
