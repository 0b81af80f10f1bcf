import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetUpdate } from "../../../src/core/asset-update.ts";
import { projectAssetRuns, recordAssets } from "../../../src/store/asset-projection.ts";
import { writeLease } from "../../../src/store/live-lease.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView, makeRun } from "../store/fixtures.ts";
import type { FakeDag } from "./fake-objects.ts";
import { createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const orders = { name: "orders", uri: "r2://orders", group: "sales" };
const users = { name: "users", uri: "users" };
const totals = { name: "totals", uri: "totals" };
const make = createGraph([createTask("make", { outlets: [orders] })], { dagId: "make" });
const sum = createGraph([createTask("sum", { outlets: [totals], outletAliases: [{ name: "daily" }] })], {
  dagId: "sum",
  timetable: {
    kind: "assets",
    condition: {
      kind: "all",
      of: [
        { kind: "asset", ...orders },
        { kind: "asset", ...users },
        { kind: "alias", name: "daily" },
      ],
    },
  },
});
const source = { dagId: "make", runId: "r1", taskId: "make", mapIndex: -1, tryNumber: 1 };
function update(key: string, asset: AssetUpdate["asset"], at: number, aliases: string[] = []): AssetUpdate {
  return { key, team: "default", asset, aliases, extra: {}, partitionKey: null, at, source };
}

let app: TestApp;
let client: ReturnType<typeof createClient>;
let summer: FakeDag;
let asked = 0;
beforeEach(async () => {
  app = await startApp();
  asked = 0;
  app.objects.addDag(makeDagView({ dagId: "make" }));
  summer = app.objects.addDag(makeDagView({ dagId: "sum" }));
  const queued = [users, { name: "monday", uri: "monday" }];
  summer.object.listQueuedAssets = async () => {
    asked += 1;
    return queued.map(({ name, uri }) => ({ team: "default", dagId: "sum", name, uri, at: NOW }));
  };
  client = createClient(app, (await app.signIn("viewer")).text);
  await seedDags([make, sum]);
});

const read = async (query = "") => (await client("GET", `/api/x/assets/graph${query}`)).body as Answer;
interface Answer {
  readonly assets: readonly { readonly id: number; readonly name: string; readonly is_behind: boolean }[];
  readonly dags: readonly { readonly dag_id: string; readonly wait: unknown; readonly last_run: unknown }[];
}
const named = ({ assets }: Answer, name: string) => assets.find((asset) => asset.name === name);

describe("the graph of assets", () => {
  it("holds assets, aliases and DAGs, with the newest run of each", async () => {
    const run = makeRun({ dagId: "make", runId: "r1", state: "failed" });
    await projectRun(env.DB, { run, graphHash: "g", instances: [] });
    const graph = await read();
    expect(graph).toMatchObject({
      assets: [
        { ...orders, team: "default", last_event_at: null, producing_dags: ["make"], scheduled_dags: ["sum"] },
        { ...users, producing_dags: [], consuming_dags: [] },
        { ...totals, producing_dags: ["sum"], scheduled_dags: [] },
      ],
      aliases: [{ name: "daily", producing_dags: ["sum"], scheduled_dags: ["sum"] }],
      dags: [
        { dag_id: "make", wait: null, last_run: { dag_run_id: "r1", state: "failed" } },
        { dag_id: "sum", wait: { kind: "all", met: 0, of: 3, queued_asset_ids: [] }, last_run: null },
      ],
      is_partial: false,
    });
    expect(asked).toBe(0);
  });

  it("counts what has come of what a DAG waits for, as its own object says", async () => {
    await recordAssets(
      env.DB,
      [update("u", users, NOW), update("m", { name: "monday", uri: "monday" }, NOW, ["daily"])],
      NOW,
    );
    const graph = await read();
    const ids = [named(graph, "users")?.id, named(graph, "monday")?.id];
    expect(graph.dags[1]?.wait).toEqual({ kind: "all", met: 2, of: 3, queued_asset_ids: ids });
    expect(asked).toBe(1);
  });

  it("asks no object of a DAG whose runs have taken everything up, or that is younger than the update", async () => {
    await recordAssets(env.DB, [update("old", orders, NOW - 1_000), update("u", users, NOW + 1)], NOW);
    expect((await read()).dags[1]).toMatchObject({ wait: { met: 1 } });
    await projectAssetRuns(env.DB, { team: "default", dagId: "sum" }, [{ key: "u", runId: "up" }]);
    expect((await read()).dags[1]).toMatchObject({ wait: { met: 0 } });
    expect(asked).toBe(1);
  });

  it("says what is older than its sources", async () => {
    await recordAssets(env.DB, [update("o", orders, NOW), update("t", totals, NOW + 1)], NOW);
    expect(named(await read(), "totals")?.is_behind).toBe(false);
    await recordAssets(env.DB, [update("o2", orders, NOW + 2)], NOW);
    const graph = await read();
    expect([named(graph, "totals")?.is_behind, named(graph, "orders")?.is_behind]).toEqual([true, false]);
    summer.object.listQueuedAssets = async () => [{ team: "default", dagId: "sum", ...orders, at: NOW }];
    expect(named(await read(), "totals")?.is_behind).toBe(false);
  });

  it("is one asset's where it is asked for, and nobody's of another team", async () => {
    const all = await read();
    const part = await read(`?asset_id=${named(all, "orders")?.id}`);
    expect(part.assets.map(({ name }) => name)).toEqual(["orders", "users", "totals"]);
    expect(part.dags.map(({ dag_id }) => dag_id)).toEqual(["make", "sum"]);
    expect((await client("GET", "/api/x/assets/graph?asset_id=999")).status).toBe(404);
    const other = createClient(app, (await app.signIn("operator", "sales")).text);
    expect((await other("GET", "/api/x/assets/graph")).body).toEqual({
      assets: [],
      aliases: [],
      dags: [],
      is_partial: false,
    });
  });
});

describe("who watches", () => {
  it("is told by whoever writes an update down", async () => {
    expect(await recordAssets(env.DB, [update("one", orders, NOW)], NOW)).toEqual([]);
    await writeLease(env.DB, { team: "*", until: NOW + 1 });
    expect(await recordAssets(env.DB, [update("two", orders, NOW)], NOW)).toEqual([{ team: "*", until: NOW + 1 }]);
    expect(await recordAssets(env.DB, [update("three", orders, NOW)], NOW + 1)).toEqual([]);
  });
});
