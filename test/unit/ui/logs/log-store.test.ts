import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogStore } from "../../../../src/ui/logs/log-store.ts";
import { RowIndex } from "../../../../src/ui/logs/row-index.ts";
import { writeLines } from "../../../../src/ui/logs/log-text.ts";

const ALL = [true, true, true, true];
const encoder = new TextEncoder();

function line(event: string, level = "info", fields: object = {}): string {
  return `${JSON.stringify({ ...fields, timestamp: "2026-11-22T14:24:30.123Z", event, level, logger: "task" })}\n`;
}
function fill(...lines: readonly string[]): LogStore {
  const store = new LogStore();
  store.append(encoder.encode(lines.join("")));
  return store;
}

describe("the store of a log", () => {
  it("reads levels and heights without parsing", () => {
    const tricky = { level: "debug", nested: { event: "a\nb", level: "error", list: [1, "}", { x: '"' }] } };
    const store = fill(
      line("one"),
      line("two\nrows", "error"),
      line("three", "warning", tricky),
      line("x\\n", "critical"),
    );
    const facts = [0, 1, 2, 3].map((index) => [store.levelOf(index), store.rowsOf(index)]);
    expect(facts).toEqual([
      [1, 1],
      [3, 2],
      [2, 1],
      [3, 1],
    ]);
    expect(store.firstError).toBe(1);
    expect(store.counts).toEqual([0, 1, 1, 2]);
  });

  it("writes the author's fields behind the first row", () => {
    const entry = fill(line("failed\n  at x", "error", { rows: 3 })).entry(0);
    expect(entry.text).toBe("failed rows=3\n  at x");
    expect(entry.at).toBe(Date.parse("2026-11-22T14:24:30.123Z"));
  });

  it("shows a line that is no JSON as it is", () => {
    expect(fill("not json\n").entry(0)).toEqual({ at: null, level: "info", source: "", text: "not json" });
  });

  it("holds lines longer than a block beside short ones", () => {
    const long = "x".repeat(3_000_000);
    const store = fill(line("before"), line(long), line("after"));
    expect([0, 1, 2].map((index) => store.entry(index).text.length)).toEqual([6, 3_000_000, 5]);
  });

  it("is the same however the bytes were cut, and as tall as its texts", () => {
    const entry = fc.record({
      event: fc.string({ unit: fc.constantFrom("a", "\n", '"', "\\", "é", "{", "}", ",", "\u2028") }),
      level: fc.constantFrom("debug", "info", "warning", "error"),
      fields: fc.dictionary(fc.constantFrom("event", "level", "a", 'b"'), fc.jsonValue({ maxDepth: 2 })),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), fc.array(fc.nat(40)), (entries, cuts) => {
        const bytes = encoder.encode(entries.map((one) => line(one.event, one.level, one.fields)).join(""));
        const store = new LogStore();
        let from = 0;
        for (const cut of cuts) {
          store.append(bytes.subarray(from, from + cut));
          from += cut;
        }
        store.append(bytes.subarray(Math.min(from, bytes.length)));
        expect(store.length).toBe(entries.length);
        entries.forEach((one, index) => {
          const shown = store.entry(index);
          expect(shown.level).toBe(one.level);
          expect(store.rowsOf(index)).toBe(shown.text.split("\n").length);
        });
        expect(new TextDecoder().decode(store.copyLines(0, store.length))).toBe(new TextDecoder().decode(bytes));
      }),
    );
  });
});

describe("rows on screen", () => {
  it("follow a log that grows, with some levels hidden", () => {
    const store = fill(line("a\nb\nc"), line("d", "debug"), line("e", "error"));
    const rows = new RowIndex(store, [false, true, true, true]);
    rows.follow();
    expect(rows.rows).toBe(4);
    expect([0, 2, 3, 4, -1].map((row) => rows.placeOf(row))).toEqual([
      { line: 0, row: 0 },
      { line: 0, row: 2 },
      { line: 2, row: 0 },
      null,
      null,
    ]);
    expect([0, 1, 2].map((at) => rows.rowOf(at))).toEqual([0, 0, 3]);
    store.append(encoder.encode(line("f")));
    rows.follow();
    expect(rows.placeOf(4)).toEqual({ line: 3, row: 0 });
    expect(rows.lines).toBe(3);
  });

  it("are written out with their instants", () => {
    const store = fill(line("\u001b[31mred\u001b[0m"), line("no", "debug"), line("two\nrows", "error"));
    const text = [...writeLines(store, [false, ...ALL.slice(1)], [0, 3])].join("");
    expect(text).toBe("2026-11-22T14:24:30.123Z INFO red\n2026-11-22T14:24:30.123Z ERROR two\nrows\n");
  });
});
