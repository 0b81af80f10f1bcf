import { describe, expect, it } from "vitest";
import { calendar, cron, custom, dag, events } from "../../src/sdk/index.ts";
import { explainEnd, listSlots } from "../../src/sdk/testing.ts";

const localTimes = (...given: Parameters<typeof listSlots>) => listSlots(...given).map(({ local }) => local);

describe("listSlots", () => {
  it("gives plain values, with what a change of the clock does", () => {
    expect(listSlots(cron("30 2 * * *", "Europe/Paris"), "2026-03-28T12:00Z", 2)).toEqual([
      {
        logicalDate: "2026-03-29T01:30:00.000Z",
        dataInterval: { start: "2026-03-29T01:30:00.000Z", end: "2026-03-29T01:30:00.000Z" },
        runAfter: "2026-03-29T01:30:00.000Z",
        local: "2026-03-29T03:30:00+02:00",
        note: "The clock skips 02:30 on that day, so it runs 1 h later, at 03:30.",
      },
      expect.objectContaining({ local: "2026-03-30T02:30:00+02:00", note: null }),
    ]);
  });

  it("takes a DAG with its start and end", () => {
    const d = dag("d", { schedule: "@daily", startDate: "2026-01-10", endDate: "2026-01-11", catchup: "none" });
    expect(localTimes(d, "2026-01-01", 9)).toEqual(["2026-01-10T00:00:00+00:00", "2026-01-11T00:00:00+00:00"]);
    expect(explainEnd(d, "2026-01-01", 9)).toBe("It ends: its end date is 2026-01-11T00:00:00.000Z.");
  });

  it("takes calendars and lists", () => {
    const workdays = calendar("0 9 * * *", { weekdays: ["mon", "tue"], exclude: ["2026-06-01"] });
    expect(localTimes(workdays, "2026-05-30", 2)).toEqual(["2026-06-02T09:00:00+00:00", "2026-06-08T09:00:00+00:00"]);
    const finals = events(["2026-07-19T15:00"], { timezone: "America/New_York" });
    expect(localTimes(finals, "2026-01-01", 2)).toEqual(["2026-07-19T15:00:00-04:00"]);
    expect(explainEnd(finals, "2026-01-01", 2)).toContain("the last date it lists");
  });

  it("takes a schedule of one's own, and says how far it was computed", () => {
    const doubling = custom({
      from: "2026-01-01",
      until: "2026-02-01",
      next: (previous, { from }) =>
        new Date((previous ?? from).getTime() + (previous === null ? 1 : 2 * previous.getUTCDate()) * 86_400_000),
    });
    expect(localTimes(doubling, "2026-01-01", 9)).toEqual([
      "2026-01-02T00:00:00+00:00",
      "2026-01-06T00:00:00+00:00",
      "2026-01-18T00:00:00+00:00",
    ]);
    expect(explainEnd(doubling, "2026-01-01", 9)).toContain("computed up to 2026-02-01");
  });

  it("throws what the compiler says", () => {
    expect(() => listSlots("61 * * * *", "2026-01-01", 1)).toThrow('has minute "61"');
    expect(() => listSlots("@daily", "soon", 1)).toThrow('"soon" is no date');
  });
});
