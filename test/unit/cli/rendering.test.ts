import { describe, expect, it } from "vitest";
import type { Io } from "../../../src/cli/io.ts";
import { formatMoment, formatSeconds, parseMoment, parseSpan } from "../../../src/cli/moments.ts";
import { Printer } from "../../../src/cli/printer.ts";
import { measure, renderFields, renderTable } from "../../../src/cli/table.ts";

const columns = [
  { title: "name", text: (row: string[]) => row[0] },
  { title: "n", text: (row: string[]) => row[1], isRight: true },
];

describe("a table", () => {
  it("is as wide as it needs when nobody looks", () => {
    const rows = [
      ["a", "1"],
      ["a name that is long", "22"],
    ];
    expect(renderTable(rows, columns, 0)).toEqual([
      "NAME                  N",
      "a                     1",
      "a name that is long  22",
    ]);
  });

  it.each([11, 14, 20, 40])("fits %i characters, colours aside", (width) => {
    const rows = [[`\u001b[31m${"x".repeat(60)}\u001b[0m`, "123"]];
    const lines = renderTable(rows, columns, width);
    expect(lines.filter((line) => measure(line) > width)).toEqual([]);
    expect(lines[1]).toContain("…\u001b[0m");
  });

  it("shows nothing as a dash, and line breaks as blanks", () => {
    expect(renderTable([["a\nb"]], columns, 0)[1]).toBe("a b   -");
  });

  it("leaves out fields without a value", () => {
    expect(renderFields({ one: 1, none: null, empty: "", longer: "x" })).toEqual(["one     1", "longer  x"]);
  });
});

describe("colours", () => {
  const paint = (io: Partial<Io>, isJson = false) => {
    const whole = { env: {}, isTerminal: true, columns: 80, ...io } as Io;
    return new Printer(whole, isJson).state("failed") !== "failed";
  };

  it.each([
    ["on a terminal", { isTerminal: true }, true],
    ["not into a file", { isTerminal: false }, false],
    ["not with NO_COLOR", { env: { NO_COLOR: "1" } }, false],
    ["with an empty NO_COLOR", { env: { NO_COLOR: "" } }, true],
    ["into a file with FORCE_COLOR", { isTerminal: false, env: { FORCE_COLOR: "1" } }, true],
  ])("%s", (_, io, expected) => {
    expect(paint(io)).toBe(expected);
  });

  it("never in JSON", () => {
    expect(paint({}, true)).toBe(false);
  });
});

describe("times", () => {
  it.each([
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T06:00", "2026-01-31T06:00:00.000Z"],
    ["2026-01-31 06:00:30", "2026-01-31T06:00:30.000Z"],
    ["2026-01-31T06:00:00+02:00", "2026-01-31T04:00:00.000Z"],
  ])("%s is %s: without an offset it is UTC wherever it is typed", (text, expected) => {
    expect(parseMoment(text)).toBe(expected);
  });

  it.each(["yesterday", "2026-13-01", "12", ""])("%j is none", (text) => {
    expect(() => parseMoment(text)).toThrow("is no date");
  });

  it("spans have a unit", () => {
    expect([parseSpan("90s"), parseSpan("12h"), parseSpan("30d")]).toEqual([90_000, 43_200_000, 2_592_000_000]);
    expect(() => parseSpan("90")).toThrow("is no span");
  });

  it("are short", () => {
    expect(formatMoment("2026-01-31T06:00:00.123000Z")).toBe("2026-01-31 06:00:00Z");
    expect([0.041, 3.14159, 75, 3_725].map(formatSeconds)).toEqual(["41ms", "3.1s", "1m 15s", "1h 2m"]);
  });
});
