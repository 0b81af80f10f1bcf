import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { listAuditLog } from "../../../src/store/audit-log.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { makeDagView, makeInstance, makeRun } from "../store/fixtures.ts";
import { LATEST } from "./fake-objects.ts";
import type { FakeDag, FakeRun } from "./fake-objects.ts";
import { createClient, startApp, type TestApp } from "./support.ts";

const RUN = "/api/x/dags/etl/dagRuns/r1";
const ACTION = "/api/x/dags/etl/dagRuns:action";
const BULKS = "/api/x/dags/etl/bulkActions";
let app: TestApp;
let client: ReturnType<typeof createClient>;
let dag: FakeDag;
let run: FakeRun;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("operator")).text);
  dag = app.objects.addDag(makeDagView());
  run = app.objects.addRun({ conf: { size: 1 } }, [{ taskId: "a", state: "failed" }]);
});

async function listEvents(): Promise<string[]> {
  const page = await listAuditLog(env.DB, {});
  return page.ok ? page.value.items.map(({ event }) => event) : [];
}

describe("one run", () => {
  it("is held and resumed, and says by whom", async () => {
    const held = await client("PUT", `${RUN}/pause`);
    expect(held).toMatchObject({
      status: 200,
      body: { held: { by: "operator-of-all" }, dag_run: { dag_run_id: "r1" } },
    });
    expect(await client("PUT", `${RUN}/resume`)).toMatchObject({ status: 200, body: { held: null } });
    expect((await listEvents()).toSorted()).toEqual(["pause_dag_run", "resume_dag_run"]);
    expect(await client("PUT", "/api/x/dags/etl/dagRuns/ghost/pause")).toMatchObject({ status: 404 });
  });

  it("is rerun with another configuration on the latest version, after a rehearsal", async () => {
    const body = { conf: { size: 2 }, only_failed: true, run_on_latest_version: true };
    expect(await client("POST", `${RUN}/rerun`, body)).toMatchObject({
      status: 200,
      body: { dry_run: true, task_instances: [{ task_id: "a", previous_state: "failed" }] },
    });
    await client("POST", `${RUN}/rerun`, { ...body, dry_run: false });
    const asked = { conf: { size: 2 }, version: LATEST, onlyFailed: true, resetRun: true, by: "operator-of-all" };
    expect(run.asked).toMatchObject([
      { ...asked, dryRun: true },
      { ...asked, dryRun: false },
    ]);
    expect(await listEvents()).toEqual(["rerun_dag_run"]);
  });

  it("tells what a mark of it would end, and does nothing", async () => {
    run.instances = [
      makeInstance({ taskId: "a", state: "running" }),
      makeInstance({ taskId: "b", state: "none" }),
      makeInstance({ taskId: "c", state: "success" }),
    ];
    expect(await client("PATCH", `${RUN}/dry_run`, { state: "failed" })).toMatchObject({
      status: 200,
      body: {
        task_instances: [
          { task_id: "a", map_index: -1, state: "failed", previous_state: "running" },
          { task_id: "b", map_index: -1, state: "skipped", previous_state: "none" },
        ],
      },
    });
    expect(run.asked).toEqual([]);
    expect(await listEvents()).toEqual([]);
    expect(await client("PATCH", `${RUN}/dry_run`, { state: "queued" })).toMatchObject({ status: 422 });
    expect(await client("PATCH", "/api/x/dags/etl/dagRuns/ghost/dry_run", { state: "failed" })).toMatchObject({
      status: 404,
    });
    const reader = createClient(app, (await app.signIn("viewer")).text);
    expect(await reader("PATCH", `${RUN}/dry_run`, { state: "failed" })).toMatchObject({ status: 403 });
  });

  it.each([
    [{ only_new: true }, { onlyNew: true, version: LATEST }],
    [{ run_on_latest_version: true }, { onlyNew: false, version: LATEST }],
  ])("is cleared with %j as in Airflow", async (body, asked) => {
    await client("POST", "/api/v2/dags/etl/dagRuns/r1/clear", { ...body, dry_run: false });
    expect(run.asked).toMatchObject([asked]);
    const both = { only_new: true, only_failed: true };
    expect((await client("POST", "/api/v2/dags/etl/dagRuns/r1/clear", both)).status).toBe(422);
  });

  it("keeps its version unless told otherwise", async () => {
    await client("POST", "/api/v2/dags/etl/clearTaskInstances", { dag_run_id: "r1", dry_run: false });
    await client("POST", "/api/v2/dags/etl/clearTaskInstances", { dag_run_id: "r1", run_on_latest_version: true });
    expect(run.asked[0]).not.toHaveProperty("version");
    expect(run.asked[1]).toMatchObject({ version: LATEST });
  });
});

describe("a bulk action", () => {
  beforeEach(async () => {
    for (const [runId, state, task] of [
      ["r1", "failed", "failed"],
      ["r2", "failed", "upstream_failed"],
      ["r3", "success", "success"],
    ] as const) {
      const instances = [makeInstance({ runId, state: task })];
      await projectRun(env.DB, { run: makeRun({ runId, state, logicalDate: null }), graphHash: "g", instances });
    }
  });
  const ids = (body: unknown) => (body as { dag_run_ids: string[] }).dag_run_ids.toSorted();

  it.each([
    [{ state: ["failed"] }, ["r1", "r2"]],
    [{ task_state: ["upstream_failed"] }, ["r2"]],
    [{ run_id_pattern: "3" }, ["r3"]],
    [{}, ["r1", "r2", "r3"]],
  ])("says first what it would touch: %j", async (filter, expected) => {
    const { status, body } = await client("POST", ACTION, { action: "clear", filter });
    expect([status, ids(body)]).toEqual([200, expected]);
    expect(body).toMatchObject({ dry_run: true, total: expected.length, bulk_action: null });
    expect(dag.bulks).toEqual([]);
  });

  it("is handed to the DAG's object, and told of", async () => {
    const asked = { action: "rerun", filter: { state: ["failed"] }, conf: { size: 3 }, only_failed: true };
    const { body } = await client("POST", ACTION, { ...asked, dry_run: false, run_on_latest_version: true });
    expect(dag.bulks).toMatchObject([
      { deed: { kind: "rerun", taskIds: null, onlyFailed: true, conf: { size: 3 } }, onLatestVersion: true },
    ]);
    expect(dag.bulks[0]?.runIds.toSorted()).toEqual(["r1", "r2"]);
    const { id } = (body as { bulk_action: { id: string } }).bulk_action;
    expect(await client("GET", `${BULKS}/${id}`)).toMatchObject({
      status: 200,
      body: { id, dag_id: "etl", action: "rerun", state: "running", total: 2, failures: [{ dag_run_id: "r2" }] },
    });
    expect(await client("GET", `${BULKS}/ghost`)).toMatchObject({ status: 404 });
    expect(await listEvents()).toEqual(["act_on_dag_runs"]);
  });

  it.each([
    ["neither ids nor a filter", { action: "clear" }],
    ["both", { action: "clear", filter: {}, dag_run_ids: ["r1"] }],
    ["a mark without a state", { action: "mark", filter: {}, task_ids: ["a"] }],
    ["a run that ends skipped", { action: "cancel", filter: {}, state: "skipped" }],
    ["more runs than one takes", { action: "clear", dag_run_ids: Array.from({ length: 10_001 }, (_, at) => `r${at}`) }],
    ["an unknown field", { action: "clear", filter: { states: ["failed"] } }],
  ])("with %s is refused", async (_name, body) => {
    expect((await client("POST", ACTION, body)).status).toBe(422);
  });

  it("is no reader's to do", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("POST", ACTION, { action: "clear", filter: {} })).status).toBe(403);
    expect((await viewer("PUT", `${RUN}/pause`)).status).toBe(403);
  });
});

describe("runs before and after one", () => {
  beforeEach(async () => {
    for (const [runId, logicalDate] of [
      ["b", 2_000],
      ["c", 3_000],
      ["d", null],
    ] as const) {
      app.objects.addRun({ runId, logicalDate });
      await projectRun(env.DB, { run: makeRun({ runId, logicalDate }), graphHash: "g", instances: [] });
    }
  });

  it("are cleared along, both ways also those without a date", async () => {
    const body = { dag_run_id: "b", include_past: true, include_future: true, task_ids: ["extract"] };
    const answer = await client("POST", "/api/v2/dags/etl/clearTaskInstances", body);
    expect(answer.body).toMatchObject({ total_entries: 3 });
  });

  it("are marked along", async () => {
    const body = { new_state: "success", include_future: true };
    const answer = await client("PATCH", "/api/v2/dags/etl/dagRuns/b/taskInstances/extract", body);
    expect(answer.body).toMatchObject({ task_instances: [{ dag_run_id: "c" }, { dag_run_id: "b" }] });
  });
});
