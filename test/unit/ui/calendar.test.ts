import { describe, expect, it } from "vitest";
import type { Run } from "../../../src/ui/api/runs.ts";
import { formatMonth, listDays, moveMonth, readMonth } from "../../../src/ui/pages/dag/calendar/days.ts";

describe("a month", () => {
  it("is read from an address, and nothing else is", () => {
    expect(readMonth("2026-02")).toEqual({ from: Date.UTC(2026, 1), to: Date.UTC(2026, 2) });
    expect(readMonth("2026-13")).toBe(null);
    expect(readMonth("<b>")).toBe(null);
    expect(moveMonth("2026-01", -1)).toBe("2025-12");
    expect(formatMonth(Date.UTC(2026, 10, 22))).toBe("2026-11");
  });

  it("stands in whole weeks from Monday on, with what ran and what is planned", () => {
    const month = readMonth("2026-11") ?? { from: 0, to: 0 };
    const run = (run_after: string, state: Run["state"]) => ({ run_after, state }) as Run;
    const runs = [run("2026-11-22T07:00:00Z", "success"), run("2026-11-22T06:00:00Z", "failed")];
    const days = listDays(month, runs, [Date.UTC(2026, 10, 23, 6)]);
    expect([days[0]?.date, days.at(-1)?.date, days.length % 7]).toEqual(["2026-10-26", "2026-12-06", 0]);
    const day = days.find(({ date }) => date === "2026-11-22");
    expect(day?.runs.map(({ state }) => state)).toEqual(["failed", "success"]);
    expect(day?.counts).toEqual([
      ["failed", 1],
      ["success", 1],
    ]);
    expect(days.find(({ date }) => date === "2026-11-23")?.planned).toHaveLength(1);
    expect(days.filter(({ isInMonth }) => isInMonth)).toHaveLength(30);
  });
});
