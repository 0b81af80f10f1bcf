import { describe, expect, it } from "vitest";
import { findSource, type FrameTable } from "../../src/core/frame-table.ts";
import { decodeMappings, FIRST_MAPPING } from "../../src/core/source-map.ts";

describe("a line of a source map", () => {
  it("is decoded with its names, and tells where the next one goes on", () => {
    const [first, next] = decodeMappings("AAAAA,IAAM,gCCDQ", FIRST_MAPPING);
    expect(first).toEqual([
      { column: 0, source: 0, line: 0, sourceColumn: 0, name: 0 },
      { column: 4, source: 0, line: 0, sourceColumn: 6, name: null },
      { column: 36, source: 1, line: -1, sourceColumn: 14, name: null },
    ]);
    expect(next).toEqual([1, -1, 14, 0]);
    expect(decodeMappings("AAEPC", next)[0]).toEqual([{ column: 0, source: 1, line: 1, sourceColumn: 7, name: 1 }]);
  });

  it("may be empty, and has mappings without a source", () => {
    expect(decodeMappings("", [1, 2, 3, 4])).toEqual([[], [1, 2, 3, 4]]);
    expect(decodeMappings("A,EAAA", FIRST_MAPPING)[0]).toHaveLength(1);
  });
});

describe("a table of frames", () => {
  const table: FrameTable = {
    above: 5,
    below: 90,
    sources: { 7: "dags/orders.ts" },
    names: {},
    parts: [
      { line: 10, start: [7, 40, 0, 0], mappings: "AACA,IAAI;;EACA" },
      { line: 50, start: [7, 0, 0, 0], mappings: "AAAA,ACAA" },
    ],
  };

  it.each([
    ["the start of a line", 10, 1, "dags/orders.ts:42:1"],
    ["the middle of one", 10, 9, "dags/orders.ts:42:5"],
    ["a line without mappings", 11, 1, null],
    ["a column before the first mapping", 12, 1, "dags/orders.ts:43:5"],
    ["a line between two parts", 13, 1, null],
    ["a line above all", 9, 1, null],
    ["code that is not the author's", 50, 3, null],
  ])("finds %s", (_, line, column, place) => {
    expect(findSource(table, line, column)).toBe(place);
  });
});
