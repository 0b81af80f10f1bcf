import { describe, expect, it } from "vitest";
import { findNextMatch, findPreviousMatch } from "../../src/core/cron-search.ts";
import { parseCron, type Cron } from "../../src/core/cron.ts";
import recorded from "../fixtures/airflow/cron.json" with { type: "json" };

const at = (text: string) => Date.parse(text);

function parse(expression: string): Cron {
  const parsed = parseCron(expression);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}

function walk(find: typeof findNextMatch, cron: Cron, from: number, length: number): (string | null)[] {
  const matches: (string | null)[] = [];
  let wall: number | null = from;
  while (wall !== null && matches.length < length) {
    wall = find(cron, wall);
    matches.push(wall === null ? null : `${new Date(wall).toISOString().slice(0, 19)}Z`);
  }
  return matches;
}

describe("croniter, as recorded", () => {
  it.each(recorded.cases.filter(({ valid }) => !valid).map(({ cron }) => cron))("refuses %j", (cron) => {
    expect(parseCron(cron).ok).toBe(false);
  });

  it.each(recorded.cases.filter(({ next }) => next !== undefined))("agrees on $cron", (entry) => {
    const from = at(entry.from ?? "");
    expect(walk(findNextMatch, parse(entry.cron), from, 4)).toEqual(entry.next);
    expect(walk(findPreviousMatch, parse(entry.cron), from, 4)).toEqual(entry.previous);
  });
});

describe("the dialect", () => {
  it.each([
    ["30 6 * * *", "2025-01-01T06:30:00Z", "five fields"],
    ["0 0 * * * 30", "2025-01-01T00:00:30Z", "the sixth field is seconds"],
    ["0 0 1 1 * 0 2030", "2030-01-01T00:00:00Z", "the seventh field is the year"],
    ["0 0 * * 7", "2025-01-05T00:00:00Z", "7 is Sunday"],
    ["0 0 * JUN mon", "2025-06-02T00:00:00Z", "names, in any case"],
    ["0 0 L * *", "2025-01-31T00:00:00Z", "the last day of the month"],
    ["0 0 * * 5#2", "2025-01-10T00:00:00Z", "the second Friday"],
    ["0 0 * * L5", "2025-01-31T00:00:00Z", "the last Friday"],
    ["0 0 4W * *", "2025-01-03T00:00:00Z", "the weekday nearest to Saturday the 4th"],
    ["0 22-2 * * *", "2025-01-01T01:00:00Z", "a range that wraps"],
    ["0 0 ? * ?", "2025-01-02T00:00:00Z", "a question mark"],
    ["0 0 13 * 5", "2025-01-03T00:00:00Z", "both day fields: either, here a Friday"],
    ["0 0 1 */3 *", "2025-04-01T00:00:00Z", "steps"],
    ["@hourly", "2025-01-01T01:00:00Z", "a preset"],
    ["@daily", "2025-01-02T00:00:00Z", "a preset"],
    ["@weekly", "2025-01-05T00:00:00Z", "a preset"],
    ["@monthly", "2025-02-01T00:00:00Z", "a preset"],
    ["@quarterly", "2025-04-01T00:00:00Z", "a preset"],
    ["@yearly", "2026-01-01T00:00:00Z", "a preset"],
  ])("%s after midnight of 2025-01-01 is %s: %s", (expression, next) => {
    expect(walk(findNextMatch, parse(expression), at("2025-01-01T00:00:00Z"), 1)).toEqual([next]);
  });

  it("tells what is wrong", () => {
    expect(parseCron("* * * *")).toEqual({
      ok: false,
      error: { code: "cron_field_count", params: { expression: "* * * *", count: 4 } },
    });
    expect(parseCron("@reboot")).toMatchObject({ ok: false, error: { code: "cron_field_count" } });
    expect(parseCron("0 0 32 * *")).toEqual({
      ok: false,
      error: {
        code: "cron_field_range",
        params: { expression: "0 0 32 * *", field: "dayOfMonth", text: "32", min: 1, max: 31 },
      },
    });
    expect(parseCron("0 0 * * 5L")).toEqual({
      ok: false,
      error: { code: "cron_field_syntax", params: { expression: "0 0 * * 5L", field: "dayOfWeek", text: "5l" } },
    });
  });

  it("refuses what would take long to read", () => {
    expect(parseCron(`${"1,".repeat(100_000)}1 * * * *`)).toMatchObject({
      ok: false,
      error: { code: "cron_field_count" },
    });
  });
});

describe("the search", () => {
  const expressions = recorded.cases.filter(({ next }) => next !== undefined).map(({ cron }) => cron);

  it("gives increasing matches, each the previous one of the next", () => {
    for (const expression of expressions) {
      const cron = parse(expression);
      let wall = at("2023-07-19T13:37:42Z");
      for (let count = 0; count < 30; count += 1) {
        const next = findNextMatch(cron, wall);
        if (next === null) break;
        expect(next).toBeGreaterThan(wall);
        expect([expression, findPreviousMatch(cron, next + 1)]).toEqual([expression, next]);
        wall = next;
      }
    }
  });

  it("ends when there is no match", () => {
    expect(findNextMatch(parse("0 0 30 2 *"), at("2025-01-01T00:00:00Z"))).toBeNull();
    expect(findPreviousMatch(parse("0 0 30 2 *"), at("2025-01-01T00:00:00Z"))).toBeNull();
    expect(findNextMatch(parse("0 0 1 1 * 0 2030"), at("2030-01-01T00:00:00Z"))).toBeNull();
    expect(findPreviousMatch(parse("0 0 1 1 * 0 2030"), at("2030-01-01T00:00:00Z"))).toBeNull();
  });
});
