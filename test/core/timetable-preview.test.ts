import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderReason } from "../../src/core/reason-words.ts";
import { planCatchup } from "../../src/core/timetable-catchup.ts";
import { previewSchedule } from "../../src/core/timetable-preview.ts";
import { delaySlot, nextSlot } from "../../src/core/timetable-slots.ts";
import type { DataInterval, Timetable } from "../../src/core/timetable.ts";
import type { Graph } from "../../src/core/graph.ts";
import { createGraph } from "../support/graphs.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);

function createDag(timetable: Timetable, options: Partial<Graph> = {}): Graph {
  return createGraph([], { timetable, ...options });
}
function cron(expression: string, timezone = "UTC"): Timetable {
  return { kind: "cron_trigger", crons: [expression], timezone };
}

/** The local times of runs, each with the words of its note. */
function show(timetable: Timetable, from: string, count: number): string[] {
  const { runs } = previewSchedule(createDag(timetable, { startDate: at(from) }), null, at(from), count);
  return runs.map(({ local, note }) => (note === null ? local : `${local} ${note.code}`));
}

describe("a preview across a change of the clock", () => {
  const table: [name: string, timetable: Timetable, from: string, expected: string[]][] = [
    [
      "New York skips 02:30: it runs at 03:30",
      cron("30 2 * * *", "America/New_York"),
      "2025-03-08T12:00Z",
      ["2025-03-09T03:30:00-04:00 clock_shifted", "2025-03-10T02:30:00-04:00"],
    ],
    [
      "New York shows 01:30 twice: it runs the second time",
      cron("30 1 * * *", "America/New_York"),
      "2025-11-01T12:00Z",
      ["2025-11-02T01:30:00-05:00 clock_repeated_second", "2025-11-03T01:30:00-05:00"],
    ],
    [
      "New York shows an hour twice: an hourly schedule runs in both",
      cron("0 * * * *", "America/New_York"),
      "2025-11-02T05:00Z",
      [
        "2025-11-02T01:00:00-04:00 clock_repeated_first",
        "2025-11-02T01:00:00-05:00 clock_repeated_second",
        "2025-11-02T02:00:00-05:00",
      ],
    ],
    [
      "New York skips an hour: an hourly schedule has none then",
      cron("0 * * * *", "America/New_York"),
      "2025-03-09T06:00Z",
      ["2025-03-09T01:00:00-05:00", "2025-03-09T03:00:00-04:00 clock_forward", "2025-03-09T04:00:00-04:00"],
    ],
    [
      "Lord Howe goes forward by half an hour",
      cron("0 * * * *", "Australia/Lord_Howe"),
      "2025-10-04T14:00Z",
      ["2025-10-05T01:00:00+10:30", "2025-10-05T02:30:00+11:00 clock_shifted", "2025-10-05T03:00:00+11:00"],
    ],
    [
      "Lord Howe goes back by half an hour",
      cron("15 2 * * *", "Australia/Lord_Howe"),
      "2025-04-04T00:00Z",
      ["2025-04-05T02:15:00+11:00", "2025-04-06T02:15:00+10:30 clock_back", "2025-04-07T02:15:00+10:30"],
    ],
    [
      "Apia skips 30 December 2011",
      cron("0 9 * * *", "Pacific/Apia"),
      "2011-12-29T00:00Z",
      ["2011-12-29T09:00:00-10:00", "2011-12-31T09:00:00+14:00 clock_forward", "2012-01-01T09:00:00+14:00"],
    ],
    [
      "Cairo skips midnight",
      cron("0 0 * * *", "Africa/Cairo"),
      "2025-04-24T12:00Z",
      ["2025-04-25T01:00:00+03:00 clock_shifted", "2025-04-26T00:00:00+03:00"],
    ],
  ];
  it.each(table)("%s", (_, timetable, from, expected) => {
    expect(show(timetable, from, expected.length)).toEqual(expected);
  });
});

const daily = cron("0 6 * * *");
const START = at("2026-01-01");

describe("what a DAG does about missed slots", () => {
  const now = at("2026-01-10T07:00Z");
  const say = (options: Partial<Graph>, last: DataInterval | null = null, awakeSince: number | null = null) => {
    const dag = createDag(daily, { startDate: START, ...options });
    return renderReason(planCatchup(dag, { last, awakeSince }, now).reason);
  };
  const january = (day: number): DataInterval => ({
    start: at("2026-01-01T06:00Z") + (day - 1) * 24 * HOUR,
    end: at("2026-01-01T06:00Z") + (day - 1) * 24 * HOUR,
  });

  it("is said before it does it", () => {
    expect(say({ catchup: true })).toBe(
      "It makes a run for 10 missed slots, from 2026-01-01T06:00:00.000Z to 2026-01-10T06:00:00.000Z, at most 16 at a time.",
    );
    expect(say({ catchup: false })).toBe(
      "It leaves out 9 missed slots, from 2026-01-01T06:00:00.000Z to 2026-01-09T06:00:00.000Z, and makes one run, for 2026-01-10T06:00:00.000Z.",
    );
    expect(say({ catchup: false, skipsMissed: true }, null, now)).toBe(
      "It leaves out 10 missed slots, from 2026-01-01T06:00:00.000Z to 2026-01-10T06:00:00.000Z; the next run is due 2026-01-11T06:00:00.000Z.",
    );
    expect(say({ catchup: false }, january(9))).toBe(
      "It makes one run, for 2026-01-10T06:00:00.000Z; nothing else was missed.",
    );
    expect(say({ catchup: true }, january(10))).toBe(
      "Nothing was missed; the next run is due 2026-01-11T06:00:00.000Z.",
    );
  });

  it("is what it does, whatever the schedule and the policy", () => {
    const timetables = fc.constantFrom<Timetable>(
      daily,
      { kind: "cron_interval", cron: "0 */5 * * *", timezone: "America/New_York" },
      { kind: "delta_trigger", delta: { hours: 7 } },
      {
        kind: "calendar",
        base: { kind: "cron_trigger", crons: ["0 9 * * *"], timezone: "Africa/Cairo" },
        exclude: [],
        weekdays: [1, 3],
        shift: "next",
      },
      { kind: "events", dates: [START + HOUR, START + 5 * HOUR, START + 900 * HOUR], timezone: "UTC" },
    );
    const policies = fc.constantFrom({ catchup: true }, { catchup: false }, { catchup: false, skipsMissed: true });
    fc.assert(
      fc.property(timetables, policies, fc.integer({ min: 0, max: 60 * 24 }), (timetable, policy, hours) => {
        const dag = createDag(timetable, { startDate: START, ...policy });
        const time = START + hours * HOUR + 5 * MINUTE;
        const state = { last: null, awakeSince: time };
        const plan = planCatchup(dag, state, time);
        const made = listMade(dag, time);
        expect(plan.makes.count).toBe(made.length);
        const every = listMade(createDag(timetable, { startDate: START, catchup: true }), time);
        expect(plan.leavesOut.count).toBe(every.filter((slot) => slot < (made[0] ?? Infinity)).length);
      }),
    );
  });

  it("counts ten years of hours quickly, and no further than it must", () => {
    const dag = createDag(
      { kind: "cron_interval", cron: "0 * * * *", timezone: "America/New_York" },
      { startDate: at("2015-01-01"), catchup: true },
    );
    const begun = performance.now();
    const plan = planCatchup(dag, { last: null, awakeSince: null }, at("2025-01-01T01:00Z"));
    expect(plan.makes).toMatchObject({ count: 87_673, isMore: false });
    expect(performance.now() - begun).toBeLessThan(5_000);
    const minutely = createDag({ kind: "delta_trigger", delta: { seconds: 1 } }, { startDate: 0, catchup: true });
    expect(planCatchup(minutely, { last: null, awakeSince: null }, now)).toMatchObject({
      makes: { count: 100_000, isMore: true },
      reason: { params: { more: 1 } },
    });
  });
});

/** Logical dates of the runs a DAG would make that are due by now. */
function listMade(dag: Graph, now: number): number[] {
  const made: number[] = [];
  let last: DataInterval | null = null;
  for (;;) {
    const slot = nextSlot(dag, { last, awakeSince: now }, now);
    if (slot === null || slot.runAfter > now) return made;
    made.push(slot.logicalDate);
    last = slot.interval;
  }
}

describe("start and end dates", () => {
  const list = (timetable: Timetable, options: Partial<Graph>) =>
    previewSchedule(createDag(timetable, { catchup: true, ...options }), null, START, 20).runs.map(({ logicalDate }) =>
      new Date(logicalDate).toISOString().slice(0, 13),
    );
  it("are both inclusive, by tick of a trigger and by start of an interval", () => {
    const dates = { startDate: at("2026-01-01T06:00Z"), endDate: at("2026-01-03T06:00Z") };
    const expected = ["2026-01-01T06", "2026-01-02T06", "2026-01-03T06"];
    expect(list(daily, dates)).toEqual(expected);
    expect(list({ kind: "cron_interval", cron: "0 6 * * *", timezone: "UTC" }, dates)).toEqual(expected);
    expect(list({ kind: "delta_trigger", delta: { days: 1 } }, dates)).toEqual(expected);
    expect(
      list(
        {
          kind: "events",
          dates: [dates.startDate - 1, dates.startDate, dates.endDate, dates.endDate + 1],
          timezone: "UTC",
        },
        dates,
      ),
    ).toEqual(["2026-01-01T06", "2026-01-03T06"]);
  });
  it("leave out what lies a millisecond beyond", () => {
    const dates = { startDate: at("2026-01-01T06:00Z") + 1, endDate: at("2026-01-03T06:00Z") - 1 };
    expect(list(daily, dates)).toEqual(["2026-01-02T06"]);
  });
});

describe("the end of a schedule", () => {
  const end = (timetable: Timetable, options: Partial<Graph> = {}) =>
    previewSchedule(createDag(timetable, { startDate: START, ...options }), null, START, 3).end?.code ?? null;
  it("is told with its cause", () => {
    expect(end(daily)).toBeNull();
    expect(end(daily, { endDate: START + 24 * HOUR })).toBe("schedule_end_date");
    expect(end({ kind: "none" })).toBe("schedule_none");
    expect(end({ kind: "once" })).toBe("schedule_once");
    expect(end({ kind: "continuous" })).toBe("schedule_continuous");
    expect(end({ kind: "events", dates: [START], timezone: "UTC" })).toBe("schedule_list_ends");
    expect(end({ kind: "events", dates: [START], timezone: "UTC", computedUntil: START + 1 })).toBe(
      "schedule_computed_ends",
    );
    expect(end(cron("0 6 * * * 0 2026"))).toBeNull();
    expect(previewSchedule(createDag(cron("0 6 31 12 * 0 2026")), null, START, 3).end?.code).toBe("schedule_ends");
  });
});

describe("jitter", () => {
  const dag = createDag(cron("*/10 * * * *"), { startDate: START, catchup: true, jitter: 30 * MINUTE });
  it("is the same for a slot whoever asks, and keeps dates and order", () => {
    const first = previewSchedule(dag, null, START, 200).runs;
    const again = previewSchedule(dag, first[9]?.interval ?? null, START, 190).runs;
    expect(again).toEqual(first.slice(10).map((run, index) => ({ ...run, note: again[index]?.note ?? null })));
    expect(first.map(({ runAfter }) => runAfter)).toEqual(first.map((_, slot) => START + slot * 10 * MINUTE));
    for (const [index, { startsAt, runAfter }] of first.entries()) {
      expect(startsAt).toBeGreaterThanOrEqual(runAfter);
      expect(startsAt).toBeLessThan(first[index + 1]?.runAfter ?? Infinity);
    }
    expect(new Set(first.map(({ startsAt, runAfter }) => startsAt - runAfter)).size).toBeGreaterThan(150);
  });
  it("differs from DAG to DAG, and is nothing unless asked for", () => {
    const [slot] = previewSchedule(dag, null, START, 1).runs;
    if (slot === undefined) throw new Error("there is no slot");
    expect(delaySlot({ ...dag, dagId: "other" }, slot)).not.toBe(delaySlot(dag, slot));
    expect(delaySlot(createDag(daily), slot)).toBe(0);
  });
});

describe("every preview", () => {
  const zones = ["UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "America/Havana"];
  const expressions = ["0 * * * *", "30 2 * * *", "0 0 * * *", "*/7 1-3 * * *", "0 0 L * *", "*/5 * * * * */10"];
  const timetable = fc
    .tuple(fc.constantFrom(...zones), fc.constantFrom(...expressions), fc.integer({ min: 0, max: 3 }))
    .map(([timezone, expression, kind]): Timetable => {
      const base = { kind: "cron_trigger", crons: [expression], timezone } as const;
      if (kind === 0) return base;
      if (kind === 1) return { kind: "cron_interval", cron: expression, timezone };
      return {
        kind: "calendar",
        base,
        exclude: [],
        weekdays: [1, 2, 3, 4, 5],
        shift: kind === 2 ? "next" : "previous",
      };
    });
  it("goes on and strictly increases, in logical date and in time", () => {
    fc.assert(
      fc.property(timetable, fc.integer({ min: at("2005-01-01"), max: at("2027-01-01") }), (given, from) => {
        const { runs, end } = previewSchedule(createDag(given, { startDate: from, catchup: true }), null, from, 25);
        expect(end).toBeNull();
        expect(runs).toHaveLength(25);
        for (const [index, run] of runs.entries()) {
          const next = runs[index + 1];
          if (next === undefined) continue;
          expect(next.logicalDate).toBeGreaterThan(run.logicalDate);
          expect(next.runAfter).toBeGreaterThan(run.runAfter);
          expect(Date.parse(run.local)).toBe(run.runAfter);
        }
      }),
      { numRuns: 300 },
    );
  });
});
