import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { LiveRun } from "../../../../src/live/messages.ts";
import { buildGrid, type GridAnswer, type GridAnswerRun } from "../../../../src/ui/api/grid.ts";
import { stateOf } from "../../../../src/ui/grid/grid-model.ts";
import { putIntoGrids } from "../../../../src/ui/live/put-cells.ts";
import { findUsual, readRunStates } from "../../../../src/ui/pages/run/states.ts";

const run = (dag_run_id: string, cells: string): GridAnswerRun => ({
  dag_run_id,
  state: "running",
  run_type: "manual",
  run_after: "2026-11-22T14:00:00.000Z",
  logical_date: null,
  start_date: "2026-11-22T14:00:00.000Z",
  end_date: null,
  duration: null,
  note: null,
  revision: 4,
  version_number: 1,
  cells,
});
const task = (task_id: string, group: string | null = null, is_mapped = false) => ({
  task_id,
  kind: "task",
  group,
  is_mapped,
  is_removed: false,
});
const ANSWER: GridAnswer = {
  dag_id: "etl",
  tasks_key: "k",
  version_number: 1,
  tasks: [task("extract"), task("clean.deep.one", "clean.deep"), task("load"), task("clean.many", "clean", true)],
  groups: [
    { group_id: "clean", parent: null, is_mapped: false },
    { group_id: "clean.deep", parent: "clean", is_mapped: false },
  ],
  runs: [run("newer", "sr.f|3:s98f2"), run("older", "s4")],
  next_cursor: null,
};

describe("the grid's answer", () => {
  it("becomes rows by groups and columns by time", () => {
    const model = buildGrid(ANSWER);
    expect(model.nodes.map(({ id, depth }) => [id, depth])).toEqual([
      ["extract", 0],
      ["clean", 0],
      ["clean.deep", 1],
      ["clean.deep.one", 2],
      ["clean.many", 1],
      ["load", 0],
    ]);
    expect(model.columns.map((column) => column.run.runId)).toEqual(["older", "newer"]);
    expect(model.nodes.map((_, row) => stateOf(model.code(row, 1)))).toEqual([
      "success",
      "failed",
      "running",
      "running",
      "failed",
      null,
    ]);
    expect(Object.values(model.counts(4, 1) ?? {})).toEqual([98, 2]);
  });

  it("tells how many instances of a run are done", () => {
    expect(readRunStates(ANSWER, "newer")).toMatchObject({ count: 102, done: 101, failed: 2, upstreamFailed: 0 });
    expect(readRunStates(ANSWER, "other")).toBeNull();
  });

  it("gives the usual duration of those that succeeded", () => {
    const runs = [9, 1, 5].map((duration) => ({ state: "success", duration }));
    expect(findUsual([...runs, { state: "failed", duration: 100 }, { state: "success", duration: null }])).toBe(5000);
    expect(findUsual([])).toBeNull();
  });
});

describe("what is told of a run", () => {
  const live: LiveRun = {
    dagId: "etl",
    runId: "newer",
    state: "success",
    runType: "manual",
    runAfter: 0,
    queuedAt: 0,
    startedAt: 1000,
    endedAt: 3000,
    revision: 5,
  };
  const change = (told: Partial<LiveRun>, before: number, cells: Parameters<typeof putIntoGrids>[2]["cells"]) => {
    const queries = new QueryClient();
    queries.setQueryData(["dag", "etl", "grid", {}], ANSWER);
    const isWhole = putIntoGrids(queries, "etl", { kind: "cells", run: { ...live, ...told }, before, cells });
    return { isWhole, runs: queries.getQueryData<GridAnswer>(["dag", "etl", "grid", {}])?.runs ?? [] };
  };

  it("changes its column where it stands", () => {
    const { isWhole, runs } = change({}, 4, [
      ["clean.deep.one", "s"],
      ["clean.many", "s", { s: 100 }],
    ]);
    expect(isWhole).toBe(true);
    expect(runs[0]).toMatchObject({ state: "success", duration: 2, revision: 5, cells: "s2.s|3:s100" });
    expect(runs[1]).toEqual(ANSWER.runs[1]);
  });

  it.each([
    ["something between was missed", {}, 3, []],
    ["there were too many changes to tell", {}, 4, null],
    ["the run is not on show", { runId: "unknown" }, 4, []],
  ])("asks again when %s", (_, told, before, cells) => {
    expect(change(told, before, cells).isWhole).toBe(false);
  });

  it("leaves what is newer alone", () => {
    expect(change({ revision: 4 }, 3, [["extract", "f"]]).runs).toEqual(ANSWER.runs);
  });
});
