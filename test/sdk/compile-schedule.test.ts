import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/core/graph.ts";
import { compile } from "../../src/sdk/compile.ts";
import { calendar, cron, cronInterval, custom, dag, events, every, everyInterval } from "../../src/sdk/index.ts";
import type { Dag, Schedule } from "../../src/sdk/index.ts";

function compileGraph(d: Pick<Dag, "definition" | "bodies">): Graph {
  const compiled = compile(d);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("; "));
  return compiled.value.graph;
}

describe("the schedule's options", () => {
  const schedules: [schedule: Schedule, timetable: Graph["timetable"]][] = [
    [null, { kind: "none" }],
    ["@once", { kind: "once" }],
    ["@continuous", { kind: "continuous" }],
    ["@daily", { kind: "cron_trigger", crons: ["@daily"], timezone: "UTC" }],
    ["0 6 * * 1-5", { kind: "cron_trigger", crons: ["0 6 * * 1-5"], timezone: "UTC" }],
    [cron("0 6 * * *", "Europe/Paris"), { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "Europe/Paris" }],
    [
      cron(["0 6 * * *", "0 18 * * *"], "UTC", { interval: "1d", runImmediately: "30m" }),
      {
        kind: "cron_trigger",
        crons: ["0 6 * * *", "0 18 * * *"],
        timezone: "UTC",
        interval: { seconds: 86_400 },
        runImmediately: { seconds: 1800 },
      },
    ],
    [cronInterval("@hourly", "Europe/Paris"), { kind: "cron_interval", cron: "@hourly", timezone: "Europe/Paris" }],
    [every("90m"), { kind: "delta_trigger", delta: { seconds: 5400 } }],
    [
      every({ months: 1 }, { interval: { months: 1 } }),
      { kind: "delta_trigger", delta: { months: 1 }, interval: { months: 1 } },
    ],
    [everyInterval("1h"), { kind: "delta_interval", delta: { seconds: 3600 } }],
    [
      calendar(cron("0 9 * * *", "Europe/Paris"), {
        exclude: ["2026-12-25", "2026-05-01"],
        weekdays: ["fri", "mon"],
        shift: "next",
      }),
      {
        kind: "calendar",
        base: { kind: "cron_trigger", crons: ["0 9 * * *"], timezone: "Europe/Paris" },
        exclude: ["2026-05-01", "2026-12-25"],
        weekdays: [1, 5],
        shift: "next",
      },
    ],
    [
      events(["2026-06-12T18:00", "2026-06-11T18:00Z"], { timezone: "America/New_York" }),
      {
        kind: "events",
        dates: [Date.UTC(2026, 5, 11, 18), Date.UTC(2026, 5, 12, 22)],
        timezone: "America/New_York",
      },
    ],
    [
      custom({
        from: "2026-01-01",
        until: "2026-02-01",
        timezone: "America/New_York",
        next: (previous, { from, toLocal, fromLocal }) =>
          previous === null ? from : fromLocal(toLocal(new Date(previous.getTime() + 10 * 86_400_000))),
      }),
      {
        kind: "events",
        dates: [1, 11, 21, 31].map((day) => Date.UTC(2026, 0, day, 5)),
        timezone: "America/New_York",
        computedUntil: Date.UTC(2026, 1, 1, 5),
      },
    ],
  ];
  it.each(schedules)("read the schedule %j", (schedule, timetable) => {
    expect(compileGraph(dag("d", { schedule })).timetable).toEqual(timetable);
  });

  it.each([
    [{ catchup: true }, { catchup: true }],
    [{ catchup: "all" }, { catchup: true }],
    [{ catchup: "latest" }, { catchup: false }],
    [{ catchup: "none" }, { catchup: false, skipsMissed: true }],
    [
      { overlap: "skip", jitter: "90s" },
      { overlap: "skip", jitter: 90_000 },
    ],
    [{ overlap: "cancel_older" }, { overlap: "cancel_older" }],
    [{ maxConsecutiveFailedDagRuns: 3 }, { maxConsecutiveFailedDagRuns: 3 }],
  ] as const)("read the policy %j", (options, expected) => {
    expect(compileGraph(dag("d", options))).toMatchObject(expected);
  });

  it("leave out what is as it is unless given, so that their hash stays", () => {
    const plain = compileGraph(dag("d", { schedule: "@daily" }));
    const spoken = dag("d", { schedule: "@daily", overlap: "queue", jitter: "0s", maxConsecutiveFailedDagRuns: 0 });
    expect(compileGraph(spoken)).toEqual(plain);
    expect(Object.keys(plain)).not.toContain("overlap");
  });
});
