import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { projectRun } from "../../../src/store/projection.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";
import type { FakeRun } from "./fake-objects.ts";
import { containing, createClient, startApp, type TestApp } from "./support.ts";

const RUN = "/api/v2/dags/etl/dagRuns/r1";
const PATH = `${RUN}/taskInstances`;
let app: TestApp;
let client: ReturnType<typeof createClient>;
let run: FakeRun;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("operator")).text);
  run = app.objects.addRun({ logicalDate: 5_000, runAfter: 6_000 }, [
    { taskId: "extract", state: "success", startedAt: 1_000, endedAt: 4_000 },
    { taskId: "load", mapIndex: 0, state: "none", startedAt: null, kind: "sensor" },
    { taskId: "load", mapIndex: 1, state: "failed", startedAt: 2_000, endedAt: 3_000, pool: "spark" },
    { taskId: "load", mapIndex: 10, state: "running", startedAt: 3_000 },
  ]);
});

interface Listed {
  readonly task_instances: readonly { readonly task_id: string; readonly map_index: number }[];
  readonly total_entries: number;
}
function names(body: unknown): string[] {
  return (body as Listed).task_instances.map((one) => `${one.task_id}:${one.map_index}`);
}

const UUID: unknown = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

describe("of one run", () => {
  it("come from its object, in Airflow's words", async () => {
    const { body } = await client("GET", `${PATH}/extract`);
    expect(body).toMatchObject({
      id: UUID,
      task_id: "extract",
      dag_id: "etl",
      dag_run_id: "r1",
      map_index: -1,
      state: "success",
      duration: 3,
      logical_date: "1970-01-01T00:00:05Z",
      run_after: "1970-01-01T00:00:06Z",
      pool: "default_pool",
      operator_name: "@task",
      try_number: 1,
      max_tries: 3,
    });
  });

  const lists: [query: string, found: string[]][] = [
    ["", ["extract:-1", "load:0", "load:1", "load:10"]],
    ["?order_by=-map_index", ["load:10", "load:1", "load:0", "extract:-1"]],
    ["?order_by=-start_date", ["load:0", "load:10", "load:1", "extract:-1"]],
    ["?state=failed&state=running", ["load:1", "load:10"]],
    ["?state=no_status", ["load:0"]],
    ["?task_id=extract", ["extract:-1"]],
    ["?task_display_name_pattern=EXT|oa", ["extract:-1", "load:0", "load:1", "load:10"]],
    ["?pool=spark", ["load:1"]],
    ["?operator=@task.sensor", ["load:0"]],
    ["?map_index=0&map_index=10", ["load:0", "load:10"]],
    ["?duration_gte=2", ["extract:-1"]],
    ["?start_date_gt=1970-01-01T00:00:01Z", ["load:0", "load:1", "load:10"]],
    ["?logical_date_lt=1970-01-01T00:00:05Z", []],
    ["?limit=1&offset=1", ["load:0"]],
  ];
  it.each(lists)("listed by %j", async (query, found) => {
    const { status, body } = await client("GET", `${PATH}${query}`);
    expect([status, names(body)]).toEqual([200, found]);
  });

  it("show no state as null", async () => {
    expect(await client("GET", `${PATH}/load/0`)).toMatchObject({ status: 200, body: { state: null } });
  });

  it("tell what they were handed, one at a time", async () => {
    run.inputs = { rows: [1, 2], all: { reference: "stream", task: "extract", count: 9 } };
    expect((await client("GET", `${PATH}/extract`)).body).toMatchObject({ rendered_fields: run.inputs });
    expect((await client("GET", `${PATH}/load/1`)).body).toMatchObject({ rendered_fields: run.inputs });
    const { body } = await client("GET", PATH);
    expect((body as { task_instances: object[] }).task_instances[0]).toMatchObject({ rendered_fields: {} });
  });

  it("that are mapped are found by their index", async () => {
    expect(names((await client("GET", `${PATH}/load/listMapped`)).body)).toEqual(["load:0", "load:1", "load:10"]);
    expect(await client("GET", `${PATH}/load`)).toMatchObject({
      status: 404,
      body: { detail: "Task instance is mapped, add the map_index value to the URL" },
    });
    expect((await client("GET", `${PATH}/load/2`)).status).toBe(404);
    expect((await client("GET", `${PATH}/load/x`)).status).toBe(422);
    expect((await client("GET", `${PATH}/nothing`)).status).toBe(404);
  });

  it("refuse orders and states that are none", async () => {
    expect((await client("GET", `${PATH}?order_by=secret`)).status).toBe(400);
    expect((await client("GET", `${PATH}?state=odd`)).status).toBe(422);
  });

  it("show their tries", async () => {
    run.tries = [1, 2].map((tryNumber) => makeInstance({ tryNumber, state: tryNumber === 1 ? "failed" : "running" }));
    const { body } = await client("GET", `${PATH}/extract/tries`);
    expect(body).toMatchObject({
      total_entries: 2,
      task_instances: [{ try_number: 1, state: "failed" }, { try_number: 2 }],
    });
    expect((await client("GET", `${PATH}/extract/tries/1`)).body).toMatchObject({ state: "failed" });
    expect((await client("GET", `${PATH}/extract/tries/3`)).status).toBe(404);
  });
});

it("over all runs they come from the database", async () => {
  for (const runId of ["a", "b"]) {
    const view = makeRun({ runId, logicalDate: 5_000 });
    await projectRun(env.DB, { run: view, graphHash: "g", instances: [makeInstance({ runId, state: "failed" })] });
  }
  const all = await client("GET", "/api/v2/dags/~/dagRuns/~/taskInstances?state=failed");
  expect(all).toMatchObject({
    status: 200,
    body: { total_entries: 2, task_instances: [{ logical_date: "1970-01-01T00:00:05Z" }, {}] },
  });
  const one = await client("GET", "/api/v2/dags/~/dagRuns/b/taskInstances");
  expect(one.body).toMatchObject({ total_entries: 1, task_instances: [{ dag_run_id: "b" }] });
});

describe("a mark", () => {
  it("goes to the run's object, dry or not", async () => {
    const body = { new_state: "success", include_downstream: true };
    expect(names((await client("PATCH", `${PATH}/load/dry_run`, body)).body)).toHaveLength(3);
    await client("PATCH", `${PATH}/load/1`, body);
    expect(run.asked).toEqual([
      expect.objectContaining({ dryRun: true, targets: [{ taskId: "load", mapIndex: null }] }),
      expect.objectContaining({
        dryRun: false,
        targets: [{ taskId: "load", mapIndex: 1 }],
        state: "success",
        downstream: true,
        upstream: false,
      }),
    ]);
  });

  const refused: [body: object, status: number, words: string][] = [
    [{}, 422, "'new_state' should not be empty"],
    [{ new_state: "running" }, 422, "is not one of"],
    [{ new_state: null, note: "x" }, 422, "'new_state' should not be empty"],
    [{ new_state: "success", odd: 1 }, 422, "extra_forbidden"],
  ];
  it.each(refused)("%j is refused", async (body, status, words) => {
    const answer = await client("PATCH", `${PATH}/extract`, body);
    expect([answer.status, answer.text.includes(words)]).toEqual([status, true]);
    expect(run.asked).toEqual([]);
  });

  it("of a task that is none answers 404", async () => {
    expect((await client("PATCH", `${PATH}/nothing`, { new_state: "failed" })).status).toBe(404);
    expect((await client("PATCH", `${PATH}/load/7`, { new_state: "failed" })).status).toBe(404);
  });
});

describe("a clear", () => {
  const CLEAR = "/api/v2/dags/etl/clearTaskInstances";

  it("is a rehearsal of failed instances unless asked otherwise", async () => {
    const answer = await client("POST", CLEAR, { dag_run_id: "r1", task_ids: ["extract", ["load", 1]] });
    expect(answer.status).toBe(200);
    expect(run.asked).toEqual([
      {
        v: 1,
        targets: [
          { taskId: "extract", mapIndex: null },
          { taskId: "load", mapIndex: 1 },
        ],
        upstream: false,
        downstream: false,
        onlyFailed: true,
        onlyRunning: false,
        resetRun: true,
        dryRun: true,
        by: "operator-of-all",
      },
    ]);
  });

  it("does nothing while a task runs, when told so", async () => {
    const body = { dag_run_id: "r1", dry_run: false, prevent_running_task: true };
    expect(await client("POST", CLEAR, body)).toMatchObject({
      status: 409,
      body: { detail: containing("load") },
    });
    expect(run.asked).toMatchObject([{ dryRun: true }]);
  });

  it("reaches the runs of a span of dates", async () => {
    for (const [runId, logicalDate] of [
      ["a", 1_000],
      ["b", 2_000],
      ["c", 3_000],
    ] as const) {
      app.objects.addRun({ runId, logicalDate });
      await projectRun(env.DB, { run: makeRun({ runId, logicalDate }), graphHash: "g", instances: [] });
    }
    const body = { dry_run: false, only_failed: false, start_date: "1970-01-01T00:00:02Z", task_ids: ["extract"] };
    const { body: cleared } = await client("POST", CLEAR, body);
    expect(
      (cleared as { task_instances: { dag_run_id: string }[] }).task_instances.map((one) => one.dag_run_id).toSorted(),
    ).toEqual(["b", "c"]);
    const past = await client("POST", CLEAR, { dag_run_id: "b", include_past: true, task_ids: ["extract"] });
    expect(past.body).toMatchObject({ total_entries: 2 });
  });
});

describe("a log", () => {
  beforeEach(() => {
    run.logs = ["one", "two", "three"].map((message, at) => ({
      at,
      level: "info",
      source: "task",
      message,
      ...(at === 0 ? { fields: { rows: 7, event: "forged" } } : {}),
    }));
  });

  it("is read page by page", async () => {
    const first = await client("GET", `${PATH}/extract/logs/1`);
    expect(first.body).toEqual({
      content: [
        { rows: 7, timestamp: "1970-01-01T00:00:00Z", event: "one", level: "info", logger: "task" },
        { timestamp: "1970-01-01T00:00:00.001000Z", event: "two", level: "info", logger: "task" },
      ],
      continuation_token: "2",
    });
    const second = await client("GET", `${PATH}/extract/logs/1?token=2`);
    expect(second.body).toMatchObject({ content: [{ event: "three" }], continuation_token: null });
  });

  it("of a task that still writes can be read on", async () => {
    run.isLogOver = false;
    const { body } = await client("GET", `${PATH}/extract/logs/1?full_content=true`);
    expect(body).toMatchObject({ content: [{}, {}, {}], continuation_token: "3" });
  });

  it("comes as JSON lines when asked for", async () => {
    const { text: token } = await app.signIn("viewer");
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/x-ndjson" };
    const answer = await app.send(`${PATH}/extract/logs/1`, { headers });
    expect(answer.headers.get("Content-Type")).toBe("application/x-ndjson");
    expect((await answer.text()).trim().split("\n")).toHaveLength(3);
  });

  it("that is none, or a token that is none", async () => {
    expect((await client("GET", `${PATH}/nothing/logs/1`)).status).toBe(404);
    expect((await client("GET", `${PATH}/extract/logs/x`)).status).toBe(422);
    expect((await client("GET", `${PATH}/extract/logs/1?token=forged`)).status).toBe(400);
  });
});

describe("an XCom", () => {
  const VALUES = `${PATH}/extract/xcomEntries`;
  beforeEach(async () => {
    const entry = { taskId: "extract", mapIndex: -1, at: 1_000, bytes: 9, value: null, blobKey: null };
    await env.BLOBS.put("runs/big", JSON.stringify({ rows: [1, 2] }));
    run.xcoms = [
      { ...entry, key: "return_value", value: { a: 1 } },
      { ...entry, key: "big", blobKey: "runs/big" },
      { ...entry, key: "lost", blobKey: "runs/lost" },
      { ...entry, key: "huge", blobKey: "runs/big", bytes: 1e9 },
    ];
  });

  it("is listed without its value", async () => {
    const { body } = await client("GET", `${VALUES}?limit=1`);
    expect(body).toMatchObject({
      total_entries: 4,
      xcom_entries: [{ key: "big", run_id: "r1", map_index: -1 }],
    });
    expect(JSON.stringify(body)).not.toContain('"value"');
  });

  it("is read from the run's object or from the bucket, as a value or as text", async () => {
    expect((await client("GET", `${VALUES}/return_value`)).body).toMatchObject({ value: { a: 1 } });
    expect((await client("GET", `${VALUES}/return_value?stringify=true`)).body).toMatchObject({ value: '{"a":1}' });
    expect((await client("GET", `${VALUES}/big`)).body).toMatchObject({ value: { rows: [1, 2] } });
  });

  it("that cannot be had says why", async () => {
    expect(await client("GET", `${VALUES}/lost`)).toMatchObject({
      status: 404,
      body: { detail: containing("runs/lost") },
    });
    expect(await client("GET", `${VALUES}/huge`)).toMatchObject({
      status: 400,
      body: { detail: containing("bytes") },
    });
    expect((await client("GET", `${VALUES}/none`)).status).toBe(404);
  });
});
