import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";
import { createClient, seedDags, startApp, type TestApp } from "./support.ts";

const RUNS = "/api/v2/dags/~/dagRuns/list";
const INSTANCES = "/api/v2/dags/~/dagRuns/~/taskInstances/list";
let app: TestApp;
let viewer: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  viewer = createClient(app, (await app.signIn("viewer")).text);
  await seedDags(["etl", "other"].map((dagId) => createGraph([createTask("a")], { dagId })));
  await project({ dagId: "etl", runId: "a", state: "success", runAfter: 1_000, conf: { city: "Ulm" } });
  await project({ dagId: "etl", runId: "b", state: "failed", runAfter: 2_000, partitionKey: "north" });
  await project({ dagId: "other", runId: "c", state: "running", runAfter: 3_000 });
  await project({ team: "red", dagId: "etl", runId: "d", state: "failed", runAfter: 4_000 });
});

async function project(change: Parameters<typeof makeRun>[0]): Promise<void> {
  const run = makeRun(change);
  const { team, dagId, runId } = run;
  const state = run.state === "queued" ? "none" : run.state;
  const instances = [makeInstance({ team, dagId, runId, taskId: `task_${runId}`, state })];
  await projectRun(env.DB, { run, graphHash: "g", instances });
}

function runIds(body: unknown): string[] {
  return (body as { dag_runs: { dag_run_id: string }[] }).dag_runs.map((run) => run.dag_run_id);
}
function taskIds(body: unknown): string[] {
  return (body as { task_instances: { task_id: string }[] }).task_instances.map((one) => one.task_id);
}

describe("runs", () => {
  const lists: [body: object, found: string[]][] = [
    [{}, ["a", "b", "c", "d"]],
    [{ dag_ids: ["etl"] }, ["a", "b"]],
    [{ dag_ids: ["red.etl", "other"] }, ["c", "d"]],
    [{ dag_ids: [] }, []],
    [{ dag_ids: ["a/b"] }, []],
    [{ states: ["failed", null] }, ["b", "d"]],
    [{ run_after_gt: "1970-01-01T00:00:01Z", run_after_lte: "1970-01-01T00:00:03Z" }, ["b", "c"]],
    [{ conf_contains: '{"CITY": "ulm"' }, ["a"]],
    [{ order_by: "-run_after", page_limit: 2, page_offset: 1 }, ["c", "b"]],
    [{ page_limit: 0 }, []],
  ];
  it.each(lists)("by %j", async (asked, found) => {
    const { status, body } = await viewer("POST", RUNS, asked);
    expect([status, runIds(body)]).toEqual([200, found]);
  });

  it("of foreign teams are not shown", async () => {
    const red = createClient(app, (await app.signIn("viewer", "red")).text);
    expect(runIds((await red("POST", RUNS, {})).body)).toEqual(["d"]);
    expect(runIds((await red("POST", RUNS, { dag_ids: ["etl", "red.etl"] })).body)).toEqual(["d"]);
  });

  it("refuse what is wrong", async () => {
    expect((await viewer("POST", "/api/v2/dags/etl/dagRuns/list", {})).status).toBe(422);
    expect((await viewer("POST", RUNS, { states: ["odd"] })).status).toBe(422);
    expect((await viewer("POST", RUNS, { page_limit: -1 })).status).toBe(422);
    expect((await viewer("POST", RUNS, { run_after_gte: "2026-01-01T00:00:00" })).status).toBe(422);
    expect((await viewer("POST", RUNS, { limit: 3 })).status).toBe(422);
    expect((await viewer("POST", RUNS, { order_by: "secret" })).status).toBe(400);
    expect((await createClient(app, null)("POST", RUNS, {})).status).toBe(401);
  });
});

describe("instances", () => {
  const lists: [body: object, found: string[]][] = [
    [{ order_by: "task_id" }, ["task_a", "task_b", "task_c", "task_d"]],
    [{ dag_ids: ["etl"], order_by: "task_id" }, ["task_a", "task_b"]],
    [{ dag_run_ids: ["b", "c"], order_by: "task_id" }, ["task_b", "task_c"]],
    [{ task_ids: ["task_d"] }, ["task_d"]],
    [{ state: ["running"] }, ["task_c"]],
    [{ state: [null] }, []],
    [{ pool: ["default_pool"], task_ids: ["task_a"] }, ["task_a"]],
    [{ queue: ["fast"] }, []],
    [{ executor: ["LocalExecutor"] }, []],
  ];
  it.each(lists)("by %j", async (asked, found) => {
    const { status, body } = await viewer("POST", INSTANCES, asked);
    expect([status, taskIds(body)]).toEqual([200, found]);
  });

  it("that a person deleted are not there", async () => {
    const run = makeRun({ dagId: "etl", runId: "b", seq: 2 });
    const reason = { code: "instance_deleted", params: { by: "ann" } };
    const gone = makeInstance({ dagId: "etl", runId: "b", taskId: "task_b", state: "removed", reason });
    const removed = makeInstance({ dagId: "etl", runId: "b", taskId: "vanished", state: "removed" });
    await projectRun(env.DB, { run, graphHash: "g", instances: [gone, removed] });
    const { body } = await viewer("POST", INSTANCES, { dag_ids: ["etl"], order_by: "task_id" });
    expect(taskIds(body)).toEqual(["task_a", "vanished"]);
  });

  it("refuse what is wrong", async () => {
    expect((await viewer("POST", "/api/v2/dags/~/dagRuns/a/taskInstances/list", {})).status).toBe(422);
    expect((await viewer("POST", INSTANCES, { state: ["odd"] })).status).toBe(422);
    expect((await viewer("POST", INSTANCES, { dag_ids: "etl" })).status).toBe(422);
  });
});

describe("statistics", () => {
  const ask = async (client: typeof viewer, query: string) => (await client("GET", `/api/v2/dagStats${query}`)).body;

  it("count the runs of each DAG by state", async () => {
    expect(await ask(viewer, "?dag_ids=etl")).toEqual({
      dags: [
        {
          dag_id: "etl",
          dag_display_name: "etl",
          stats: [
            { state: "queued", count: 0 },
            { state: "running", count: 0 },
            { state: "success", count: 1 },
            { state: "failed", count: 1 },
          ],
        },
      ],
      total_entries: 1,
    });
    expect(await ask(viewer, "")).toMatchObject({ total_entries: 3 });
    expect(await ask(viewer, "?dag_ids=etl&dag_ids=etl")).toEqual(await ask(viewer, "?dag_ids=etl"));
    expect(await ask(viewer, "?dag_ids=no&dag_ids=a%2Fb")).toEqual({ dags: [], total_entries: 0 });
  });

  it("are of the caller's team", async () => {
    const red = createClient(app, (await app.signIn("viewer", "red")).text);
    expect(await ask(red, "")).toMatchObject({ dags: [{ dag_id: "red.etl" }], total_entries: 1 });
    expect(await ask(red, "?dag_ids=etl")).toMatchObject({ total_entries: 0 });
  });
});

describe("partitions", () => {
  const PATH = "/api/v2/dags/etl/clearPartitions";

  it("are counted and cleared, with the tasks or without", async () => {
    const run = app.objects.addRun({ runId: "b", partitionKey: "north" }, [{ taskId: "task_b" }]);
    const operator = createClient(app, (await app.signIn("operator")).text);
    const counted = { dag_runs_cleared: 1, task_instances_cleared: 0, dry_run: true };
    expect((await operator("POST", PATH, { partition_key: "north" })).body).toEqual(counted);
    const withTasks = { partition_key: "north", clear_task_instances: true };
    expect((await operator("POST", PATH, withTasks)).body).toEqual({ ...counted, task_instances_cleared: 1 });
    expect(run.view.partitionKey).toBe("north");
    const cleared = { ...counted, dry_run: false };
    expect((await operator("POST", PATH, { partition_key: "north", dry_run: false })).body).toEqual(cleared);
    expect([run.view.partitionKey, run.asked]).toEqual([null, []]);
    expect((await operator("POST", PATH, { partition_key: "south", dry_run: false })).body).toEqual({
      ...counted,
      dag_runs_cleared: 0,
      dry_run: false,
    });
  });

  it("of one run by its id: tasks are cleared where it has none any more, too", async () => {
    const run = app.objects.addRun({ runId: "b", partitionKey: "north" }, [{ taskId: "task_b" }]);
    const operator = createClient(app, (await app.signIn("operator")).text);
    const clear = async (change: object) =>
      (await operator("POST", PATH, { run_id: "b", dry_run: false, ...change })).body;
    const both = { clear_task_instances: true };
    expect(await clear(both)).toEqual({ dag_runs_cleared: 1, task_instances_cleared: 1, dry_run: false });
    expect(await clear({})).toEqual({ dag_runs_cleared: 0, task_instances_cleared: 0, dry_run: false });
    expect(await clear(both)).toEqual({ dag_runs_cleared: 0, task_instances_cleared: 1, dry_run: false });
    expect([run.view.partitionKey, run.asked.length]).toEqual([null, 2]);
    expect((await operator("POST", PATH, { run_id: "none", dry_run: false })).status).toBe(404);
  });

  it("by bounds of their date find no run", async () => {
    const operator = createClient(app, (await app.signIn("operator")).text);
    const bounds = { partition_date_start: "1970-01-01T00:00:00Z", dry_run: false, clear_task_instances: true };
    const none = { dag_runs_cleared: 0, task_instances_cleared: 0, dry_run: false };
    expect((await operator("POST", PATH, bounds)).body).toEqual(none);
  });

  it("are chosen in one way", async () => {
    const operator = createClient(app, (await app.signIn("operator")).text);
    expect((await operator("POST", PATH, {})).status).toBe(422);
    expect((await operator("POST", PATH, { partition_key: "north", run_id: "b" })).status).toBe(422);
    expect((await operator("POST", "/api/v2/dags/no/clearPartitions", { partition_key: "n" })).status).toBe(404);
    expect((await viewer("POST", PATH, { partition_key: "north" })).status).toBe(403);
  });
});
