import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateCost } from "../../src/core/platform-cost.ts";
import { planBackfill } from "../../src/core/backfill-plan.ts";
import type { PlanRequest } from "../../src/core/backfill-plan.ts";
import { listSlots, previousSlot } from "../../src/core/backfill-slots.ts";
import type { SlotRange } from "../../src/core/backfill-slots.ts";
import { checkBackfill, decideSlot } from "../../src/core/backfill.ts";
import type { BackfillSpec } from "../../src/core/backfill.ts";
import type { DagRunInfo, DataInterval, Timetable } from "../../src/core/timetable.ts";
import { evaluateBackfill } from "../oracle/evaluate-backfill.ts";
import recorded from "../oracle/fixtures/backfill.json" with { type: "json" };
import { createGraph, createTask } from "../support/graphs.ts";

const at = (text: string) => Date.parse(text);
const NOW = at("2026-03-10T12:00:00Z");
const DAY = 86_400_000;
const HOUR = 3_600_000;

const HOURLY: Timetable = { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "America/New_York" };
const TIMETABLES: readonly Timetable[] = [
  HOURLY,
  { kind: "cron_trigger", crons: ["30 2 * * *", "0 0 1 * *", "30 2 * * *"], timezone: "America/New_York" },
  { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "Europe/Paris", interval: { days: 1 } },
  { kind: "cron_interval", cron: "30 1 * * *", timezone: "America/New_York" },
  { kind: "cron_interval", cron: "0 * * * *", timezone: "Australia/Lord_Howe" },
  { kind: "cron_interval", cron: "0 0 31 * *", timezone: "UTC" },
  { kind: "delta_trigger", delta: { hours: 7 } },
  { kind: "delta_interval", delta: { days: 1, minutes: 5 } },
  { kind: "delta_interval", delta: { months: 1 } },
  { kind: "delta_trigger", delta: { months: 1, days: 2 } },
  {
    kind: "calendar",
    base: { kind: "cron_trigger", crons: ["30 6 * * *"], timezone: "America/New_York", interval: { days: 1 } },
    exclude: ["2024-12-25", "2025-01-01"],
    weekdays: [1, 2, 3, 4, 5],
    shift: "next",
  },
];

const describeSpec = (changes: Partial<BackfillSpec> = {}): BackfillSpec => ({
  from: at("2026-03-01T00:00:00Z"),
  to: at("2026-03-02T00:00:00Z"),
  reprocess: "none",
  reverse: false,
  maxActiveRuns: 10,
  conf: null,
  onLatestVersion: true,
  ...changes,
});

function listBackwards(timetable: Timetable, range: SlotRange): DagRunInfo[] {
  const slots: DagRunInfo[] = [];
  let last: DataInterval | null = null;
  for (let slot = previousSlot(timetable, range, last); slot !== null; slot = previousSlot(timetable, range, last)) {
    slots.push(slot);
    last = slot.interval;
  }
  return slots;
}

it("Airflow's recorded slots, refusals and decisions about runs there are, are ours", () => {
  const { passed, mismatches } = evaluateBackfill(recorded as never);
  expect(mismatches).toEqual([]);
  expect(passed).toBe(218);
});

describe("the slots of a range", () => {
  it("take in both ends", () => {
    const range = { from: at("2026-03-01T00:00:00Z"), to: at("2026-03-01T03:00:00Z"), endsBefore: NOW };
    const hours = [...listSlots(HOURLY, range)].map(({ logicalDate }) => (logicalDate - range.from) / HOUR);
    expect(hours).toEqual([0, 1, 2, 3]);
  });

  it("are over: an interval that ends now, or later, is not among them", () => {
    const timetable: Timetable = { kind: "cron_interval", cron: "0 * * * *", timezone: "UTC" };
    const range = { from: NOW - 3 * HOUR, to: NOW + DAY, endsBefore: NOW };
    expect([...listSlots(timetable, range)].map(({ logicalDate }) => logicalDate)).toEqual([
      NOW - 3 * HOUR,
      NOW - 2 * HOUR,
    ]);
  });

  it("are 87,673 in ten years of hours, and come out the same whatever the clocks did", () => {
    const range = { from: at("2015-01-01T05:00:00Z"), to: at("2025-01-01T05:00:00Z"), endsBefore: NOW };
    let count = 0;
    let previous = range.from - HOUR;
    for (const { logicalDate } of listSlots(HOURLY, range)) {
      if (logicalDate - previous !== HOUR) throw new Error(`a gap before ${new Date(logicalDate).toISOString()}`);
      previous = logicalDate;
      count += 1;
    }
    expect(count).toBe(87_673);
  });

  it("are the same backwards, whatever the timetable, the range and the clock changes in it", () => {
    const start = at("2024-01-01T00:00:00Z");
    const instant = fc.integer({ min: 0, max: 800 * 24 }).map((hours) => start + hours * HOUR + 17 * 60_000);
    fc.assert(
      fc.property(fc.constantFrom(...TIMETABLES), instant, fc.integer({ min: 0, max: 20 }), (timetable, from, days) => {
        const range = { from, to: from + days * DAY, endsBefore: NOW };
        expect(listBackwards(timetable, range)).toEqual([...listSlots(timetable, range)].toReversed());
      }),
      { numRuns: 400 },
    );
  });

  it("are all different when the clocks go back", () => {
    const range = { from: at("2024-10-31T00:00:00Z"), to: at("2024-11-06T00:00:00Z"), endsBefore: NOW };
    for (const timetable of TIMETABLES) {
      const slots = [...listSlots(timetable, range)];
      expect(new Set(slots.map(({ logicalDate }) => logicalDate)).size).toBe(slots.length);
    }
  });
});

describe("what a backfill refuses", () => {
  const past = [createTask("a"), { ...createTask("b"), dependsOnPast: true }];
  const cases: [
    name: string,
    code: string | null,
    changes: Partial<BackfillSpec>,
    graph?: Parameters<typeof graphOf>[0],
  ][] = [
    ["nothing of a good one", null, {}],
    ["a range that ends before it begins", "backfill_range_inverted", { to: at("2026-02-01T00:00:00Z") }],
    ["a range in the future", "backfill_in_future", { from: NOW, to: NOW + DAY }],
    ["not one that only ends there", null, { to: NOW + DAY }],
    ["a range without a slot", "backfill_empty", { from: at("2026-03-01T00:01:00Z"), to: at("2026-03-01T00:02:00Z") }],
    ["no run at a time", "backfill_max_active_runs", { maxActiveRuns: 0 }],
    ["a schedule without slots", "backfill_not_periodic", {}, { timetable: { kind: "none" } }],
    ["one that runs once", "backfill_not_periodic", {}, { timetable: { kind: "once" } }],
    ["one that runs on and on", "backfill_not_periodic", {}, { timetable: { kind: "continuous" } }],
    ["the past backwards", "backfill_reverse_past", { reverse: true, reprocess: "failed" }, { tasks: past }],
    ["gaps in the past", "backfill_reprocess_past", {}, { tasks: past }],
    ["not the past in order", null, { reprocess: "completed" }, { tasks: past }],
  ];
  function graphOf({ tasks = [createTask("a")], timetable = HOURLY }: { tasks?: typeof past; timetable?: Timetable }) {
    return createGraph(tasks, { timetable });
  }
  it.each(cases)("%s", (_name, code, changes, graph = {}) => {
    expect(checkBackfill(graphOf(graph), describeSpec(changes), NOW)?.code ?? null).toBe(code);
  });
});

it.each([
  [null, "none", { type: "make" }],
  [null, "completed", { type: "make" }],
  ["success", "none", { type: "leave", reason: "already_exists" }],
  ["failed", "none", { type: "leave", reason: "already_exists" }],
  ["success", "failed", { type: "leave", reason: "not_failed" }],
  ["failed", "failed", { type: "rerun" }],
  ["success", "completed", { type: "rerun" }],
  ["failed", "completed", { type: "rerun" }],
  ["queued", "completed", { type: "leave", reason: "in_flight" }],
  ["running", "none", { type: "leave", reason: "in_flight" }],
] as const)("a slot whose run is %s, with reprocess %s: %o", (state, reprocess, action) => {
  expect(decideSlot(state, reprocess)).toEqual(action);
});

describe("a rehearsal", () => {
  const from = at("2026-03-01T00:00:00Z");
  const hour = (index: number) => from + index * HOUR;
  const existing = [
    { logicalDate: from - 1, state: "success" },
    { logicalDate: hour(1), state: "success" },
    { logicalDate: hour(1) + 1, state: "running" },
    { logicalDate: hour(2), state: "failed" },
    { logicalDate: hour(4), state: "running" },
  ] as const;
  const rehearse = (changes: Partial<PlanRequest["spec"]>, page: Partial<PlanRequest["page"]> = {}) =>
    planBackfill(HOURLY, {
      spec: { from, to: hour(5), reprocess: "none", reverse: false, ...changes },
      now: NOW,
      existing,
      page: { offset: 0, limit: 100, onlyRun: false, ...page },
    });
  const hours = (plan: ReturnType<typeof rehearse>) => plan.slots.map((slot) => (slot.logicalDate - from) / HOUR);

  it("counts slots, holes, what is there and what would be done", () => {
    expect(rehearse({})).toMatchObject({
      count: 6,
      isExact: true,
      holes: 3,
      existing: { queued: 0, running: 1, success: 1, failed: 1 },
      make: 3,
      rerun: 0,
      leave: 3,
      first: { logicalDate: from },
      last: { logicalDate: hour(5) },
    });
    expect(rehearse({ reprocess: "failed" })).toMatchObject({ make: 3, rerun: 1, leave: 2 });
    expect(rehearse({ reprocess: "completed" })).toMatchObject({ make: 3, rerun: 2, leave: 1 });
  });

  const pages: [string, Partial<PlanRequest["spec"]>, Partial<PlanRequest["page"]>, number[]][] = [
    ["all", {}, {}, [0, 1, 2, 3, 4, 5]],
    ["a page", {}, { offset: 2, limit: 2 }, [2, 3]],
    ["the last page", {}, { offset: 4, limit: 4 }, [4, 5]],
    ["past the end", {}, { offset: 9, limit: 4 }, []],
    ["what would run", {}, { onlyRun: true }, [0, 3, 5]],
    ["backwards", { reverse: true }, {}, [5, 4, 3, 2, 1, 0]],
    ["a page backwards", { reverse: true }, { offset: 1, limit: 2 }, [4, 3]],
    ["the last page backwards", { reverse: true }, { offset: 4, limit: 4 }, [1, 0]],
    ["past the end backwards", { reverse: true }, { offset: 9, limit: 4 }, []],
    ["what would run backwards", { reverse: true, reprocess: "failed" }, { onlyRun: true, limit: 3 }, [5, 3, 2]],
  ];
  it.each(pages)("shows %s", (_name, spec, page, expected) => {
    expect(hours(rehearse(spec, page))).toEqual(expected);
  });

  it("says what it would cost, in operations and money", () => {
    const cost = estimateCost(87_673, 1);
    expect(cost.objectRequests).toBeGreaterThan(87_673);
    expect(cost.usd).toBeGreaterThan(0.5);
    expect(cost.usd).toBeLessThan(10);
    expect(estimateCost(0, 5)).toEqual({ objectRequests: 0, objectRows: 0, queueMessages: 0, d1Rows: 0, usd: 0 });
  });
});
