import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeRun } from "../store/fixtures.ts";
import type { FakeDag, FakeRun } from "./fake-objects.ts";
import { containing, createClient, seedDags, startApp, type TestApp } from "./support.ts";

const RUNS = "/api/v2/dags/etl/dagRuns";
let app: TestApp;
let operator: ReturnType<typeof createClient>;
let dag: FakeDag;
let runs: Record<"a" | "b", FakeRun>;
beforeEach(async () => {
  app = await startApp();
  operator = createClient(app, (await app.signIn("operator")).text);
  await seedDags([createGraph([createTask("extract")], { dagId: "etl" })]);
  const view = { team: "default", dagId: "etl", isPaused: false, isStale: false, graphHash: "g", bundleId: "b" };
  dag = app.objects.addDag({ ...view, nextRun: null, liveRuns: [], dueAt: null });
  runs = {
    a: app.objects.addRun({ runId: "a", state: "success" }, [{ taskId: "extract", state: "success" }]),
    b: app.objects.addRun({ runId: "b", state: "running" }, [{ taskId: "extract", state: "failed" }]),
  };
});

const change = (actions: object[], path = RUNS) => operator("PATCH", path, { actions });

describe("a bulk of runs", () => {
  it("is marked and noted", async () => {
    const entities = [
      { dag_run_id: "a", note: "seen" },
      { dag_run_id: "b", state: "failed" },
    ];
    expect(await change([{ action: "update", entities }])).toMatchObject({
      status: 200,
      body: { update: { success: ["etl.a", "etl.b"], errors: [] } },
    });
    expect(runs.a.view.note).toBe("seen");
    expect(runs.b.asked).toMatchObject([{ state: "failed" }]);
    expect((await operator("GET", "/api/v2/eventLogs?event=patch_dag_run")).body).toMatchObject({ total_entries: 2 });
  });

  it("is deleted but for what runs", async () => {
    expect((await change([{ action: "delete", entities: ["a", "b"] }])).body).toMatchObject({
      delete: { success: ["etl.a"], errors: [{ error: containing("cannot be deleted"), status_code: 409 }] },
    });
    expect(dag.deleted).toEqual(["a"]);
  });

  it("fails as a whole for one that is not there, unless that is to be skipped", async () => {
    const remove = { action: "delete", entities: ["a", "no"] };
    expect((await change([remove])).body).toMatchObject({
      delete: { success: [], errors: [{ error: containing("[etl.no]"), status_code: 404 }] },
    });
    expect(dag.deleted).toEqual([]);
    const skipping = { ...remove, action_on_non_existence: "skip" };
    expect((await change([skipping])).body).toMatchObject({ delete: { success: ["etl.a"], errors: [] } });
  });

  it("over all DAGs names its DAG, and makes none", async () => {
    const update = { action: "update", entities: [{ dag_run_id: "a", dag_id: "etl", note: "n" }, { dag_run_id: "b" }] };
    const create = { action: "create", entities: [{ dag_run_id: "z" }] };
    expect((await change([update, create], "/api/v2/dags/~/dagRuns")).body).toMatchObject({
      update: { success: ["etl.a"], errors: [{ error: containing("wildcard"), status_code: 400 }] },
      create: { errors: [{ status_code: 405 }] },
    });
  });

  it("is refused in a wrong shape, and to those who only look", async () => {
    expect((await change([{ action: "update", entities: [{ dag_run_id: "a", state: "running" }] }])).status).toBe(422);
    expect((await change([{ action: "burn", entities: [] }])).status).toBe(422);
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("PATCH", RUNS, { actions: [] })).status).toBe(403);
  });
});

describe("many runs are cleared", () => {
  const PATH = "/api/v2/dags/etl/clearDagRuns";
  const dag_runs = [{ dag_run_id: "a" }, { dag_run_id: "b" }];

  it("by name; first it is said what would be", async () => {
    const rehearsal = await operator("POST", PATH, { dag_runs });
    expect(rehearsal).toMatchObject({ status: 200, body: { total_entries: 2, task_instances: [{}, {}] } });
    expect(runs.a.asked).toMatchObject([{ dryRun: true }]);
    const done = await operator("POST", PATH, { dag_runs, dry_run: false, only_failed: true, note: "again" });
    expect(done.body).toMatchObject({ total_entries: 2, dag_runs: [{ dag_run_id: "a", note: "again" }, {}] });
    expect(runs.b.asked.at(-1)).toMatchObject({ dryRun: false, onlyFailed: true });
    expect((await operator("GET", "/api/v2/eventLogs?event=clear_dag_run")).body).toMatchObject({ total_entries: 2 });
  });

  it("by their partition", async () => {
    const run = makeRun({ runId: "b", partitionKey: "north" });
    await projectRun(env.DB, { run, graphHash: "g", instances: [] });
    expect((await operator("POST", PATH, { partition_key: "north" })).body).toMatchObject({ total_entries: 1 });
    expect((await operator("POST", PATH, { partition_key: "south" })).body).toMatchObject({ total_entries: 0 });
  });

  it("in one way, and only those there are", async () => {
    expect((await operator("POST", PATH, {})).status).toBe(422);
    expect((await operator("POST", PATH, { dag_runs, partition_key: "north" })).status).toBe(422);
    expect((await operator("POST", PATH, { dag_runs, only_new: true, only_failed: true })).status).toBe(422);
    expect((await operator("POST", PATH, { dag_runs: [{ dag_run_id: "no" }] })).status).toBe(404);
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("POST", PATH, { dag_runs })).status).toBe(403);
  });
});

describe("a bulk of pools", () => {
  it("is made, changed and deleted", async () => {
    const admin = createClient(app, (await app.signIn("admin")).text);
    const send = async (action: object) => (await admin("PATCH", "/api/v2/pools", { actions: [action] })).body;
    const spark = { name: "spark", slots: 3 };
    expect(await send({ action: "create", entities: [spark, { name: "gpu", slots: 1 }] })).toMatchObject({
      create: { success: ["spark", "gpu"], errors: [] },
    });
    expect(await send({ action: "create", entities: [spark] })).toMatchObject({
      create: { success: [], errors: [{ status_code: 409, error: containing("{'spark'} already exist") }] },
    });
    const wider = { ...spark, slots: 5, description: "wide" };
    expect(await send({ action: "update", entities: [wider], update_mask: ["slots"] })).toMatchObject({
      update: { success: ["spark"] },
    });
    expect((await admin("GET", "/api/v2/pools/spark")).body).toMatchObject({ slots: 5, description: null });
    expect(await send({ action: "delete", entities: ["gpu", "none"] })).toMatchObject({
      delete: { success: [], errors: [{ status_code: 404 }] },
    });
    expect(await send({ action: "delete", entities: ["gpu", "default_pool"] })).toMatchObject({
      delete: { errors: [{ status_code: 400 }] },
    });
    expect((await admin("GET", "/api/v2/pools/gpu")).status).toBe(404);
    expect((await operator("PATCH", "/api/v2/pools", { actions: [] })).status).toBe(403);
  });
});
