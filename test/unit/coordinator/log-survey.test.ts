import { describe, expect, it } from "vitest";
import { survey } from "../../../src/coordinator/log-survey.ts";
import type { LogLine } from "../../../src/core/protocol.ts";

const LINES = Array.from({ length: 100 }, (_, at): LogLine => {
  const level = at === 40 || at === 70 ? "error" : "info";
  return { at, level, source: "task", message: `line ${at}` };
});
const CALM = LINES.filter(({ level }) => level === "info");

describe("a part of a log", () => {
  it("is told with how much there is and where its errors stand", () => {
    const { lines, ...rest } = survey(LINES, { from: 10, error: null, limit: 2 });
    expect(rest).toEqual({ total: 100, firstError: 40, lastError: 70, from: 10 });
    expect(lines.map(({ at }) => at)).toEqual([10, 11]);
  });

  it.each([
    ["the end", { from: -3, error: null, limit: 10 }, 97, 3],
    ["more than there is", { from: -300, error: null, limit: 10 }, 0, 10],
    ["behind the end", { from: 300, error: null, limit: 10 }, 100, 0],
    ["about the first error", { from: 5, error: "first", limit: 10 }, 35, 10],
    ["about the last error", { from: 5, error: "last", limit: 100 }, 65, 35],
  ] as const)("may be %s", (_, look, from, count) => {
    const found = survey(LINES, look);
    expect([found.from, found.lines.length]).toEqual([from, count]);
  });

  it("is its end where an error is looked for and there is none", () => {
    expect(survey(CALM, { from: 5, error: "last", limit: 8 })).toMatchObject({ from: 90, lastError: null });
    expect(survey([], { from: 5, error: "last", limit: 8 })).toEqual({
      total: 0,
      firstError: null,
      lastError: null,
      from: 0,
      lines: [],
    });
  });
});
