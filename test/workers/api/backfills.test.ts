import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { openBackfills } from "../../../src/scheduler/open-backfills.ts";
import { settleBackfills } from "../../../src/scheduler/settle-backfills.ts";
import { projectBackfill } from "../../../src/store/backfill.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView } from "../store/fixtures.ts";
import type { FakeDag } from "./fake-objects.ts";
import { containing, createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const PATH = "/api/v2/backfills";
const HOUR = 3_600_000;
const BODY = { dag_id: "etl", from_date: "2026-10-01T00:00:00Z", to_date: "2026-10-02T01:00:00+01:00" };
const START = Date.parse(BODY.from_date);
const timetable = { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "UTC" } as const;

let app: TestApp;
let client: ReturnType<typeof createClient>;
let dag: FakeDag;
beforeEach(async () => {
  app = await startApp();
  dag = app.objects.addDag(makeDagView());
  client = createClient(app, (await app.signIn("operator")).text);
  await seedDags([createGraph([createTask("a"), createTask("b")], { dagId: "etl", timetable, displayName: "E T L" })]);
});

const create = async (more: object = {}) => {
  const answer = await client("POST", PATH, { ...BODY, ...more });
  return { ...answer, id: Number(Reflect.get(Object(answer.body), "id")) };
};

describe("a backfill", () => {
  it("is made by the DAG's object under an id of the database", async () => {
    const made = await create({ dag_run_conf: { size: 1 }, reprocess_behavior: "failed", run_backwards: true });
    expect(made).toMatchObject({
      status: 200,
      body: {
        dag_id: "etl",
        from_date: "2026-10-01T00:00:00Z",
        to_date: "2026-10-02T00:00:00Z",
        dag_run_conf: { size: 1 },
        is_paused: false,
        reprocess_behavior: "failed",
        max_active_runs: 10,
        completed_at: null,
        dag_display_name: "E T L",
      },
    });
    expect(dag.backfills.get(made.id)).toMatchObject({
      by: "operator-of-all",
      spec: { from: START, to: START + 24 * HOUR, reverse: true, reprocess: "failed", maxActiveRuns: 10 },
    });
    expect(await client("GET", `${PATH}/${made.id}`)).toMatchObject({ status: 200, body: { id: made.id } });
    expect(await client("GET", `/api/x/backfills/${made.id}`)).toMatchObject({
      status: 200,
      body: { state: "running", run_backwards: true, progress: { made: 3, logical_date: BODY.from_date } },
    });
    expect((await create()).id).toBeGreaterThan(made.id);
    expect(await client("GET", `${PATH}?dag_id=etl&order_by=-id&limit=1`)).toMatchObject({
      status: 200,
      body: { total_entries: 2, backfills: [{ id: made.id + 1 }] },
    });
    expect(await client("GET", `${PATH}?dag_id=other`)).toMatchObject({ body: { total_entries: 0 } });
    expect((await client("GET", PATH)).status).toBe(422);
  });

  it("is paused, goes on and is cancelled, without a body, and says when it is over", async () => {
    const { id } = await create();
    const put = (action: string) => client("PUT", `${PATH}/${id}/${action}`);
    expect(await put("pause")).toMatchObject({ status: 200, body: { is_paused: true } });
    expect(await put("unpause")).toMatchObject({ status: 200, body: { is_paused: false } });
    expect(await put("cancel")).toMatchObject({
      status: 200,
      body: { is_paused: true, completed_at: containing("1970") },
    });
    expect(await put("cancel")).toMatchObject({ status: 409, body: { detail: containing("already completed") } });
    expect((await client("PUT", `${PATH}/999/pause`)).status).toBe(404);
    expect((await client("PUT", `${PATH}/x/pause`)).status).toBe(422);
    const admin = createClient(app, (await app.signIn("admin")).text);
    const { body } = await admin("GET", "/api/v2/eventLogs?dag_id=etl&order_by=id");
    const events = Reflect.get(Object(body), "event_logs") as { event: string }[];
    expect(events.map(({ event }) => event)).toEqual([
      "create_backfill",
      "pause_backfill",
      "unpause_backfill",
      "cancel_backfill",
      "cancel_backfill",
    ]);
  });

  const refused: [name: string, more: object, status: number, words: string][] = [
    ["a naive date", { from_date: "2026-10-01T00:00:00" }, 422, "timezone_aware"],
    ["a date that is none", { to_date: "2026-02-30T00:00:00Z" }, 422, "datetime"],
    ["no date", { to_date: undefined }, 422, '"loc":["body","to_date"]'],
    ["an unknown field", { extra: 1 }, 422, "extra_forbidden"],
    ["an unknown way to reprocess", { reprocess_behavior: "all" }, 422, "'none', 'failed' or 'completed'"],
    ["half a run at a time", { max_active_runs: 0.5 }, 422, "int"],
    ["conf that is a list", { dag_run_conf: [] }, 422, "dict_type"],
    ["a DAG that can be none", { dag_id: "a/b" }, 404, "was not found"],
  ];
  it.each(refused)("of %s is refused", async (_name, more, status, words) => {
    const answer = await create(more);
    expect([answer.status, dag.backfills.size]).toEqual([status, 0]);
    expect(answer.text).toContain(words);
  });

  it.each([
    ["backfill_active", 409],
    ["backfill_not_periodic", 422],
    ["backfill_range_inverted", 422],
    ["backfill_in_future", 422],
    ["backfill_reverse_past", 422],
    ["backfill_reprocess_past", 422],
    ["backfill_empty", 422],
    ["conf_invalid", 422],
    ["dag_not_found", 404],
    ["dag_stale", 404],
  ])("tells what the DAG's object says against it: %s", async (code, status) => {
    dag.refusal = { code, params: { dag: "etl", backfill: 7 } };
    expect(await create()).toMatchObject({ status, body: { reason: { code } } });
    expect(await client("GET", `${PATH}?dag_id=etl`)).toMatchObject({ body: { total_entries: 0 } });
  });

  it("of another team is not there", async () => {
    const { id } = await create();
    const other = createClient(app, (await app.signIn("operator", "shop")).text);
    expect((await other("GET", `${PATH}/${id}`)).status).toBe(404);
    expect((await other("PUT", `${PATH}/${id}/cancel`)).status).toBe(404);
    expect((await other("POST", PATH, BODY)).status).toBe(404);
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("POST", PATH, BODY)).status).toBe(403);
  });
});

describe("a backfill that was lost on its way to its DAG", () => {
  const lose = async () => {
    const { createBackfill } = dag.object;
    Object.assign(dag.object, { createBackfill: () => Promise.reject(new Error("lost")) });
    const answer = await create();
    Object.assign(dag.object, { createBackfill });
    return answer;
  };
  const idOf = async () => {
    const { body } = await client("GET", `${PATH}?dag_id=etl`);
    return (Reflect.get(Object(body), "backfills") as { id: number }[])[0]?.id ?? 0;
  };
  const settle = () => settleBackfills(openBackfills({ ...app.objects.bindings, DB: env.DB }), NOW + 5 * 60_000);

  it("says so, and is made good by the scheduler", async () => {
    expect(await lose()).toMatchObject({ status: 503, body: { detail: containing("pending") } });
    const id = await idOf();
    expect(await client("GET", `/api/x/backfills/${id}`)).toMatchObject({ body: { state: "pending", progress: null } });
    await settle();
    expect(dag.backfills.has(id)).toBe(true);
    expect(await client("GET", `/api/x/backfills/${id}`)).toMatchObject({ body: { state: "running" } });
  });

  it("says why it never was, when its DAG would not have it any more", async () => {
    await lose();
    const id = await idOf();
    dag.refusal = { code: "backfill_active", params: { dag: "etl", backfill: 7 } };
    await settle();
    expect(await client("GET", `/api/x/backfills/${id}`)).toMatchObject({
      body: { state: "refused", reason: containing("active backfill"), backfill: { completed_at: containing("20") } },
    });
    expect((await client("PUT", `${PATH}/${id}/pause`)).status).toBe(409);
  });

  it("is begun by whoever pauses it first", async () => {
    await lose();
    const id = await idOf();
    expect(await client("PUT", `${PATH}/${id}/pause`)).toMatchObject({ status: 200, body: { is_paused: true } });
  });

  it("is overwritten in the database by newer words of its DAG alone", async () => {
    const { id } = await create();
    const view = dag.backfills.get(id);
    if (view === undefined) throw new Error("no backfill");
    await projectBackfill(env.DB, { ...view, seq: 5, state: "paused" });
    await projectBackfill(env.DB, { ...view, seq: 4, state: "running" });
    await projectBackfill(env.DB, { ...view, seq: 9, state: "completed", dagId: "other" });
    const row = await env.DB.prepare("select state, seq from backfill where id = ?").bind(id).first();
    expect(row).toEqual({ state: "paused", seq: 5 });
  });
});

describe("a rehearsal", () => {
  beforeEach(() => {
    dag.existing = [
      { logicalDate: START + HOUR, state: "success" },
      { logicalDate: START + 2 * HOUR, state: "failed" },
      { logicalDate: START + 4 * HOUR, state: "running" },
    ];
  });
  const range = { ...BODY, to_date: "2026-10-01T05:00:00Z" };

  it("in Airflow's shape lists what would run", async () => {
    const answer = await client("POST", `${PATH}/dry_run`, { ...range, reprocess_behavior: "failed" });
    expect(answer).toMatchObject({ status: 200, body: { total_entries: 4 } });
    expect(Reflect.get(Object(answer.body), "backfills")).toEqual(
      [0, 2, 3, 5].map((hour) => ({
        logical_date: `2026-10-01T0${hour}:00:00Z`,
        partition_key: null,
        partition_date: null,
      })),
    );
  });

  it("of nothing to run, or beside an active backfill, is an answer too", async () => {
    dag.refusal = { code: "backfill_active", params: { dag: "etl", backfill: 7 } };
    expect(await client("POST", `${PATH}/dry_run`, range)).toMatchObject({ status: 200, body: { total_entries: 3 } });
    dag.refusal = { code: "backfill_range_inverted", params: { from: "b", to: "a" } };
    expect((await client("POST", `${PATH}/dry_run`, range)).status).toBe(422);
  });

  it("tells counts, holes, cost, ends and a page", async () => {
    const { dag_id: _, ...body } = range;
    const answer = await client("POST", "/api/x/dags/etl/backfills:plan", { ...body, limit: 2, offset: 1 });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        dag_id: "etl",
        count: 6,
        is_exact: true,
        holes: 3,
        existing: { queued: 0, running: 1, success: 1, failed: 1 },
        make: 3,
        rerun: 0,
        leave: 3,
        first_logical_date: "2026-10-01T00:00:00Z",
        last_logical_date: "2026-10-01T05:00:00Z",
        cost: { runs: 3, tasks: 6 },
        slots: [
          { logical_date: "2026-10-01T01:00:00Z", state: "success", action: "leave", reason: "already_exists" },
          { logical_date: "2026-10-01T02:00:00Z", state: "failed", action: "leave", reason: "already_exists" },
        ],
      },
    });
  });

  it("of ten years of hours is an answer within moments, and too long for a list without pages", async () => {
    const years = { from_date: "2005-01-01T00:00:00Z", to_date: "2025-01-01T00:00:00Z" };
    const plan = await client("POST", "/api/x/dags/etl/backfills:plan", { ...years, run_backwards: true, limit: 1 });
    expect(plan).toMatchObject({ body: { count: 175_321, slots: [{ logical_date: "2025-01-01T00:00:00Z" }] } });
    const dry = await client("POST", `${PATH}/dry_run`, { dag_id: "etl", ...years });
    expect(dry).toMatchObject({ status: 422, body: { reason: { code: "backfill_too_long" } } });
  });
});
