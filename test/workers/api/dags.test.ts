import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { recordTick } from "../../../src/store/deployment.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView, makeInstance, makeRun } from "../store/fixtures.ts";
import { containing, createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
  const tasks = [
    createTask("extract", { retry: { limit: 2, delay: 90_000, multiplier: 2, maxDelay: null } }),
    createTask("load", { upstream: ["extract"], executionTimeout: 90_061_500, pool: "spark" }),
  ];
  const timetable = { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "Europe/Paris" } as const;
  await seedDags([
    createGraph(tasks, {
      dagId: "etl",
      tags: ["a"],
      owners: ["ann"],
      timetable,
      catchup: true,
      dagrunTimeout: 3_600_000,
      paramsDefaults: { n: 1 },
    }),
    createGraph([createTask("only")], { dagId: "other", displayName: "The other", tags: ["a", "b"] }),
    createGraph([createTask("only")], { dagId: "theirs", team: "data" }),
  ]);
  app.objects.addDag(makeDagView({ dagId: "etl", isPaused: true, nextRun: null }));
  app.objects.addDag(makeDagView({ dagId: "other" }));
  app.objects.addDag(makeDagView({ dagId: "theirs", team: "data" }));
});

function ids(body: unknown): string[] {
  return (body as { dags: { dag_id: string }[] }).dags.map((dag) => dag.dag_id);
}

describe("DAGs", () => {
  const lists: [query: string, found: string[]][] = [
    ["", ["data.theirs", "etl", "other"]],
    ["?tags=a", ["etl", "other"]],
    ["?tags=a&tags=b&tags_match_mode=all", ["other"]],
    ["?owners=ann", ["etl"]],
    ["?dag_id_pattern=TH", ["data.theirs", "other"]],
    ["?dag_display_name_pattern=the%20other", ["other"]],
    ["?order_by=-dag_id&limit=1", ["other"]],
    ["?paused=true", []],
  ];
  it.each(lists)("listed by %j", async (query, found) => {
    const { status, body } = await client("GET", `/api/v2/dags${query}`);
    expect([status, ids(body).toSorted()]).toEqual([200, found]);
  });

  it("of a team are listed for that team", async () => {
    const theirs = createClient(app, (await app.signIn("viewer", "data")).text);
    expect(ids((await theirs("GET", "/api/v2/dags")).body)).toEqual(["data.theirs"]);
    expect((await theirs("GET", "/api/v2/dags/etl")).status).toBe(404);
    expect((await theirs("GET", "/api/v2/dags/etl/tasks")).status).toBe(404);
    expect((await theirs("GET", "/api/v2/dagTags")).body).toMatchObject({ tags: [] });
  });

  it("are read as their object knows them", async () => {
    expect((await client("GET", "/api/v2/dags/etl")).body).toMatchObject({
      dag_id: "etl",
      is_paused: true,
      timetable_summary: "0 6 * * * Europe/Paris",
      tags: [{ name: "a", dag_id: "etl", dag_display_name: "etl" }],
      relative_fileloc: "etl.ts",
      next_dagrun_run_after: null,
    });
    expect((await client("GET", "/api/v2/dags/none")).status).toBe(404);
  });

  it("have details from their graph", async () => {
    expect((await client("GET", "/api/v2/dags/etl/details")).body).toMatchObject({
      catchup: true,
      dag_run_timeout: "PT3600S",
      timezone: "Europe/Paris",
      params: { n: { value: 1 } },
      latest_dag_version: { version_number: 1, bundle_version: "bundle of // etl" },
    });
  });

  it("are paused by their object, alone or by a pattern", async () => {
    const one = await client("PATCH", "/api/v2/dags/other?update_mask=is_paused", { is_paused: true });
    expect(one).toMatchObject({ status: 200, body: { is_paused: true } });
    expect((await client("PATCH", "/api/v2/dags/other?update_mask=owners", { is_paused: true })).status).toBe(400);
    expect((await client("PATCH", "/api/v2/dags/other", { is_paused: "yes" })).status).toBe(422);
    const many = await client("PATCH", "/api/v2/dags?dag_id_pattern=~", { is_paused: false });
    expect(many).toMatchObject({ status: 200, body: { total_entries: 3 } });
    expect([...app.objects.dags.values()].map((dag) => dag.view.isPaused)).toEqual([false, false, false]);
  });
});

describe("a DAG's contents", () => {
  it("are its tasks", async () => {
    const { body } = await client("GET", "/api/v2/dags/etl/tasks?order_by=-task_id");
    expect(body).toMatchObject({
      total_entries: 2,
      tasks: [
        { task_id: "load", pool: "spark", execution_timeout: { days: 1, seconds: 3_661, microseconds: 500_000 } },
        {
          task_id: "extract",
          downstream_task_ids: ["load"],
          retries: 2,
          retry_delay: { seconds: 90 },
          pool: "default_pool",
          owner: "ann",
        },
      ],
    });
    expect((await client("GET", "/api/v2/dags/etl/tasks/load")).body).toMatchObject({ task_id: "load" });
    expect((await client("GET", "/api/v2/dags/etl/tasks/none")).status).toBe(404);
    expect((await client("GET", "/api/v2/dags/etl/tasks?order_by=secret")).status).toBe(400);
  });

  it("are its versions and their source", async () => {
    expect((await client("GET", "/api/v2/dags/etl/dagVersions")).body).toMatchObject({ total_entries: 1 });
    expect((await client("GET", "/api/v2/dags/~/dagVersions")).body).toMatchObject({ total_entries: 3 });
    expect((await client("GET", "/api/v2/dags/etl/dagVersions/1")).body).toMatchObject({
      version_number: 1,
      dag_id: "etl",
    });
    expect((await client("GET", "/api/v2/dags/etl/dagVersions/2")).status).toBe(404);
    expect((await client("GET", "/api/v2/dagSources/etl")).body).toMatchObject({
      content: "// etl",
      version_number: 1,
    });
    const headers = { Authorization: `Bearer ${(await app.signIn("viewer")).text}`, Accept: "text/plain" };
    expect(await (await app.send("/api/v2/dagSources/etl", { headers })).text()).toBe("// etl");
    const odd = await app.send("/api/v2/dagSources/etl", { headers: { ...headers, Accept: "image/png" } });
    expect(odd.status).toBe(406);
  });

  it("are told whole, with the runs that rely on them, for a plan", async () => {
    const deployed = (await client("GET", "/api/x/deployment")).body;
    const [first] = (deployed as { dags: Record<string, string>[] }).dags.filter(({ dag_id }) => dag_id === "etl");
    expect(first).toMatchObject({ dag_id: "etl", team: "default" });
    const interval = { start: NOW - 1_000, end: NOW };
    const slot = makeRun({ dagId: "etl", runId: "s", runType: "scheduled", state: "running", dataInterval: interval });
    await projectRun(env.DB, { run: slot, graphHash: "g", instances: [] });
    expect((await client("GET", "/api/x/dags/etl/definition")).body).toMatchObject({
      graph_hash: first?.["graph_hash"],
      graph: { dagId: "etl", tasks: [{ id: "extract" }, { id: "load" }] },
      source: "// etl",
      last_slot: interval,
      live_runs: [{ run_id: "s", bundle_id: slot.bundleId }],
    });
    expect((await client("GET", "/api/x/dags/none/definition")).status).toBe(404);
  });

  it("can be compared, version by version", async () => {
    const later = createGraph([createTask("extract"), createTask("send", { upstream: ["extract"] })], { dagId: "etl" });
    await seedDags([later], "code 2");
    const { body } = await client("GET", "/api/x/dags/etl/versions:diff?from=1&to=2");
    expect(body).toMatchObject({
      schedule: { before: "0 6 * * * Europe/Paris", after: "never" },
      graph: { added: ["send"], removed: ["load"], changed: [{ task: "extract", fields: [{ field: "retry" }] }] },
      source: containing("-// etl"),
    });
    expect((await client("GET", "/api/x/dags/etl/versions:diff?from=1&to=9")).status).toBe(404);
    expect((await client("GET", "/api/x/dags/etl/versions:diff?from=1&to=x")).status).toBe(422);
  });

  it("are tags, and no warnings", async () => {
    expect((await client("GET", "/api/v2/dagTags")).body).toEqual({ tags: ["a", "b"], total_entries: 2 });
    expect((await client("GET", "/api/v2/dagTags?tag_name_pattern=B")).body).toMatchObject({ tags: ["b"] });
    expect((await client("GET", "/api/v2/dagWarnings")).body).toEqual({ dag_warnings: [], total_entries: 0 });
  });

  it("are its next runs, by the rule that makes them", async () => {
    const { body } = await client("GET", "/api/x/schedule/preview?dag_id=etl&n=2");
    expect(body).toMatchObject({
      dag_id: "etl",
      runs: [{ run_after: "2026-11-02T05:00:00Z" }, { run_after: "2026-11-03T05:00:00Z" }],
    });
    expect((await client("GET", "/api/x/schedule/preview?dag_id=etl&n=100000")).status).toBe(422);
  });
});

it("import errors are listed and read by their team", async () => {
  const insert =
    "insert into import_error (team, file, reasons, stack_trace, source, at) values (?, ?, '[]', 'broken', '', 1000)";
  await env.DB.batch(["default", "data"].map((team) => env.DB.prepare(insert).bind(team, `${team}/a.ts`)));
  const { body } = await client("GET", "/api/v2/importErrors");
  expect(body).toMatchObject({
    total_entries: 2,
    import_errors: [{ filename: "default/a.ts", stack_trace: "broken" }, {}],
  });
  const [{ import_error_id: id }] = (body as { import_errors: [{ import_error_id: number }] }).import_errors;
  expect((await client("GET", `/api/v2/importErrors/${id}`)).status).toBe(200);
  const theirs = createClient(app, (await app.signIn("viewer", "data")).text);
  expect((await theirs("GET", "/api/v2/importErrors")).body).toMatchObject({ total_entries: 1 });
  expect((await theirs("GET", `/api/v2/importErrors/${id}`)).status).toBe(404);
});

describe("pools", () => {
  it("are made, changed and deleted, and their object is told", async () => {
    const made = await client("POST", "/api/v2/pools", { name: "spark", slots: 3, include_deferred: true });
    expect(made).toMatchObject({ status: 201, body: { name: "spark", slots: 3, open_slots: 3, team_name: null } });
    expect(app.objects.pools.get("default/spark")).toEqual({ slots: 3, includeDeferred: true });
    expect((await client("POST", "/api/v2/pools", { name: "spark", slots: 1 })).status).toBe(409);
    const changed = await client("PATCH", "/api/v2/pools/spark?update_mask=slots", {
      slots: 5,
      include_deferred: false,
    });
    expect(changed).toMatchObject({ status: 200, body: { slots: 5, include_deferred: true } });
    expect(app.objects.pools.get("default/spark")).toEqual({ slots: 5, includeDeferred: true });
    expect((await client("DELETE", "/api/v2/pools/spark")).status).toBe(204);
    expect((await client("GET", "/api/v2/pools/spark")).status).toBe(404);
  });

  it("count who is in them", async () => {
    await client("POST", "/api/v2/pools", { name: "spark", slots: 5 });
    const instances = (["running", "queued", "success"] as const).map((state, mapIndex) =>
      makeInstance({ mapIndex, state, pool: "spark", poolSlots: 2 }),
    );
    await projectRun(env.DB, { run: makeRun(), graphHash: "g", instances });
    const { team, dagId, runId } = makeRun();
    const party = {
      team,
      dagId,
      runId,
      taskId: "a",
      tryNumber: 1,
      slots: 2,
      since: 1_000,
      isDeferred: false,
      priority: null,
    };
    const holders = [0, 1].map((mapIndex) => ({ ...party, mapIndex }));
    app.objects.parties.set("default/spark", { holders, waiters: [{ ...party, mapIndex: 2, priority: 7 }] });
    expect((await client("GET", "/api/x/pools/spark/slots")).body).toMatchObject({
      slots: 5,
      held: 4,
      waiting: 1,
      holders: [{ task_id: "a", map_index: 0, since: "1970-01-01T00:00:01Z" }, { map_index: 1 }],
      waiters: [{ map_index: 2, priority_weight: 7 }],
    });
    expect((await client("GET", "/api/x/pools/nowhere/slots")).status).toBe(404);
    expect((await client("GET", "/api/v2/pools/spark")).body).toMatchObject({
      occupied_slots: 4,
      running_slots: 2,
      queued_slots: 2,
      open_slots: 1,
    });
  });

  it("keep the default one", async () => {
    expect((await client("GET", "/api/v2/pools/default_pool")).body).toMatchObject({ slots: -1, open_slots: -1 });
    expect((await client("DELETE", "/api/v2/pools/default_pool")).status).toBe(400);
    expect((await client("PATCH", "/api/v2/pools/default_pool", { slots: 16 })).status).toBe(200);
    expect((await client("PATCH", "/api/v2/pools/default_pool", { description: "x" })).status).toBe(400);
    expect((await client("POST", "/api/v2/pools", { name: "x", slots: -2 })).status).toBe(422);
    expect((await client("POST", "/api/v2/pools", { name: "rate:x", slots: 2 })).status).toBe(422);
  });
});

it("health tells when the scheduler last ticked", async () => {
  await recordTick(env.DB, NOW - 60_000);
  const alive = {
    metadatabase: { status: "healthy" },
    scheduler: { status: "healthy", latest_scheduler_heartbeat: "2026-11-01T11:59:00Z" },
  };
  expect((await client("GET", "/api/v2/monitor/health")).body).toMatchObject(alive);
  app.clock.now += 180_000;
  expect((await client("GET", "/api/v2/monitor/health")).body).toMatchObject({ scheduler: { status: "unhealthy" } });
});
