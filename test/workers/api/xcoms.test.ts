import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { XComView } from "../../../src/core/views.ts";
import { projectRun } from "../../../src/store/projection.ts";
import type { FakeRun } from "./fake-objects.ts";
import { createClient, startApp, type TestApp } from "./support.ts";

const VALUES = "/api/v2/dags/etl/dagRuns/r1/taskInstances/extract/xcomEntries";
let app: TestApp;
let operator: ReturnType<typeof createClient>;
let viewer: ReturnType<typeof createClient>;
let run: FakeRun;
beforeEach(async () => {
  app = await startApp();
  operator = createClient(app, (await app.signIn("operator")).text);
  viewer = createClient(app, (await app.signIn("viewer")).text);
  run = app.objects.addRun({ logicalDate: 5_000 }, [{ taskId: "extract" }, { taskId: "load", mapIndex: 1 }]);
  run.xcoms = [makeXCom("city"), makeXCom("area", { at: 2 }), makeXCom("city", { taskId: "load", mapIndex: 1 })];
});

function makeXCom(key: string, change: Partial<XComView> = {}): XComView {
  return { taskId: "extract", mapIndex: -1, key, at: 1, bytes: 2, value: 42, blobKey: null, ...change };
}

describe("a value", () => {
  it("is made by hand, and leaves a trace without itself", async () => {
    expect(await operator("POST", VALUES, { key: "size", value: { rows: [1, null] } })).toMatchObject({
      status: 201,
      body: { key: "size", value: { rows: [1, null] }, dag_id: "etl", run_id: "r1", task_id: "extract", map_index: -1 },
    });
    expect((await viewer("GET", `${VALUES}/size`)).body).toMatchObject({ value: { rows: [1, null] } });
    const trace = await operator("GET", "/api/v2/eventLogs?event=create_xcom_entry");
    expect(trace.body).toMatchObject({ event_logs: [{ task_id: "extract", run_id: "r1" }] });
    expect(trace.text).not.toContain("rows");
  });

  it("that is there is changed and deleted, but not made anew", async () => {
    expect(await operator("POST", VALUES, { key: "city", value: 1 })).toMatchObject({
      status: 409,
      body: { detail: "The XCom with key: `city` with mentioned task instance already exists." },
    });
    expect(await operator("PATCH", `${VALUES}/city`, { value: null })).toMatchObject({
      status: 200,
      body: { value: null },
    });
    expect((await operator("DELETE", `${VALUES}/city`)).status).toBe(204);
    expect((await viewer("GET", `${VALUES}/city`)).status).toBe(404);
  });

  it("that is not there is not found", async () => {
    const refusal = {
      status: 404,
      body: { detail: "The XCom with key: `no` with mentioned task instance doesn't exist." },
    };
    expect(await operator("PATCH", `${VALUES}/no`, { value: 1 })).toMatchObject(refusal);
    expect(await operator("DELETE", `${VALUES}/no`)).toMatchObject(refusal);
    expect((await operator("DELETE", `${VALUES}/city?map_index=7`)).status).toBe(404);
    expect((await operator("POST", VALUES.replace("extract", "nobody"), { key: "k", value: 1 })).status).toBe(404);
    expect((await operator("POST", VALUES.replace("r1", "r9"), { key: "k", value: 1 })).status).toBe(404);
  });

  it("too large for a row lies in the bucket", async () => {
    const text = "x".repeat(200_000);
    expect((await operator("POST", VALUES, { key: "text", value: text })).status).toBe(201);
    const { objects } = await env.BLOBS.list();
    expect(objects.map(({ size }) => size)).toContain(200_002);
  });

  it("is not edited in a wrong shape, nor by those who only look", async () => {
    expect((await operator("POST", VALUES, { key: "k" })).status).toBe(422);
    expect((await operator("POST", VALUES, { key: "k", value: 1, map_index: -2 })).status).toBe(422);
    expect((await operator("POST", VALUES, { key: "k", value: 1, by: "me" })).status).toBe(422);
    expect((await operator("PATCH", `${VALUES}/city`, {})).status).toBe(422);
    expect((await viewer("POST", VALUES, { key: "k", value: 1 })).status).toBe(403);
    expect((await viewer("PATCH", `${VALUES}/city`, { value: 1 })).status).toBe(403);
    expect((await viewer("DELETE", `${VALUES}/city`)).status).toBe(403);
  });
});

describe("values over all", () => {
  const ALL = "/api/v2/dags/~/dagRuns/~/taskInstances/~/xcomEntries";
  beforeEach(() => projectRun(env.DB, { run: run.view, graphHash: "g", instances: [] }));

  const lists: [query: string, found: string[]][] = [
    ["", ["extract area", "extract city", "load city"]],
    ["?order_by=-timestamp", ["extract area", "extract city", "load city"]],
    ["?order_by=-key", ["extract city", "load city", "extract area"]],
    ["?xcom_key=city", ["extract city", "load city"]],
    ["?xcom_key_prefix_pattern=ar", ["extract area"]],
    ["?task_id_pattern=LOA", ["load city"]],
    ["?map_index=1", ["load city"]],
    ["?map_index_filter=-1&limit=1", ["extract area"]],
    ["?run_id_pattern=x", []],
    ["?logical_date_gt=1970-01-01T00:00:05Z", []],
    ["?logical_date_gte=1970-01-01T00:00:05Z&offset=2", ["load city"]],
  ];
  it.each(lists)("by %j", async (query, found) => {
    const { status, body } = await viewer("GET", `${ALL}${query}`);
    const listed = (body as { xcom_entries: { task_id: string; key: string }[] }).xcom_entries;
    expect([status, listed.map(({ task_id, key }) => `${task_id} ${key}`)]).toEqual([200, found]);
  });

  it("are of the caller's team, in an order there is", async () => {
    const red = createClient(app, (await app.signIn("viewer", "red")).text);
    expect((await red("GET", ALL)).body).toEqual({ xcom_entries: [], total_entries: 0 });
    expect((await viewer("GET", `${ALL}?order_by=secret`)).status).toBe(400);
    expect((await viewer("GET", `${ALL}?map_index=-2`)).status).toBe(422);
  });
});
