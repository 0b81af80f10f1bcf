import { describe, expect, it } from "vitest";
import { moveCursor } from "../../../../src/ui/grid/grid-keys.ts";
import { ABSENT, codeOf, GridModel, stateOf, type GridRun } from "../../../../src/ui/grid/grid-model.ts";
import { chooseRows, flattenTree, type TreeItem } from "../../../../src/ui/grid/grid-rows.ts";
import { findRange, layOut } from "../../../../src/ui/grid/layout.ts";

const task = (id: string): TreeItem => ({ id, isMapped: false, children: null });
const group = (id: string, children: readonly TreeItem[]): TreeItem => ({ id, isMapped: false, children });
const TREE = [
  task("extract"),
  group("clean", [task("clean.rows"), group("clean.deep", [task("clean.deep.one"), task("other")])]),
  task("load"),
];
const RUN: GridRun = {
  runId: "r",
  state: "failed",
  runType: "manual",
  runAfter: 0,
  startedAt: null,
  endedAt: null,
  hasNote: false,
};
const nodes = flattenTree(TREE);
const codes = (...states: Parameters<typeof codeOf>[0][]) => Uint8Array.from(states, codeOf);

describe("the rows of a grid", () => {
  it("stand as a tree", () => {
    expect(nodes.map(({ label, depth, parent, end }) => [label, depth, parent, end])).toEqual([
      ["extract", 0, -1, 1],
      ["clean", 0, -1, 6],
      ["rows", 1, 1, 3],
      ["deep", 1, 1, 6],
      ["one", 2, 3, 5],
      ["other", 2, 3, 6],
      ["load", 0, -1, 7],
    ]);
  });

  it.each([
    [[], "", [0, 1, 2, 3, 4, 5, 6]],
    [["clean.deep"], "", [0, 1, 2, 3, 6]],
    [["clean"], "", [0, 1, 6]],
    [["clean"], "ONE", [1, 3, 4]],
    [[], "nothing", []],
  ])("with %o closed and a search for '%s'", (folded, search, rows) => {
    expect(chooseRows(nodes, { folded: new Set(folded), search })).toEqual(rows);
  });
});

describe("the states of a grid", () => {
  const column = {
    run: RUN,
    codes: codes("success", "success", "success", "none", "failed", "success", "upstream_failed"),
    counts: new Map(),
  };
  const model = new GridModel(nodes, [column]);

  it("give a group the worst of its rows", () => {
    expect(nodes.map((_, row) => stateOf(model.code(row, 0)))).toEqual([
      "success",
      "failed",
      "success",
      "failed",
      "failed",
      "success",
      "upstream_failed",
    ]);
    expect(model.counts(1, 0)).toEqual({ [codeOf("success")]: 2, [codeOf("failed")]: 1 });
  });

  it("leave a group out whose tasks the run does not have", () => {
    const absent = Uint8Array.from([codeOf("success"), 0, ABSENT, 0, ABSENT, ABSENT, ABSENT]);
    const other = model.withColumns([{ run: RUN, codes: absent, counts: new Map() }]);
    expect(nodes.map((_, row) => other.code(row, 0))).toEqual([
      codeOf("success"),
      ...[1, 2, 3, 4, 5, 6].map(() => ABSENT),
    ]);
  });

  it("are found by name", () => {
    expect([model.rowOf("other"), model.rowOf("?"), model.columnOf("r"), model.columnOf("?")]).toEqual([5, -1, 0, -1]);
  });
});

describe("the room of a grid", () => {
  it.each([
    [2560, 25, 20],
    [2560, 50, 20],
    [1240, 50, 30],
    [1240, 25, 30],
    [900, 50, 40],
  ])("%i px show all of %i runs", (width, runs, longest) => {
    const { columnWidth, columnsWidth, nameWidth } = layOut(width, runs, longest);
    expect(columnsWidth).toBe(columnWidth * runs);
    expect(nameWidth + columnsWidth).toBeLessThanOrEqual(width);
    expect(nameWidth).toBeGreaterThanOrEqual(132);
    expect(columnWidth).toBeGreaterThanOrEqual(14);
  });

  it("scrolls sideways on a phone, with names that can be read", () => {
    const { nameWidth, columnWidth, columnsWidth } = layOut(366, 25, 30);
    expect(nameWidth).toBeGreaterThanOrEqual(132);
    expect(columnWidth).toBe(14);
    expect(nameWidth + columnsWidth).toBeGreaterThan(366);
  });

  it("shows what is in sight", () => {
    expect(findRange(0, 100, 24, 10_000)).toEqual([0, 6]);
    expect(findRange(2400, 100, 24, 10_000)).toEqual([100, 106]);
    expect(findRange(0, 100, 24, 2)).toEqual([0, 2]);
  });
});

describe("keys of a grid", () => {
  const extent = { rows: 100, columns: 10, page: 20 };
  it.each([
    ["ArrowDown", false, { row: 6, column: 5 }],
    ["k", false, { row: 4, column: 5 }],
    ["[", false, { row: 5, column: 4 }],
    ["]", false, { row: 5, column: 6 }],
    ["PageUp", false, { row: -1, column: 5 }],
    ["PageDown", false, { row: 25, column: 5 }],
    ["Home", false, { row: 5, column: 0 }],
    ["End", true, { row: 99, column: 9 }],
    ["Home", true, { row: -1, column: 0 }],
    ["q", false, null],
    ["k", true, null],
  ])("%s (control %s)", (key, isControl, cursor) => {
    expect(moveCursor({ row: 5, column: 5 }, key, isControl, extent)).toEqual(cursor);
  });
});
