import { describe, expect, it } from "vitest";
import { formatClock, formatRelative } from "../../../../src/ui/logs/log-time.ts";

describe("the time before a line", () => {
  it("is in UTC, relative, or not there", () => {
    const at = Date.UTC(2026, 10, 22, 14, 24, 30, 7);
    expect(formatClock(at, "utc", 0)).toBe("14:24:30.007");
    expect(formatClock(at, "relative", at - 61_005)).toBe("+1:01.005");
    expect(formatClock(at, "off", 0)).toBe("");
    expect(formatClock(null, "utc", 0)).toBe("");
    expect(formatClock(at, "local", 0)).toMatch(/^\d\d:\d\d:30\.007$/);
  });

  it.each([
    [0, "+0.000"],
    [-1500, "-1.500"],
    [3_723_004, "+1:02:03.004"],
  ])("writes a distance of %i", (distance, words) => {
    expect(formatRelative(distance)).toBe(words);
  });
});
