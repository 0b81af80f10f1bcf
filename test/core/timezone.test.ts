import { describe, expect, it } from "vitest";
import { findTransitions, isTimezone, offsetAt, toInstant, toWall } from "../../src/core/timezone.ts";

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(`${text}Z`);

describe("toInstant", () => {
  it.each([
    ["America/New_York", "2025-06-01T12:00", "2025-06-01T16:00", "summer"],
    ["America/New_York", "2025-03-09T02:30", "2025-03-09T07:30", "a skipped time moves forward by the gap"],
    ["America/New_York", "2025-11-02T01:30", "2025-11-02T06:30", "a repeated time is its second occurrence"],
    ["Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:45", "a gap of half an hour"],
    ["Australia/Lord_Howe", "2025-04-06T01:45", "2025-04-05T15:15", "a fold of half an hour"],
    ["Antarctica/Troll", "2025-03-30T01:30", "2025-03-30T01:30", "a gap of two hours"],
    ["Africa/Cairo", "2025-04-25T00:00", "2025-04-24T22:00", "a gap at midnight"],
    ["Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00", "a whole day skipped"],
    ["Asia/Kathmandu", "2025-01-01T00:00", "2024-12-31T18:15", "no change of the clock at all"],
    ["+05:30", "2025-01-01T00:00", "2024-12-31T18:30", "a fixed offset"],
    ["UTC", "2025-01-01T00:00", "2025-01-01T00:00", "UTC"],
  ])("%s %s is %sZ: %s", (timezone, wall, instant) => {
    expect(toInstant(timezone, at(wall))).toBe(at(instant));
  });
});

describe("offsetAt", () => {
  /** What the runtime itself says, asked directly and without a memo. */
  function askRuntime(timeZone: string, instant: number): number {
    const text = new Date(instant).toLocaleString("sv-SE", { timeZone });
    return Date.parse(`${text.replace(" ", "T")}Z`) - instant;
  }

  it("equals the runtime's own answer in every zone, around every change it knows and between", () => {
    const from = at("2023-01-01T00:00");
    const to = at("2026-06-01T00:00");
    for (const timezone of Intl.supportedValuesOf("timeZone")) {
      const changes = findTransitions(timezone, from, to).flatMap(({ at: change }) => [change - 1000, change]);
      for (const instant of [from, to, ...changes]) {
        expect([timezone, instant, offsetAt(timezone, instant)]).toEqual([
          timezone,
          instant,
          askRuntime(timezone, instant),
        ]);
      }
    }
  });

  it("finds short returns to the old offset and odd steps", () => {
    const between = (timezone: string, from: string, to: string) =>
      findTransitions(timezone, at(from), at(to)).map(({ before, after }) => (after - before) / HOUR);
    expect(between("America/Noronha", "2000-10-01T00:00", "2000-11-01T00:00")).toEqual([1, -1]);
    expect(between("America/Caracas", "2007-12-01T00:00", "2008-01-01T00:00")).toEqual([-0.5]);
    expect(between("Pacific/Apia", "2011-12-01T00:00", "2012-01-01T00:00")).toEqual([24]);
  });

  it.each(["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo"])(
    "is undone by toInstant wherever the wall clock of %s runs on",
    (timezone) => {
      const instants = Array.from({ length: 2000 }, (_, index) => at("2024-12-31T00:07") + index * 5 * HOUR);
      const steady = instants.filter((it) => findTransitions(timezone, it - 3 * HOUR, it + 3 * HOUR).length === 0);
      expect(steady.length).toBeGreaterThan(1900);
      expect(steady.map((instant) => toInstant(timezone, toWall(timezone, instant)))).toEqual(steady);
    },
  );
});

describe("isTimezone", () => {
  it.each([
    ["Europe/Paris", true],
    ["UTC", true],
    ["Europe/Pariss", false],
    ["", false],
    ["__proto__", false],
  ])("%j: %s", (name, known) => {
    expect(isTimezone(name)).toBe(known);
  });
});
