import { describe, expect, it } from "vitest";
import { isLatest } from "../../src/core/latest-only.ts";
import type { Timetable } from "../../src/core/timetable.ts";
import { createGraph, createTask, testIdentity } from "../support/graphs.ts";
import { TestRun } from "../support/runs.ts";

const HOUR = 3_600_000;
const daily: Timetable = { kind: "cron_interval", cron: "0 0 * * *", timezone: "UTC" };
const tick: Timetable = { kind: "cron_trigger", crons: ["0 0 * * *"], timezone: "UTC" };
const DAY = Date.UTC(2026, 0, 10);
const scheduled = { ...testIdentity, runType: "scheduled", logicalDate: DAY } as const;

describe("the newest run of a schedule", () => {
  const whole = { start: DAY, end: DAY + 24 * HOUR };
  const cases: [
    name: string,
    timetable: Timetable,
    interval: { start: number; end: number },
    at: number,
    yes: boolean,
  ][] = [
    ["at its interval's start is not yet", daily, whole, DAY, false],
    ["when due", daily, whole, DAY + 24 * HOUR, true],
    ["when the next is due", daily, whole, DAY + 48 * HOUR, true],
    ["no longer after that", daily, whole, DAY + 48 * HOUR + 1, false],
    ["of ticks, until the next tick", tick, { start: DAY, end: DAY }, DAY + 24 * HOUR, true],
    ["of ticks, no longer after it", tick, { start: DAY, end: DAY }, DAY + 24 * HOUR + 1, false],
    ["without another to come", { kind: "none" }, whole, DAY + 999 * HOUR, true],
  ];
  it.each(cases)("%s", (_, timetable, dataInterval, at, yes) => {
    expect(isLatest(createGraph([], { timetable }), { ...scheduled, dataInterval }, at)).toBe(yes);
  });

  it("is always one that was made by hand", () => {
    const graph = createGraph([], { timetable: daily });
    expect(isLatest(graph, { ...scheduled, runType: "manual", dataInterval: whole }, DAY + 999 * HOUR)).toBe(true);
  });
});

describe("latest-only", () => {
  const tasks = [
    createTask("newest", { kind: "latest_only", ignoreDownstreamTriggerRules: false }),
    createTask("a", { upstream: ["newest"] }),
    createTask("b", { upstream: ["a"] }),
    createTask("any", { upstream: ["a"], triggerRule: "all_done" }),
  ];

  it("skips what is directly below it, and leaves the rest to the trigger rules", () => {
    const late = new TestRun(tasks, { timetable: tick }, { ...scheduled, dataInterval: { start: 0, end: 0 } });
    late.now = 48 * HOUR;
    late.send({ type: "admit" });
    expect(late.states).toEqual({ newest: "success", a: "skipped", b: "skipped", any: "queued" });
  });

  it("lets the newest go on, without an attempt of its own", () => {
    const fresh = new TestRun(tasks, { timetable: tick }, { ...scheduled, dataInterval: { start: 0, end: 0 } });
    const { dispatch } = fresh.send({ type: "admit" });
    expect(fresh.states).toMatchObject({ newest: "success", a: "queued", b: "none" });
    expect(dispatch).toHaveLength(1);
  });
});
