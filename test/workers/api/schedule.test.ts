import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView } from "../store/fixtures.ts";
import { createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const DAY = 86_400_000;
let app: TestApp;
let client: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
  const timetable = { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "Europe/Paris" } as const;
  const options = { dagId: "etl", timetable, startDate: NOW - 10 * DAY, jitter: 60_000 };
  await seedDags([createGraph([createTask("only")], { ...options, endDate: NOW + 2 * DAY })]);
  app.objects.addDag(makeDagView({ dagId: "etl", nextRun: null, lastSlot: null }));
});

describe("a schedule's preview", () => {
  it("tells runs in their zone, what was missed, and why they end", async () => {
    const { status, body } = await client("GET", "/api/x/schedule/preview?dag_id=etl&n=9");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      timezone: "Europe/Paris",
      jitter_milliseconds: 60_000,
      catchup: { makes: { count: 1 }, leaves_out: { count: 9 }, reason: { code: "catchup_latest" } },
      end: { code: "schedule_end_date" },
    });
    const { runs } = body as { runs: { run_after: string; starts_at: string; local: string; note: unknown }[] };
    expect(runs).toHaveLength(3);
    for (const { run_after, starts_at, local } of runs) {
      expect(local).toMatch(/T06:00:00\+0[12]:00$/);
      expect(Date.parse(local)).toBe(Date.parse(run_after));
      expect(Date.parse(starts_at) - Date.parse(run_after)).toBeLessThan(60_000);
    }
  });
});

describe("a pause", () => {
  it("is told with who asked for it and why", async () => {
    const path = "/api/x/dags/etl/schedule";
    const paused = {
      is_paused: true,
      pause: { by: "admin-of-all", reason: { text: "Paused by hand: the source moves" } },
    };
    const patched = await client("PATCH", path, { is_paused: true, reason: "the source moves" });
    expect(patched).toMatchObject({ status: 200, body: paused });
    expect((await client("GET", path)).body).toMatchObject({ ...paused, slots_left_out: 0 });
    const log = await client("GET", "/api/v2/eventLogs?event=patch_dag");
    expect(JSON.stringify(log.body)).toContain("the source moves");
    expect((await client("PATCH", path, { is_paused: false })).body).toMatchObject({ is_paused: false, pause: null });
    expect((await client("GET", "/api/x/dags/none/schedule")).status).toBe(404);
  });
});

describe("slots that were left out", () => {
  it("are told, the newest first, page by page", async () => {
    const fake = app.objects.dags.get("default/etl");
    if (fake === undefined) throw new Error("there is no DAG");
    const slot = { logicalDate: NOW, interval: { start: NOW, end: NOW }, at: NOW, runId: null, supersededBy: null };
    const cancelled = { ...slot, kind: "superseded", runId: "r", supersededBy: NOW + DAY } as const;
    fake.records = [
      { ...cancelled, number: 2 },
      { ...slot, kind: "left_out", number: 1 },
    ];
    const path = "/api/x/dags/etl/slotRecords";
    expect((await client("GET", path)).body).toMatchObject({
      total_entries: 2,
      records: [
        { number: 2, dag_run_id: "r", reason: { code: "overlap_cancelled" } },
        { number: 1, dag_run_id: null, reason: { code: "overlap_left_out" } },
      ],
    });
    expect((await client("GET", `${path}?before=2&limit=1`)).body).toMatchObject({ records: [{ number: 1 }] });
    expect((await client("GET", `${path}?limit=0`)).status).toBe(422);
  });
});
