import { describe, expect, it } from "vitest";
import { PLAIN } from "../../../../src/ui/logs/ansi.ts";
import { cutSpans, DRAWN, isMachinery, markFound, splitRows } from "../../../../src/ui/logs/row-spans.ts";
import { findScroll, findWindow, LINE_HEIGHT, planScroll } from "../../../../src/ui/logs/scroll-plan.ts";

const RED = { ...PLAIN, foreground: 1 };

describe("rows of a line", () => {
  it("carry colours on and know where they begin", () => {
    expect(splitRows("a\u001b[31mb\nc\n\nd")).toEqual([
      {
        spans: [
          { text: "a", style: PLAIN },
          { text: "b", style: RED },
        ],
        from: 0,
      },
      { spans: [{ text: "c", style: RED }], from: 3 },
      { spans: [], from: 5 },
      { spans: [{ text: "d", style: RED }], from: 6 },
    ]);
  });

  it("show what was found, over the borders of colours and rows", () => {
    const [first, second] = splitRows("ab\u001b[31mcd\nef");
    const ranges = [[1, 3] as const, [4, 6] as const];
    expect(first && markFound(first, ranges).map(({ text, isFound }) => [text, isFound])).toEqual([
      ["a", false],
      ["b", true],
      ["c", true],
      ["d", false],
    ]);
    expect(second && markFound(second, ranges).map(({ text, isFound }) => [text, isFound])).toEqual([
      ["e", true],
      ["f", false],
    ]);
  });

  it("are cut where they are too long to draw", () => {
    const { shown, left } = cutSpans([{ text: "x".repeat(DRAWN + 5), style: PLAIN, isFound: false }]);
    expect([shown[0]?.text.length, left]).toEqual([DRAWN, 5]);
  });

  it.each([
    ["    at boom (dags/etl.ts:19:11)", false],
    ["    at async carryOut (file:///x/src/sdk/carry-out.ts:40:3)", true],
    ["    at node:internal/process/task_queues:95:5", true],
    ["    at carryOut (worker.js:12239:23)", true],
    ["    at async settle3 (file:///x/bundle/worker.js:12273:24)", true],
    ["a plain text at node_modules", false],
  ])("tell the author's frames from the machine's: %s", (text, verdict) => {
    expect(splitRows(text).map(isMachinery)).toEqual([verdict]);
  });
});

describe("the scroll bar of a log", () => {
  it("reaches the last row of two million, and the middle", () => {
    const [rows, viewport] = [2_000_000, 800];
    const { height } = planScroll(rows, viewport);
    expect(height).toBeLessThanOrEqual(15_000_000);
    expect(findWindow(height - viewport, rows, viewport).last).toBe(rows);
    const window = findWindow(findScroll(1_000_000, rows, viewport), rows, viewport);
    expect(window.first).toBeLessThan(1_000_000);
    expect(window.last).toBeGreaterThan(1_000_000);
  });

  it("is the log's own height while that can be laid out", () => {
    expect(planScroll(100, 800)).toEqual({ height: 100 * LINE_HEIGHT, scale: 1 });
    expect(findWindow(30, 100, 100)).toEqual({ first: 1, last: 7, hidden: 0.5 });
    expect(findScroll(0, 100, 100)).toBe(0);
  });
});
