import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DagPeers } from "../../../src/coordinator/ports.ts";
import type { Graph } from "../../../src/core/graph.ts";
import { formatRunId } from "../../../src/core/ids.ts";
import type { Timetable } from "../../../src/core/timetable.ts";
import { previewSchedule } from "../../../src/core/timetable-preview.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 2, 1);

const minutely: Timetable = { kind: "delta_trigger", delta: { minutes: 1 } };
const hourly: Timetable = { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "UTC" };

function createDag(timetable: Timetable, options: Partial<Graph> = {}): Graph {
  return createGraph([createTask("a")], { timetable, startDate: START, ...options });
}

const advance = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.advance());
const view = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.view());
const records = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.listSlotRecords(null, 2_000));

/** Minutes after the start of the scheduled runs a DAG's object knows. */
function listMinutes(stage: Stage): number[] {
  const rows = stage.dag().sql.exec("select logical_date from run where run_type = 'scheduled' order by logical_date");
  return rows.map((row) => (Number(row["logical_date"]) - START) / MINUTE);
}
function nameRun(minute: number): string {
  return formatRunId("scheduled", START + minute * MINUTE);
}
async function passTo(stage: Stage, instant: number): Promise<void> {
  await stage.pass(instant - stage.world.loop.now);
}

describe("a schedule below a minute", () => {
  const schedules: [name: string, timetable: Timetable, seconds: number][] = [
    ["a cron with seconds", { kind: "cron_trigger", crons: ["* * * * * */10"], timezone: "Europe/Paris" }, 10],
    ["a span", { kind: "delta_trigger", delta: { seconds: 7 } }, 7],
  ];
  it.each(schedules)("is driven by its own alarm alone: %s", async (_, timetable, seconds) => {
    const stage = new Stage(createDag(timetable, { startDate: null }), {
      delivers: true,
      mutation: { hasTicks: false },
    });
    const begun = stage.world.loop.now;
    await advance(stage);
    await stage.pass(3 * MINUTE);
    const dates = [...stage.world.orgView.runs.values()]
      .map(({ run }) => run.logicalDate ?? 0)
      .toSorted((a, b) => a - b);
    expect(dates.length).toBeGreaterThanOrEqual(Math.floor(180 / seconds) - 1);
    expect(dates).toEqual(dates.map((_date, slot) => (dates[0] ?? 0) + slot * seconds * SECOND));
    expect(dates[0]).toBeGreaterThanOrEqual(begun - seconds * SECOND);
    for (const { run } of stage.world.orgView.runs.values()) {
      expect((run.startedAt ?? Infinity) - run.runAfter).toBeLessThan(seconds * SECOND);
    }
  });

  it("has exactly one run a slot, however often and at what times it is advanced", async () => {
    const calls = fc.array(fc.integer({ min: 0, max: 60 * SECOND }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(calls, fc.constantFrom("queue", "skip"), async (delays, overlap) => {
        const policy = overlap === "skip" ? { overlap } : {};
        const timetable: Timetable = { kind: "cron_trigger", crons: ["* * * * * */10"], timezone: "UTC" };
        const stage = new Stage(createDag(timetable, { catchup: true, ...policy }), { delivers: true });
        await advance(stage);
        for (const delay of delays) {
          await Promise.all([advance(stage), advance(stage)]);
          await stage.pass(delay);
        }
        await stage.pass(MINUTE);
        const made = listMinutes(stage).map((minute) => Math.round(minute * 6));
        const left = (await records(stage)).records.map(({ logicalDate }) => (logicalDate - START) / (10 * SECOND));
        const all = [...made, ...left].toSorted((a, b) => a - b);
        expect(all).toEqual(all.map((_, slot) => slot));
        expect(all.length).toBeGreaterThanOrEqual(Math.floor((stage.world.loop.now - START) / (10 * SECOND)));
        stage.world.close();
      }),
      { numRuns: 15 },
    );
  }, 30_000);
});

describe("a continuous schedule", () => {
  it("has one run at a time, each from where the one before began to wait", async () => {
    const stage = new Stage(createDag({ kind: "continuous" }));
    await stage.pass(MINUTE);
    await advance(stage);
    await stage.pass(MINUTE);
    const first = (await view(stage))?.liveRuns ?? [];
    expect(first).toHaveLength(1);
    await stage.start("carrier", ["a"], first[0]);
    await stage.finish("carrier", "a", { runId: first[0] ?? "" });
    await stage.pass(MINUTE);
    const second = (await view(stage))?.liveRuns ?? [];
    expect(second).toHaveLength(1);
    const [before, after] = [await stage.view(first[0]), await stage.view(second[0])];
    expect(before.state).toBe("success");
    expect(after.dataInterval?.start).toBe(before.dataInterval?.end);
  });
});

describe("overlap", () => {
  it("leaves a slot waiting, unless told otherwise", async () => {
    const stage = new Stage(createDag(minutely, { catchup: true, maxActiveRuns: 1 }));
    await passTo(stage, START + 3 * MINUTE + SECOND);
    await advance(stage);
    expect(listMinutes(stage)).toEqual([0]);
    expect(await records(stage)).toEqual({ total: 0, records: [] });
  });

  it("can leave a slot out that is due at the limit, and keeps a record of it", async () => {
    const stage = new Stage(createDag(minutely, { catchup: true, maxActiveRuns: 1, overlap: "skip" }));
    await passTo(stage, START + SECOND);
    await advance(stage);
    await passTo(stage, START + 2 * MINUTE + SECOND);
    expect(listMinutes(stage)).toEqual([0]);
    expect(await records(stage)).toEqual({
      total: 2,
      records: [2, 1].map((minute) => ({
        number: minute,
        kind: "left_out",
        logicalDate: START + minute * MINUTE,
        interval: { start: START + minute * MINUTE, end: START + minute * MINUTE },
        at: START + minute * MINUTE,
        runId: null,
        supersededBy: null,
      })),
    });
    expect(await view(stage)).toMatchObject({ leftOut: 2 });
    await stage.start("carrier", ["a"], nameRun(0));
    await stage.finish("carrier", "a", { runId: nameRun(0) });
    await passTo(stage, START + 3 * MINUTE + SECOND);
    expect(listMinutes(stage)).toEqual([0, 3]);
  });

  it("keeps the newest thousand records, and counts all", async () => {
    const everySecond: Timetable = { kind: "delta_trigger", delta: { seconds: 1 } };
    const stage = new Stage(createDag(everySecond, { catchup: true, maxActiveRuns: 1, overlap: "skip" }));
    await passTo(stage, START + 1_500 * SECOND);
    await advance(stage);
    await stage.pass(5 * SECOND);
    const { total, records: kept } = await records(stage);
    expect(total).toBeGreaterThanOrEqual(1_500);
    expect(kept.map(({ number }) => number)).toEqual(kept.map((_, index) => total - index));
    expect(kept).toHaveLength(1_000);
  });

  it("can cancel the oldest run for a slot, and says for which", async () => {
    const stage = new Stage(createDag(minutely, { catchup: true, maxActiveRuns: 2, overlap: "cancel_older" }));
    await passTo(stage, START + SECOND);
    await advance(stage);
    await passTo(stage, START + 2 * MINUTE + 30 * SECOND);
    expect(listMinutes(stage)).toEqual([0, 1, 2]);
    const states = await Promise.all([0, 1, 2].map((minute) => stage.runState(nameRun(minute))));
    expect(states).toEqual(["failed", "running", "running"]);
    expect((await records(stage)).records).toEqual([
      expect.objectContaining({
        kind: "superseded",
        runId: nameRun(0),
        logicalDate: START,
        supersededBy: START + 2 * MINUTE,
      }),
    ]);
  });

  it("cancels for the newest of several due slots, and lets no run be made for those between", async () => {
    const stage = new Stage(createDag(minutely, { catchup: true, maxActiveRuns: 1, overlap: "cancel_older" }));
    await passTo(stage, START + SECOND);
    await advance(stage);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true));
    await passTo(stage, START + 5 * MINUTE + SECOND);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(false));
    await stage.pass(10 * SECOND);
    expect(listMinutes(stage)).toEqual([0, 5]);
    expect([await stage.runState(nameRun(0)), await stage.runState(nameRun(5))]).toEqual(["failed", "running"]);
    const told = (await records(stage)).records.map(({ runId, logicalDate }) => [
      runId,
      (logicalDate - START) / MINUTE,
    ]);
    expect(told).toEqual([
      [nameRun(0), 0],
      [null, 4],
      [null, 3],
      [null, 2],
      [null, 1],
    ]);
  });

  it("cancels no run that a person triggered: the slot waits", async () => {
    const policy = { catchup: true, maxActiveRuns: 1, overlap: "cancel_older" } as const;
    const stage = new Stage(createDag(minutely, { ...policy, startDate: START + MINUTE }));
    await stage.trigger({ runId: "mine" });
    await passTo(stage, START + 2 * MINUTE + SECOND);
    expect(await stage.runState("mine")).toBe("running");
    expect(listMinutes(stage)).toEqual([]);
  });

  it("cancels in the end, though the run could not be reached at first", async () => {
    const line = { isCut: false };
    const cut = (peers: DagPeers): DagPeers => ({
      ...peers,
      cancelRun: (key, request) => (line.isCut ? Promise.reject(new Error("cut")) : peers.cancelRun(key, request)),
    });
    const graph = createDag(minutely, { catchup: true, maxActiveRuns: 1, overlap: "cancel_older" });
    const stage = new Stage(graph, { mutation: { dagPeers: cut } });
    await passTo(stage, START + SECOND);
    await advance(stage);
    line.isCut = true;
    await passTo(stage, START + MINUTE + 20 * SECOND);
    expect(await stage.runState(nameRun(0))).toBe("running");
    line.isCut = false;
    await stage.pass(15 * SECOND);
    expect([await stage.runState(nameRun(0)), await stage.runState(nameRun(1))]).toEqual(["failed", "running"]);
  });
});

describe("catchup none", () => {
  const none = { catchup: false, skipsMissed: true };
  it("runs nothing that was due before the DAG was known", async () => {
    const stage = new Stage(createDag(hourly, { startDate: START - 48 * HOUR, ...none }));
    await passTo(stage, START + 3 * MINUTE);
    await advance(stage);
    await passTo(stage, START + HOUR + SECOND);
    expect(listMinutes(stage)).toEqual([60]);
  });

  it("runs nothing that was due while the DAG was paused", async () => {
    const stage = new Stage(createDag(hourly, none));
    await passTo(stage, START + 30 * MINUTE);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true));
    await passTo(stage, START + 3 * HOUR + MINUTE);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(false));
    await passTo(stage, START + 4 * HOUR + SECOND);
    expect(listMinutes(stage)).toEqual([4 * 60]);
  });

  it("runs nothing that was due while nothing ran at all, but what is a little late", async () => {
    const stage = new Stage(createDag(hourly, none), { mutation: { hasAlarms: false } });
    await passTo(stage, START + 30 * MINUTE);
    await advance(stage);
    await passTo(stage, START + HOUR + 20 * MINUTE);
    await advance(stage);
    expect(listMinutes(stage)).toEqual([]);
    await passTo(stage, START + 2 * HOUR + 2 * MINUTE);
    await advance(stage);
    expect(listMinutes(stage)).toEqual([120]);
  });

  it("still runs a slot that had to wait for room", async () => {
    const stage = new Stage(createDag(hourly, { ...none, maxActiveRuns: 1 }));
    await passTo(stage, START + 30 * MINUTE);
    await advance(stage);
    await passTo(stage, START + 2 * HOUR + 40 * MINUTE);
    expect(listMinutes(stage)).toEqual([60]);
    await stage.start("carrier", ["a"], nameRun(60));
    await stage.finish("carrier", "a", { runId: nameRun(60) });
    await stage.pass(SECOND);
    expect(listMinutes(stage)).toEqual([60, 120]);
  });
});

describe("a list of dates without a start date", () => {
  it("counts from when the DAG is known, and loses none from then on", async () => {
    const dates = [START - HOUR, START + HOUR, START + 2 * HOUR];
    const stage = new Stage(createDag({ kind: "events", dates, timezone: "UTC" }, { startDate: null }));
    await passTo(stage, START);
    await advance(stage);
    await passTo(stage, START + 3 * HOUR);
    expect(listMinutes(stage)).toEqual([60, 120]);
  });
});

describe("jitter", () => {
  it("lets each run start later, in order, with the dates of its slot", async () => {
    const graph = createDag(minutely, { catchup: true, jitter: 40 * SECOND });
    const stage = new Stage(graph, { delivers: true });
    await passTo(stage, START - SECOND);
    await advance(stage);
    await passTo(stage, START + 12 * MINUTE);
    const { runs } = previewSchedule(graph, null, START, 10);
    for (const { logicalDate, startsAt, interval } of runs) {
      const run = await stage.view(nameRun((logicalDate - START) / MINUTE));
      expect(run).toMatchObject({ logicalDate, dataInterval: interval, runAfter: startsAt });
      expect(run.startedAt).toBeGreaterThanOrEqual(startsAt);
      expect(run.startedAt ?? 0).toBeLessThan(startsAt + SECOND);
    }
  });
});
