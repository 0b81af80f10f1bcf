import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { AssetUpdate, QueuedAssetView } from "../../../src/core/asset-update.ts";
import type { DagObject } from "../../../src/core/objects.ts";
import { openAssetEvents } from "../../../src/scheduler/open-asset-events.ts";
import { settleAssetEvents } from "../../../src/scheduler/settle-asset-events.ts";
import { projectAssetRuns, recordAssets } from "../../../src/store/asset-projection.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView, makeRun } from "../store/fixtures.ts";
import type { FakeDag } from "./fake-objects.ts";
import { containing, createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const orders = { name: "orders", uri: "r2://orders", group: "sales", extra: { owner: "ann" } };
const users = { name: "users", uri: "users" };
const make = createGraph([createTask("make", { outlets: [orders], outletAliases: [{ name: "daily" }] })], {
  dagId: "make",
});
const use = createGraph([createTask("read", { inlets: [orders] })], {
  dagId: "use",
  displayName: "Use",
  timetable: {
    kind: "assets",
    condition: {
      kind: "all",
      of: [
        { kind: "asset", ...orders },
        {
          kind: "any",
          of: [
            { kind: "asset", ...users },
            { kind: "alias", name: "daily" },
          ],
        },
      ],
    },
  },
});
const source = { dagId: "make", runId: "r1", taskId: "make", mapIndex: -1, tryNumber: 1 };
function update(key: string, asset: AssetUpdate["asset"], at: number, more: Partial<AssetUpdate> = {}): AssetUpdate {
  return { key, team: "default", asset, aliases: [], extra: { key }, partitionKey: null, at, source, ...more };
}

let app: TestApp;
let client: ReturnType<typeof createClient>;
let consumer: FakeDag;
let producer: FakeDag;
beforeEach(async () => {
  app = await startApp();
  consumer = app.objects.addDag(makeDagView({ dagId: "use" }));
  producer = app.objects.addDag(makeDagView({ dagId: "make" }));
  client = createClient(app, (await app.signIn("operator")).text);
  await seedDags([make, use]);
});

const get = async (path: string) => (await client("GET", `/api/v2/${path}`)).body;
async function findId(name: string): Promise<number> {
  const row = await env.DB.prepare("select id from asset where name = ?").bind(name).first<{ id: number }>();
  return row?.id ?? 0;
}
function teach(dag: FakeDag, object: Partial<DagObject>): void {
  Object.assign(dag.object, object);
}

describe("assets", () => {
  it("are what deployed DAGs name, with who reads, writes and waits for them", async () => {
    const id = await findId("orders");
    const times = { created_at: containing("2026-11-01"), updated_at: containing("2026-11-01") };
    expect(await get(`assets/${id}`)).toEqual({
      id,
      ...orders,
      ...times,
      scheduled_dags: [{ dag_id: "use", ...times }],
      producing_tasks: [{ dag_id: "make", task_id: "make", ...times }],
      consuming_tasks: [{ dag_id: "use", task_id: "read", ...times }],
      aliases: [],
      watchers: [],
      last_asset_event: null,
    });
    expect(await get("assets")).toMatchObject({ assets: [{ name: "orders" }, { name: "users" }], total_entries: 2 });
    expect(await get("assets?order_by=-name&limit=1")).toMatchObject({ assets: [{ name: "users" }], total_entries: 2 });
    expect(await get("assets?dag_ids=make")).toMatchObject({ assets: [{ name: "orders" }], total_entries: 1 });
    expect(await get("assets?uri_pattern=R2&name_prefix_pattern=ord")).toMatchObject({ total_entries: 1 });
    expect(await client("GET", "/api/v2/assets/999")).toMatchObject({
      status: 404,
      body: { detail: "The Asset with ID: `999` was not found" },
    });
  });

  it("that no DAG names any more are kept, and listed when asked for", async () => {
    await seedDags([use], "// other");
    const kept = await findId("orders");
    await seedDags([createGraph([createTask("a")], { dagId: "make" }), createGraph([], { dagId: "use" })], "// third");
    expect(await get("assets")).toMatchObject({ assets: [], total_entries: 0 });
    expect(await get("assets?only_active=false")).toMatchObject({ total_entries: 2 });
    await seedDags([make, use], "// fourth");
    expect(await findId("orders")).toBe(kept);
    expect(await get(`assets/${kept}`)).toMatchObject({ producing_tasks: [{ task_id: "make" }] });
  });

  it("of another team do not exist", async () => {
    const other = createClient(app, (await app.signIn("operator", "sales")).text);
    const id = await findId("orders");
    expect((await other("GET", `/api/v2/assets/${id}`)).status).toBe(404);
    expect((await other("GET", "/api/v2/assets")).body).toMatchObject({ assets: [], total_entries: 0 });
    expect((await other("POST", "/api/v2/assets/events", { asset_id: id })).status).toBe(404);
  });

  it("stand behind aliases that they came by", async () => {
    await recordAssets(env.DB, [update("e", { name: "monday", uri: "r2://monday" }, 5, { aliases: ["daily"] })], NOW);
    const { asset_aliases: aliases } = (await get("assets/aliases")) as { asset_aliases: { id: number }[] };
    const [alias] = aliases;
    expect(alias).toEqual({ id: alias?.id, name: "daily", group: "asset" });
    expect(await get(`assets/aliases/${alias?.id}`)).toEqual(alias);
    expect((await client("GET", "/api/v2/assets/aliases/999")).status).toBe(404);
    expect(await get(`assets/${await findId("monday")}`)).toMatchObject({ aliases: [alias], scheduled_dags: [] });
  });
});

describe("asset events", () => {
  it("are listed with the runs that took them up", async () => {
    const events = [update("one", orders, 1_000), update("two", users, 2_000), update("three", orders, 3_000)];
    await recordAssets(env.DB, events, NOW);
    await recordAssets(env.DB, events, NOW);
    await projectAssetRuns(env.DB, { team: "default", dagId: "use" }, [
      { key: "one", runId: "up" },
      { key: "three", runId: "up" },
    ]);
    const run = makeRun({
      dagId: "use",
      runId: "up",
      logicalDate: null,
      dataInterval: null,
      runType: "asset_triggered",
    });
    await projectRun(env.DB, { run, graphHash: "g", instances: [] });
    const id = await findId("orders");
    const created = { dag_id: "use", run_id: "up", logical_date: null, state: "running", partition_key: null };
    expect(await get(`assets/events?asset_id=${id}`)).toMatchObject({
      total_entries: 2,
      asset_events: [
        {
          asset_id: id,
          name: "orders",
          uri: "r2://orders",
          group: "sales",
          extra: { key: "one" },
          source_dag_id: "make",
          source_task_id: "make",
          source_run_id: "r1",
          source_map_index: -1,
          timestamp: "1970-01-01T00:00:01Z",
          created_dagruns: [{ ...created, triggering: false }],
        },
        { extra: { key: "three" }, created_dagruns: [{ ...created, triggering: true }] },
      ],
    });
    expect(await get("assets/events?order_by=-timestamp&limit=1")).toMatchObject({
      total_entries: 3,
      asset_events: [{ extra: { key: "three" } }],
    });
    expect(await get("assets/events?source_dag_id=use")).toMatchObject({ total_entries: 0 });
    expect(await get("assets/events?name_pattern=use&timestamp_gt=1970-01-01T00:00:01Z")).toMatchObject({
      total_entries: 1,
    });
    expect(await get(`assets/${id}`)).toMatchObject({ last_asset_event: { timestamp: "1970-01-01T00:00:03Z" } });
  });

  it("by hand reach the DAGs that wait, now or with a later tick, under one key", async () => {
    const told: AssetUpdate[] = [];
    let isDown = true;
    teach(consumer, {
      takeAssetUpdates: async ({ updates }) => {
        if (isDown) throw new Error("The object does not answer");
        told.push(...updates);
      },
    });
    const id = await findId("orders");
    const made = await client("POST", "/api/v2/assets/events", { asset_id: id, extra: { rows: 3 } });
    expect(made).toMatchObject({
      status: 200,
      body: { asset_id: id, extra: { rows: 3, from_rest_api: true }, source_dag_id: null, source_map_index: -1 },
    });
    expect(told).toEqual([]);
    isDown = false;
    await settleAssetEvents(openAssetEvents(app.bindings), NOW + 20_000);
    expect(told).toEqual([]);
    await settleAssetEvents(openAssetEvents(app.bindings), NOW + 60_000);
    await settleAssetEvents(openAssetEvents(app.bindings), NOW + 120_000);
    expect(told).toEqual([expect.objectContaining({ asset: { name: "orders", uri: "r2://orders", group: "sales" } })]);
    await client("POST", "/api/v2/assets/events", { asset_id: id });
    expect(told).toHaveLength(2);
    expect(told[1]?.key).not.toBe(told[0]?.key);
    expect((await client("POST", "/api/v2/assets/events", { asset_id: 999 })).status).toBe(404);
    const foreign = { asset_id: id, access_control: { consumer_teams: ["sales"] } };
    expect((await client("POST", "/api/v2/assets/events", foreign)).status).toBe(422);
  });

  it("of a run are what its DAG's object says", async () => {
    await recordAssets(env.DB, [update("one", orders, 1_000), update("two", users, 2_000)], NOW);
    app.objects.addRun({ dagId: "use", runId: "up" });
    teach(consumer, { listConsumedUpdates: async () => [update("one", orders, 1_000)] });
    const path = "dags/use/dagRuns/up/upstreamAssetEvents";
    expect(await get(path)).toMatchObject({ total_entries: 1, asset_events: [{ extra: { key: "one" } }] });
    teach(consumer, { listConsumedUpdates: async () => [] });
    expect(await get(path)).toEqual({ asset_events: [], total_entries: 0 });
    await projectAssetRuns(env.DB, { team: "default", dagId: "use" }, [{ key: "two", runId: "up" }]);
    expect(await get(path)).toMatchObject({ asset_events: [{ extra: { key: "two" } }] });
    expect((await client("GET", "/api/v2/dags/use/dagRuns/none/upstreamAssetEvents")).status).toBe(404);
  });
});

describe("queued events", () => {
  const view = (asset: typeof users, at: number): QueuedAssetView => {
    return { team: "default", dagId: "use", name: asset.name, uri: asset.uri, at };
  };
  it("are told by the objects, by asset, by DAG and by both", async () => {
    const [ordersId, usersId] = [await findId("orders"), await findId("users")];
    teach(consumer, { listQueuedAssets: async () => [view(orders, 1_000), view(users, 2_000)] });
    const shape = (asset_id: number, created_at: string) => ({
      dag_id: "use",
      dag_display_name: "Use",
      asset_id,
      created_at,
    });
    const first = shape(ordersId, "1970-01-01T00:00:01Z");
    const second = shape(usersId, "1970-01-01T00:00:02Z");
    expect(await get(`assets/${ordersId}/queuedEvents`)).toEqual({ queued_events: [first], total_entries: 1 });
    expect(await get("dags/use/assets/queuedEvents")).toEqual({ queued_events: [first, second], total_entries: 2 });
    expect(await get("dags/use/assets/queuedEvents?before=1970-01-01T00:00:02Z")).toMatchObject({ total_entries: 1 });
    expect(await get(`dags/use/assets/${usersId}/queuedEvents`)).toEqual(second);
    teach(consumer, { listQueuedAssets: async () => [] });
    expect((await client("GET", `/api/v2/dags/use/assets/${usersId}/queuedEvents`)).status).toBe(404);
    expect((await client("GET", "/api/v2/dags/none/assets/queuedEvents")).status).toBe(404);
  });

  it("are deleted, and 404 when there are none", async () => {
    const asked: unknown[] = [];
    let left = 2;
    teach(consumer, {
      dropQueuedAssets: async (request) => {
        asked.push(request);
        left -= 1;
        return Math.max(0, left + 1);
      },
    });
    const id = await findId("orders");
    const drop = async (path: string) => (await client("DELETE", `/api/v2/${path}`)).status;
    expect(await drop(`assets/${id}/queuedEvents?before=1970-01-01T00:00:02Z`)).toBe(204);
    expect(await drop("dags/use/assets/queuedEvents")).toBe(204);
    expect(await drop(`dags/use/assets/${id}/queuedEvents`)).toBe(404);
    const asset = { name: "orders", uri: "r2://orders" };
    expect(asked).toEqual([
      { v: 1, asset, before: 2_000 },
      { v: 1, asset: null, before: null },
      { v: 1, asset, before: null },
    ]);
  });
});

describe("materializing an asset", () => {
  it("triggers the one DAG that updates it", async () => {
    const id = await findId("orders");
    expect((await client("POST", `/api/v2/assets/${id}/materialize`)).status).toBe(200);
    const body = { dag_run_id: "mine", conf: { size: 1 } };
    expect(await client("POST", `/api/v2/assets/${id}/materialize`, body)).toMatchObject({
      status: 200,
      body: { dag_id: "make", dag_run_id: "mine" },
    });
    expect(producer.asked).toMatchObject([
      { runId: null, logicalDate: null, runType: "asset_materialization", triggeredBy: "rest_api" },
      { runId: "mine", conf: { size: 1 }, runType: "asset_materialization" },
    ]);
    expect((await client("POST", `/api/v2/assets/${id}/materialize`, body)).status).toBe(409);
  });

  it("is refused where none or several do", async () => {
    const usersId = await findId("users");
    expect((await client("POST", `/api/v2/assets/${usersId}/materialize`)).status).toBe(404);
    const other = createGraph([createTask("also", { outlets: [orders] })], { dagId: "other" });
    await seedDags([make, use, other], "// both");
    expect((await client("POST", `/api/v2/assets/${await findId("orders")}/materialize`)).status).toBe(409);
  });
});

describe("a DAG that waits for assets", () => {
  it("says for which", async () => {
    const waits = { asset: { name: "orders", uri: "r2://orders", group: "sales" } };
    const other = [{ asset: { ...users, group: "asset" } }, { alias: { name: "daily", group: "asset" } }];
    expect(await get("dags/use/details")).toMatchObject({
      timetable_summary: "Asset",
      timetable_description: 'orders and (users or alias "daily")',
      timetable_periodic: false,
      asset_expression: { all: [waits, { any: other }] },
    });
    expect(await get("dags/make/details")).toMatchObject({ asset_expression: null });
  });
});
