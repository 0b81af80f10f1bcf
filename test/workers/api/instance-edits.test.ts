import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createGroup, createTask } from "../../support/graphs.ts";
import { makeDagView } from "../store/fixtures.ts";
import type { FakeRun } from "./fake-objects.ts";
import { containing, createClient, seedDags, startApp, type TestApp } from "./support.ts";

const RUN = "/api/v2/dags/etl/dagRuns/r1";
const TASKS = `${RUN}/taskInstances`;
let app: TestApp;
let operator: ReturnType<typeof createClient>;
let viewer: ReturnType<typeof createClient>;
let run: FakeRun;
beforeEach(async () => {
  app = await startApp();
  operator = createClient(app, (await app.signIn("operator")).text);
  viewer = createClient(app, (await app.signIn("viewer")).text);
  run = app.objects.addRun({ graphHash: "graph-of-etl in // etl", bundleId: "bundle of // etl" }, [
    { taskId: "extract", state: "success" },
    { taskId: "load.rows", mapIndex: 0, state: "failed" },
    { taskId: "load.rows", mapIndex: 1, state: "none" },
    { taskId: "load.check.rows", state: "scheduled" },
  ]);
});

function notes(body: unknown): string[] {
  const { task_instances } = body as { task_instances: { task_id: string; map_index: number; note: string | null }[] };
  return task_instances.map((one) => `${one.task_id}:${one.map_index} ${one.note ?? ""}`);
}

describe("a note on an instance", () => {
  it("is put there alone, or beside a state", async () => {
    const alone = await operator("PATCH", `${TASKS}/extract`, { note: "look" });
    expect([alone.status, notes(alone.body)]).toEqual([200, ["extract:-1 look"]]);
    expect(run.asked).toEqual([]);
    const both = await operator("PATCH", `${TASKS}/extract`, { note: "well", new_state: "success" });
    expect([both.status, notes(both.body)]).toEqual([200, ["extract:-1 well"]]);
    expect((await viewer("GET", `${TASKS}/extract`)).body).toMatchObject({ note: "well" });
    expect((await operator("GET", "/api/v2/eventLogs?event=patch_task_instance")).body).toMatchObject({
      total_entries: 2,
    });
  });

  it("is taken away by an empty one, and by none under the mask", async () => {
    await operator("PATCH", `${TASKS}/extract`, { note: "look" });
    expect(notes((await operator("PATCH", `${TASKS}/extract`, { note: "" })).body)).toEqual(["extract:-1 "]);
    await operator("PATCH", `${TASKS}/extract`, { note: "look" });
    await operator("PATCH", `${TASKS}/extract?update_mask=note`, { note: null, new_state: "failed" });
    expect((await viewer("GET", `${TASKS}/extract`)).body).toMatchObject({ note: null });
    expect(run.asked).toEqual([]);
  });

  it("is only rehearsed in a rehearsal", async () => {
    const { body } = await operator("PATCH", `${TASKS}/extract/dry_run`, { note: "look" });
    expect(notes(body)).toEqual(["extract:-1 "]);
    expect((await viewer("GET", `${TASKS}/extract`)).body).toMatchObject({ note: null });
  });

  it("may come with a clear", async () => {
    const body = { dag_run_id: "r1", task_ids: ["extract"], only_failed: false, dry_run: false, note: "again" };
    const { body: cleared } = await operator("POST", "/api/v2/dags/etl/clearTaskInstances", body);
    expect(notes(cleared)).toEqual(["extract:-1 again"]);
    expect((await viewer("GET", `${TASKS}/extract`)).body).toMatchObject({ note: "again" });
  });

  it("is not longer than a thousand letters", async () => {
    expect((await operator("PATCH", `${TASKS}/extract`, { note: "x".repeat(1_001) })).status).toBe(422);
  });
});

describe("a group of tasks", () => {
  const GROUP = `${RUN}/taskGroupInstances/load`;
  beforeEach(() =>
    seedDags([
      createGraph(
        [
          createTask("extract"),
          createTask("load.rows", { group: "load" }),
          createTask("load.check.rows", { group: "load.check" }),
        ],
        { dagId: "etl", groups: [createGroup("load", null), { ...createGroup("load.check", null), parent: "load" }] },
      ),
    ]),
  );

  it("is marked with the groups within it", async () => {
    const { status, body } = await operator("PATCH", GROUP, { new_state: "success", include_downstream: true });
    expect([status, notes(body).length]).toEqual([200, 3]);
    expect(run.asked).toMatchObject([
      {
        state: "success",
        downstream: true,
        dryRun: false,
        targets: [
          { taskId: "load.rows", mapIndex: null },
          { taskId: "load.check.rows", mapIndex: null },
        ],
      },
    ]);
  });

  it("is noted, and rehearsed", async () => {
    expect(notes((await operator("PATCH", GROUP, { note: "n" })).body)).toContain("load.rows:1 n");
    expect((await operator("PATCH", `${GROUP}/dry_run`, { new_state: "failed" })).status).toBe(200);
    expect(run.asked).toMatchObject([{ dryRun: true }]);
  });

  it("that is unknown is not found", async () => {
    expect(await operator("PATCH", GROUP.replace("load", "no"), { new_state: "failed" })).toMatchObject({
      status: 404,
      body: { detail: "Task group 'no' not found in DAG 'etl'" },
    });
    expect((await operator("PATCH", GROUP.replace("r1", "r9"), { new_state: "failed" })).status).toBe(404);
    expect((await operator("PATCH", GROUP, { new_state: "running" })).status).toBe(422);
    expect((await viewer("PATCH", GROUP, { new_state: "failed" })).status).toBe(403);
  });
});

describe("a bulk of instances", () => {
  const send = async (actions: object[], path = TASKS) => (await operator("PATCH", path, { actions })).body;

  it("is marked and noted, one or all of a task", async () => {
    const entities = [
      { task_id: "load.rows", map_index: 0, new_state: "success" },
      { task_id: "load.rows", note: "all" },
    ];
    expect(await send([{ action: "update", entities }])).toMatchObject({
      update: { success: ["etl.r1.load.rows[0]", "etl.r1.load.rows[0]", "etl.r1.load.rows[1]"], errors: [] },
    });
    expect(run.asked).toMatchObject([{ targets: [{ taskId: "load.rows", mapIndex: 0 }], state: "success" }]);
    expect((await viewer("GET", `${TASKS}/load.rows/1`)).body).toMatchObject({ note: "all" });
  });

  it("is deleted", async () => {
    expect(await send([{ action: "delete", entities: ["load.rows", { task_id: "extract" }] }])).toMatchObject({
      delete: { success: ["etl.r1.load.rows[0]", "etl.r1.load.rows[1]", "etl.r1.extract[-1]"], errors: [] },
    });
    expect(run.instances.map(({ taskId }) => taskId)).toEqual(["load.check.rows"]);
  });

  it("fails for what is not there, tells what is wrong, and makes none", async () => {
    expect(
      await send([
        { action: "delete", entities: ["extract", "no"] },
        { action: "update", entities: [{ task_id: "extract", new_state: "odd" }] },
        { action: "create", entities: [{ task_id: "new" }] },
      ]),
    ).toMatchObject({
      delete: { success: [], errors: [{ status_code: 404, error: containing("etl.r1.no") }] },
      update: { success: [], errors: [{ status_code: 422 }] },
      create: { errors: [{ status_code: 405, error: "Task Instances bulk create is not supported" }] },
    });
    const all = "/api/v2/dags/~/dagRuns/~/taskInstances";
    const named = { task_id: "extract", dag_id: "etl", dag_run_id: "r1", note: "n" };
    expect(await send([{ action: "update", entities: [named, { task_id: "extract" }] }], all)).toMatchObject({
      update: { success: ["etl.r1.extract[-1]"], errors: [{ status_code: 400, error: containing("wildcard") }] },
    });
    expect((await viewer("PATCH", TASKS, { actions: [] })).status).toBe(403);
    expect((await operator("PATCH", TASKS, { actions: [{ action: "update", entities: [{}] }] })).status).toBe(422);
  });

  it("of one is deleted by its path", async () => {
    expect(await operator("DELETE", `${TASKS}/extract`)).toMatchObject({ status: 200, body: null });
    expect((await operator("DELETE", `${TASKS}/extract`)).status).toBe(404);
    expect((await operator("DELETE", `${TASKS}/load.rows`)).status).toBe(404);
    expect((await operator("DELETE", `${TASKS}/load.rows?map_index=1`)).status).toBe(200);
    expect((await viewer("DELETE", `${TASKS}/load.rows?map_index=0`)).status).toBe(403);
    expect((await operator("GET", "/api/v2/eventLogs?event=delete_task_instance")).body).toMatchObject({
      total_entries: 2,
    });
  });
});

describe("what an instance waits for", () => {
  beforeEach(() => {
    const wait = { since: null, until: null, gate: null, holders: [], alike: 1 };
    const upstream = { upstream: 1, done: 0 };
    run.waits = [
      {
        ...wait,
        taskId: "load.rows",
        mapIndex: 1,
        state: "none",
        reason: { code: "all_success", params: upstream },
      },
      {
        ...wait,
        taskId: "load.check.rows",
        mapIndex: -1,
        state: "scheduled",
        reason: { code: "pool_full", params: { pool: "spark", slots: 1 } },
      },
    ];
    app.objects.addDag(makeDagView());
  });

  it("is told by the names of Airflow's rules", async () => {
    const ask = async (path: string) => (await viewer("GET", `${TASKS}/${path}`)).body;
    expect(await ask("load.check.rows/dependencies")).toMatchObject({
      dependencies: [{ name: "Pool Slots Available", reason: containing("spark") }],
    });
    expect(await ask("load.rows/1/dependencies")).toMatchObject({ dependencies: [{ name: "Trigger Rule" }] });
    expect(await ask("load.rows/dependencies?map_index=1")).toMatchObject({ dependencies: [{}] });
    expect(await ask("extract/dependencies")).toEqual({ dependencies: [] });
  });

  it("is told of instances there are", async () => {
    expect((await viewer("GET", `${TASKS}/no/dependencies`)).status).toBe(404);
    expect((await viewer("GET", `${TASKS}/load.rows/7/dependencies`)).status).toBe(404);
    expect((await viewer("GET", `${TASKS}/load.rows/x/dependencies`)).status).toBe(422);
  });
});

describe("states of an instance", () => {
  const STATES = `${TASKS}/extract/state-store`;

  it("are kept by key, for a while or for good", async () => {
    expect((await operator("PUT", `${STATES}/cursor`, { value: { page: 3 } })).status).toBe(204);
    expect((await operator("PUT", `${STATES}/etag`, { value: "abc", expires_at: null })).status).toBe(204);
    expect((await viewer("GET", STATES)).body).toEqual({
      task_state_store: [
        {
          key: "cursor",
          value: { page: 3 },
          updated_at: "2026-11-01T12:00:00Z",
          expires_at: "2026-12-01T12:00:00Z",
        },
        { key: "etag", value: "abc", updated_at: "2026-11-01T12:00:00Z", expires_at: null },
      ],
      total_entries: 2,
    });
    expect(await operator("PATCH", `${STATES}/cursor`, { value: 4 })).toMatchObject({ status: 200, body: null });
    expect((await viewer("GET", `${STATES}/cursor`)).body).toMatchObject({
      value: 4,
      expires_at: "2026-12-01T12:00:00Z",
    });
    app.clock.now += 31 * 86_400_000;
    expect(await viewer("GET", `${STATES}/cursor`)).toMatchObject({
      status: 404,
      body: { detail: "Task state store key 'cursor' not found" },
    });
  });

  it("are deleted alone, or all of an instance, or of all instances", async () => {
    const mapped = `${TASKS}/load.rows/state-store`;
    await operator("PUT", `${STATES}/a`, { value: 1 });
    for (const index of [0, 1]) await operator("PUT", `${mapped}/a?map_index=${index}`, { value: index });
    expect((await operator("DELETE", `${STATES}/a`)).status).toBe(204);
    expect((await operator("DELETE", `${STATES}/a`)).status).toBe(204);
    expect((await operator("DELETE", `${mapped}?map_index=1`)).status).toBe(204);
    expect((await viewer("GET", `${mapped}?map_index=0`)).body).toMatchObject({ total_entries: 1 });
    expect((await operator("DELETE", `${mapped}?all_map_indices=true`)).status).toBe(204);
    expect((await viewer("GET", `${mapped}?map_index=0`)).body).toMatchObject({ total_entries: 0 });
    expect((await operator("GET", "/api/v2/eventLogs?event=set_task_state_store")).body).toMatchObject({
      total_entries: 3,
    });
  });

  it("are of instances there are, in the right shape, and written by those who operate", async () => {
    expect((await operator("PATCH", `${STATES}/no`, { value: 1 })).status).toBe(404);
    expect(await operator("PUT", `${TASKS}/no/state-store/a`, { value: 1 })).toMatchObject({
      status: 404,
      body: { detail: containing("task_id='no', map_index=-1") },
    });
    expect((await operator("PUT", `${STATES}/a`, {})).status).toBe(422);
    expect((await operator("PUT", `${STATES}/a`, { value: null })).text).toContain("value cannot be null");
    expect((await operator("PUT", `${STATES}/a`, { value: "x".repeat(70_000) })).status).toBe(422);
    expect((await operator("PUT", `${STATES}/a`, { value: 1, expires_at: "soon" })).status).toBe(422);
    expect((await viewer("GET", `${STATES}?map_index=-2`)).status).toBe(422);
    expect((await viewer("PUT", `${STATES}/a`, { value: 1 })).status).toBe(403);
    expect((await viewer("DELETE", STATES)).status).toBe(403);
  });
});
