import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextDagRunInfo } from "../../src/core/timetable.ts";
import type { DagRunInfo, DataInterval, Timetable } from "../../src/core/timetable.ts";
import type { CalendarTimetable } from "../../src/core/timetable-types.ts";
import { toInstant, toWall } from "../../src/core/timezone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);

function listRuns(timetable: Timetable, from: number, count: number): DagRunInfo[] {
  const runs: DagRunInfo[] = [];
  let last: DataInterval | null = null;
  while (runs.length < count) {
    const info = nextDagRunInfo(timetable, last, { earliest: from, latest: null, catchup: true }, from);
    if (info === null) break;
    runs.push(info);
    last = info.interval;
  }
  return runs;
}

function createCalendar(cron: string, timezone: string, options: Partial<CalendarTimetable> = {}): CalendarTimetable {
  const base = { kind: "cron_trigger", crons: [cron], timezone } as const;
  return { kind: "calendar", base, exclude: [], weekdays: [1, 2, 3, 4, 5], shift: "skip", ...options };
}

function showLocal(timezone: string, { runAfter }: DagRunInfo): string {
  return new Date(toWall(timezone, runAfter)).toISOString().slice(0, 16);
}

describe("a calendar", () => {
  // Christmas 2026 is a Friday; the Saturday after it is Boxing Day, the Monday an English bank holiday.
  const exclude = ["2026-12-25", "2026-12-28"];
  it.each([
    ["skip", ["2026-12-24T09:00", "2026-12-29T09:00", "2026-12-30T09:00"]],
    ["next", ["2026-12-24T09:00", "2026-12-29T09:00", "2026-12-30T09:00"]],
    ["previous", ["2026-12-24T09:00", "2026-12-29T09:00", "2026-12-30T09:00"]],
  ] as const)("runs a daily schedule once a working day, whatever becomes of the others (%s)", (shift, expected) => {
    const runs = listRuns(createCalendar("0 9 * * *", "Europe/London", { exclude, shift }), at("2026-12-24T00:00Z"), 3);
    expect(runs.map((run) => showLocal("Europe/London", run))).toEqual(expected);
  });

  it.each([
    ["skip", ["2026-01-01T06:00", "2026-04-01T06:00", "2026-05-01T06:00"]],
    ["next", ["2026-01-01T06:00", "2026-02-02T06:00", "2026-03-02T06:00"]],
    ["previous", ["2026-01-01T06:00", "2026-01-30T06:00", "2026-02-27T06:00"]],
  ] as const)("moves a month's first day off the weekend (%s)", (shift, expected) => {
    const runs = listRuns(createCalendar("0 6 1 * *", "America/New_York", { shift }), at("2026-01-01T00:00Z"), 3);
    expect(runs.map((run) => showLocal("America/New_York", run))).toEqual(expected);
  });

  it("joins the data intervals of working days", () => {
    const base = { kind: "cron_interval", cron: "0 0 * * *", timezone: "UTC" } as const;
    const runs = listRuns(createCalendar("", "UTC", { base }), at("2026-01-01T00:00Z"), 4);
    expect(runs.map(({ interval }) => (interval.end - interval.start) / DAY)).toEqual([1, 3, 1, 1]);
  });

  it("ends where no working day is left to the base", () => {
    const runs = listRuns(createCalendar("0 6 * * 0", "UTC"), at("2026-01-01T00:00Z"), 3);
    expect(runs).toEqual([]);
  });
});

/** All slots of a calendar from a minute on, found by walking through every hour of every day. */
function walk({ weekdays, exclude, shift, base }: CalendarTimetable, hours: readonly number[], from: number): number[] {
  const isWorking = (day: number): boolean =>
    (weekdays ?? [0, 1, 2, 3, 4, 5, 6]).includes(new Date(day).getUTCDay()) &&
    !exclude.includes(new Date(day).toISOString().slice(0, 10));
  const slots = new Set<number>();
  const midnight = Math.floor(toWall(base.timezone, from) / DAY) * DAY;
  for (let day = midnight - 40 * DAY; day < midnight + 130 * DAY; day += DAY) {
    let target = day;
    const step = { skip: 0, next: DAY, previous: -DAY }[shift];
    while (step !== 0 && !isWorking(target)) target += step;
    if (isWorking(target)) for (const hour of hours) slots.add(toInstant(base.timezone, target + hour * HOUR));
  }
  return [...slots].filter((slot) => slot >= from).toSorted((a, b) => a - b);
}

describe("the slots of a calendar", () => {
  const zone = fc.constantFrom("America/New_York", "Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe", "UTC");
  const calendar = fc.record({
    zone,
    shift: fc.constantFrom("skip" as const, "next" as const, "previous" as const),
    weekdays: fc.oneof(fc.constant(null), fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 })),
    hours: fc.subarray([0, 1, 2, 3, 9, 17, 23], { minLength: 1 }),
    off: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
    start: fc.integer({ min: 0, max: 365 * 24 }),
  });

  it("are those found by walking through every day", () => {
    fc.assert(
      fc.property(calendar, ({ zone: timezone, shift, weekdays, hours, off, start }) => {
        const from = Date.UTC(2025, 0, 1) + start * HOUR;
        const exclude = [
          ...new Set(off.map((day) => new Date(from + day * DAY).toISOString().slice(0, 10))),
        ].toSorted();
        const timetable = createCalendar(`0 ${hours.join(",")} * * *`, timezone, { exclude, weekdays, shift });
        const runs = listRuns(timetable, from, 12).map(({ runAfter }) => runAfter);
        expect(runs).toEqual(walk(timetable, hours, from).slice(0, 12));
      }),
      { numRuns: 400 },
    );
  });

  it("are found backwards as forwards: without catchup the latest one is run", () => {
    fc.assert(
      fc.property(
        calendar,
        fc.integer({ min: 0, max: 400 }),
        ({ zone: timezone, shift, weekdays, hours, start }, late) => {
          const from = Date.UTC(2025, 0, 1) + start * HOUR;
          const timetable = createCalendar(`0 ${hours.join(",")} * * *`, timezone, { weekdays, shift });
          const now = from + late * HOUR + 1;
          const restriction = { earliest: from, latest: null, catchup: false };
          const info = nextDagRunInfo(timetable, null, restriction, now);
          const slots = walk(timetable, hours, from);
          const expected = slots.findLast((slot) => slot <= now) ?? slots[0];
          expect(info?.runAfter).toBe(expected);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("a list of dates", () => {
  const dates = [at("2026-06-11T18:00Z"), at("2026-06-12T01:00Z"), at("2026-07-19T19:00Z")];
  const timetable: Timetable = { kind: "events", dates, timezone: "UTC" };
  const next = (last: number | null, now: string, options: { catchup?: boolean; earliest?: string } = {}) =>
    nextDagRunInfo(
      timetable,
      last === null ? null : { start: last, end: last },
      {
        earliest: options.earliest === undefined ? null : at(options.earliest),
        latest: null,
        catchup: options.catchup ?? false,
      },
      at(now),
    )?.runAfter ?? null;

  it("is run date by date, and ends", () => {
    expect(listRuns(timetable, 0, 9).map(({ logicalDate }) => logicalDate)).toEqual(dates);
  });
  it("has missed nothing without a start date", () => {
    expect(next(null, "2026-06-20")).toBe(dates[2]);
    expect(next(null, "2026-08-01")).toBeNull();
  });
  it("makes up for the latest date since the start date, or for all", () => {
    expect(next(null, "2026-06-20", { earliest: "2026-01-01" })).toBe(dates[1]);
    expect(next(null, "2026-06-20", { earliest: "2026-01-01", catchup: true })).toBe(dates[0]);
    expect(next(null, "2026-06-20", { catchup: true })).toBe(dates[0]);
  });
});
