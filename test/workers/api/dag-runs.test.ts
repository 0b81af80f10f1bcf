import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { projectRun } from "../../../src/store/projection.ts";
import { makeDagView, makeRun } from "../store/fixtures.ts";
import { containing, createClient, startApp, type TestApp } from "./support.ts";
import type { FakeDag } from "./fake-objects.ts";

const PATH = "/api/v2/dags/etl/dagRuns";
let app: TestApp;
let client: ReturnType<typeof createClient>;
let dag: FakeDag;
beforeEach(async () => {
  app = await startApp();
  dag = app.objects.addDag(makeDagView());
  client = createClient(app, (await app.signIn("operator")).text);
});

describe("trigger", () => {
  it("hands the whole body to the DAG's object and answers with the run", async () => {
    const body = {
      dag_run_id: "mine",
      logical_date: "2026-11-01T00:00:00+01:00",
      data_interval_start: "2026-10-31T00:00:00Z",
      data_interval_end: "2026-11-01T00:00:00Z",
      run_after: "2026-11-02T00:00:00Z",
      conf: { region: "eu" },
      note: "by hand",
      partition_key: "2026-11-01",
    };
    const answer = await client("POST", PATH, body);
    expect(dag.asked).toEqual([
      {
        v: 1,
        runId: "mine",
        logicalDate: Date.parse("2026-10-31T23:00:00Z"),
        dataInterval: { start: Date.parse("2026-10-31T00:00:00Z"), end: Date.parse("2026-11-01T00:00:00Z") },
        runAfter: Date.parse("2026-11-02T00:00:00Z"),
        conf: { region: "eu" },
        note: "by hand",
        partitionKey: "2026-11-01",
        triggeredBy: "rest_api",
        triggeringUser: "operator-of-all",
      },
    ]);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        dag_run_id: "mine",
        dag_id: "etl",
        state: "queued",
        run_type: "manual",
        logical_date: "2026-10-31T23:00:00Z",
        conf: { region: "eu" },
        note: "by hand",
        partition_key: "2026-11-01",
      },
    });
  });

  it("of a run that exists answers 409 with words", async () => {
    await client("POST", PATH, { dag_run_id: "mine", logical_date: null });
    const again = await client("POST", PATH, { dag_run_id: "mine", logical_date: null });
    expect(again).toMatchObject({
      status: 409,
      body: { detail: containing(""), reason: { code: "run_id_taken" } },
    });
  });

  const refused: [name: string, body: object, status: number, words: string][] = [
    ["without logical_date", {}, 422, '"loc":["body","logical_date"]'],
    ["a naive date", { logical_date: "2026-11-01T00:00:00" }, 422, "timezone_aware"],
    ["a date that is none", { logical_date: "2026-02-30T00:00:00Z" }, 422, "datetime"],
    ["an unknown field", { logical_date: null, extra: 1 }, 422, "extra_forbidden"],
    ["half an interval", { logical_date: null, data_interval_start: "2026-11-01T00:00:00Z" }, 422, "Either both"],
    ["conf that is a list", { logical_date: null, conf: [] }, 422, "dict_type"],
    ["a run id with a slash", { logical_date: null, dag_run_id: "a/b" }, 422, "slash"],
    ["a run id that is a number", { logical_date: null, dag_run_id: 1 }, 422, "string_type"],
  ];
  it.each(refused)("%s is refused", async (_name, body, status, words) => {
    const answer = await client("POST", PATH, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(dag.asked).toEqual([]);
  });

  it("tells what the DAG's object says against it", async () => {
    dag.refusal = { code: "dag_stale", params: { dag: "etl" } };
    expect((await client("POST", PATH, { logical_date: null })).status).toBe(404);
    dag.refusal = { code: "conf_invalid", params: { dag: "etl", field: "a", problem: "b" } };
    expect((await client("POST", PATH, { logical_date: null })).status).toBe(400);
  });

  it("says of a DAG whose file is broken that it is", async () => {
    dag.refusal = { code: "dag_stale", params: { dag: "etl" } };
    await env.DB.prepare(
      "insert into dag (team, dag_id, sweep_minute, has_import_errors) values ('default', 'etl', 0, 1)",
    ).run();
    const answer = await client("POST", PATH, { logical_date: null });
    expect(answer).toMatchObject({ status: 400, body: { detail: containing("has import errors") } });
  });

  it("of many answers for each", async () => {
    const body = [
      { dag_run_id: "a", logical_date: null },
      { dag_run_id: "a", logical_date: null },
    ];
    const answer = await client("POST", "/api/x/dags/etl/dagRuns:bulk", body);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { status: 200, dag_run: { dag_run_id: "a" } },
          { status: 409, detail: containing("") },
        ],
      },
    });
    const many = Array.from({ length: 1_001 }, () => ({ logical_date: null }));
    expect((await client("POST", "/api/x/dags/etl/dagRuns:bulk", many)).status).toBe(422);
  });
});

describe("a run", () => {
  it("is read from its object, in Airflow's words", async () => {
    app.objects.addRun({
      runId: "manual__2026-11-01T00:00:00+00:00",
      startedAt: 2_200,
      endedAt: 4_700,
      state: "success",
    });
    const { status, body } = await client("GET", `${PATH}/${encodeURIComponent("manual__2026-11-01T00:00:00+00:00")}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dag_run_id: "manual__2026-11-01T00:00:00+00:00",
      logical_date: "1970-01-01T00:00:01Z",
      start_date: "1970-01-01T00:00:02.200000Z",
      duration: 2.5,
      state: "success",
      conf: { day: "monday" },
      bundle_version: "b1",
    });
  });

  it("takes a note, and a state by its object", async () => {
    const run = app.objects.addRun();
    const noted = await client("PATCH", `${PATH}/r1`, { note: "seen" });
    expect(noted).toMatchObject({ status: 200, body: { note: "seen", state: "running" } });
    const ended = await client("PATCH", `${PATH}/r1`, { state: "failed" });
    expect(ended).toMatchObject({ status: 200, body: { state: "failed" } });
    expect(run.asked).toEqual([{ v: 1, state: "failed", by: "operator-of-all" }]);
    expect((await client("PATCH", `${PATH}/r1`, { state: "running" })).status).toBe(422);
    expect(await client("PATCH", `${PATH}/r1`, { state: "queued" })).toMatchObject({
      status: 400,
      body: { detail: containing("clearing") },
    });
    expect(run.asked).toHaveLength(1);
  });

  it("changes only what the mask names", async () => {
    const run = app.objects.addRun();
    await client("PATCH", `${PATH}/r1?update_mask=note`, { note: "seen", state: "failed" });
    expect([run.asked, run.view.note]).toEqual([[], "seen"]);
    expect((await client("PATCH", `${PATH}/r1?update_mask=conf`, { note: "seen" })).status).toBe(400);
  });

  it("is deleted by its DAG's object, but not while it runs", async () => {
    app.objects.addRun();
    expect(await client("DELETE", `${PATH}/r1`)).toMatchObject({
      status: 409,
      body: { detail: containing("running") },
    });
    expect(dag.deleted).toEqual([]);
    app.objects.addRun({ state: "failed" });
    expect((await client("DELETE", `${PATH}/r1`)).status).toBe(204);
    expect(dag.deleted).toEqual(["r1"]);
    expect((await client("DELETE", `${PATH}/none`)).status).toBe(404);
  });

  it("shows what a clear would do, and does it when asked", async () => {
    const run = app.objects.addRun({}, [{ taskId: "a" }, { taskId: "b", mapIndex: 0 }, { taskId: "b", mapIndex: 1 }]);
    const dry = await client("POST", `${PATH}/r1/clear`, {});
    expect(dry).toMatchObject({ status: 200, body: { total_entries: 3 } });
    expect(run.asked).toMatchObject([
      {
        dryRun: true,
        onlyFailed: false,
        targets: [
          { taskId: "a", mapIndex: null },
          { taskId: "b", mapIndex: null },
        ],
      },
    ]);
    const done = await client("POST", `${PATH}/r1/clear`, { dry_run: false, only_failed: true });
    expect(done).toMatchObject({ status: 200, body: { dag_run_id: "r1" } });
    expect(run.asked[1]).toMatchObject({ dryRun: false, onlyFailed: true, resetRun: true });
  });

  it("is waited for, line by line, with results", async () => {
    const run = app.objects.addRun();
    run.xcoms = [{ taskId: "extract", mapIndex: -1, key: "return_value", at: 1, bytes: 2, value: 42, blobKey: null }];
    const headers = { Authorization: `Bearer ${(await app.signIn("viewer")).text}` };
    const answer = await app.send(`${PATH}/r1/wait?interval=1&result=extract`, { headers });
    expect(answer.headers.get("Content-Type")).toBe("application/x-ndjson");
    const lines = readLines(answer);
    expect(await lines.next()).toEqual({ done: false, value: { state: "running" } });
    const last = lines.next();
    const end = await run.waited.promise;
    end(makeRun({ state: "success", endedAt: 9_000 }));
    expect(await last).toEqual({ done: false, value: { state: "success", results: { extract: 42 } } });
    expect(await lines.next()).toEqual({ done: true, value: undefined });
  });
});

describe("lists", () => {
  beforeEach(async () => {
    for (const [dagId, runId, state, runAfter] of [
      ["etl", "a", "success", 1_000],
      ["etl", "b", "failed", 2_000],
      ["other", "c", "failed", 3_000],
    ] as const) {
      const run = makeRun({ dagId, runId, state, runAfter });
      await projectRun(env.DB, { run, graphHash: "g1", instances: [] });
    }
  });

  const cases: [query: string, runs: string[]][] = [
    ["etl/dagRuns", ["a", "b"]],
    ["~/dagRuns", ["a", "b", "c"]],
    ["~/dagRuns?order_by=-run_after&limit=2", ["c", "b"]],
    ["~/dagRuns?state=failed", ["b", "c"]],
    ["~/dagRuns?state=failed&state=success&dag_id_pattern=ETL", ["a", "b"]],
    ["~/dagRuns?run_after_gt=1970-01-01T00:00:01Z&run_after_lt=1970-01-01T00:00:03", ["b"]],
    ["~/dagRuns?run_after_gt=1&run_after_lt=3000", ["b", "c"]],
    ["~/dagRuns?end_date_gt=2100-01-01", ["a", "b", "c"]],
    ["~/dagRuns?end_date_lt=2000-01-01", []],
    ["~/dagRuns?end_date_lte=2100-01-01", ["a", "b", "c"]],
    ["etl/dagRuns?limit=0", []],
    ["etl/dagRuns?offset=1", ["b"]],
  ];
  it.each(cases)("%s", async (query, runs) => {
    const { status, body } = await client("GET", `/api/v2/dags/${query}`);
    expect(status).toBe(200);
    const { dag_runs } = body as { dag_runs: { dag_run_id: string }[] };
    expect(dag_runs.map((run) => run.dag_run_id)).toEqual(runs);
  });

  it("refuse states and dates that are none", async () => {
    expect((await client("GET", `${PATH}?state=odd`)).status).toBe(422);
    expect(await client("GET", `${PATH}?run_after_gt=yesterday`)).toMatchObject({
      status: 422,
      body: {
        detail: [
          {
            type: "datetime_from_date_parsing",
            loc: ["query", "run_after_gt"],
            msg: "Input should be a valid datetime or date",
            input: "yesterday",
          },
        ],
      },
    });
    for (const query of ["partition_date_gte=2026-13-01", "partition_date_lte=2026-01-01T10:00:00Z", "end_date_lt="]) {
      expect([query, (await client("GET", `${PATH}?${query}`)).status]).toEqual([query, 422]);
    }
  });
});

it("every write leaves a trace that names no value", async () => {
  await client("POST", PATH, { dag_run_id: "mine", logical_date: null, conf: { password: "hunter2" } });
  const admin = createClient(app, (await app.signIn("admin")).text);
  const { body, text } = await admin("GET", "/api/v2/eventLogs?dag_id=etl");
  expect(body).toMatchObject({
    total_entries: 1,
    event_logs: [{ event: "trigger_dag_run", dag_id: "etl", run_id: "mine", owner: "operator-of-all" }],
  });
  expect(text).not.toContain("hunter2");
});

async function* readLines(answer: Response): AsyncGenerator<unknown> {
  if (answer.body === null) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const line of part.value.split("\n").filter((text) => text !== "")) yield JSON.parse(line) as unknown;
  }
}
