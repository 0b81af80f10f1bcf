import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { projectAssetRuns, recordAssets } from "../../../src/store/asset-projection.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";
import { createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const ORDERS = { name: "orders", uri: "r2://Orders" };
const OF_RUN = "dags/etl/dagRuns/a/taskInstances";

let app: TestApp;
let viewer: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  viewer = createClient(app, (await app.signIn("viewer")).text);
  await seedDags([createGraph([createTask("first"), createTask("second")], { dagId: "etl" })]);
  const run = makeRun({ runId: "a", startedAt: 1_000 });
  const instances = [
    makeInstance({ runId: "a", taskId: "first", state: "success", startedAt: 1_000, endedAt: 2_000 }),
    makeInstance({ runId: "a", taskId: "second", state: "none", startedAt: null, endedAt: null }),
  ];
  app.objects.addRun(run, instances);
  await projectRun(env.DB, { run, graphHash: "g1", instances });
  const other = makeRun({ runId: "b", state: "success", startedAt: 1_000, endedAt: 2_000 });
  await projectRun(env.DB, { run: other, graphHash: "g1", instances: [] });
});

const count = async (path: string): Promise<[status: number, total: unknown]> => {
  const { status, body } = await viewer("GET", `/api/v2/${path}`);
  return [status, Reflect.get(body as object, "total_entries")];
};

describe("bounds on a start or an end", () => {
  it.each([OF_RUN, "dags/~/dagRuns/~/taskInstances"])("count in what is still to come, in %s", async (path) => {
    const counts: [query: string, instances: number][] = [
      ["start_date_gte=2100-01-01", 1],
      ["start_date_gt=1970-01-01T00:00:01Z", 1],
      ["end_date_gt=1970-01-01", 2],
      ["end_date_lte=1970-01-01T00:00:02Z", 1],
      ["end_date_lt=2100-01-01", 2],
    ];
    for (const [query, found] of counts)
      expect([query, await count(`${path}?${query}`)]).toEqual([query, [200, found]]);
  });

  it("leave it out where they are posted, as in Airflow", async () => {
    const asked = { end_date_gte: "1970-01-01T00:00:00Z" };
    const { body } = await viewer("POST", "/api/v2/dags/~/dagRuns/list", asked);
    expect(body).toMatchObject({ total_entries: 1, dag_runs: [{ dag_run_id: "b" }] });
  });
});

describe("a name that is none of ours", () => {
  const paths = [
    `${OF_RUN}?operator=BashOperator`,
    "assets/events?source_dag_id=a%7Cb",
    "assets/events?source_dag_id=other.etl",
    "eventLogs?dag_id=a%7Cb",
    "backfills?dag_id=a%7Cb",
    "dags/etl/dagVersions?bundle_name=other",
  ];
  it.each(paths)("is no fault, and nothing is found: %s", async (path) => {
    expect(await count(path)).toEqual([200, 0]);
  });
});

it("runs are found by a part of an asset they took up, every character for itself", async () => {
  const update = { team: "default", asset: ORDERS, aliases: [], extra: {}, partitionKey: null, at: 1, source: null };
  await recordAssets(env.DB, [{ ...update, key: "one" }], NOW);
  await projectAssetRuns(env.DB, { team: "default", dagId: "etl" }, [{ key: "one", runId: "b" }]);
  const parts: [part: string, runs: number][] = [
    ["ORDER", 1],
    ["r2://ord", 1],
    ["ord%s", 0],
    ["orders|users", 0],
    ["~", 0],
    ["", 2],
  ];
  for (const [part, runs] of parts) {
    const path = `dags/~/dagRuns?consuming_asset_pattern=${encodeURIComponent(part)}`;
    expect([part, await count(path)]).toEqual([part, [200, runs]]);
  }
});
