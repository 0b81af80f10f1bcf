import { describe, expect, it } from "vitest";
import { rehearse } from "../../../../src/core/rehearsal.ts";
import type { Part } from "../../../../src/core/rehearsal.ts";
import {
  chooseTicks,
  colourOf,
  countStates,
  findSegment,
  listLanes,
  toRows,
} from "../../../../src/ui/timeline/lanes.ts";
import { createGraph, createTask } from "../../../support/graphs.ts";

const START = Date.UTC(2026, 0, 1);
const GRAPH = createGraph([
  createTask("list", { retry: { limit: 1, delay: 60_000, multiplier: 0, maxDelay: null } }),
  createTask("each", {
    upstream: ["list"],
    group: null,
    expand: { kind: "product", sources: [["x", { kind: "output", task: "list" }]] },
  }),
]);
const PARTS = new Map<string, Part>([["list", { failures: 1, items: 2 }]]);
const { batches } = rehearse(GRAPH, START, PARTS);
const lanes = listLanes(GRAPH.tasks, toRows(GRAPH, batches));

describe("lanes", () => {
  it("tell each instance's states in order, without those that lasted no time", () => {
    const told = lanes.flatMap((task) =>
      task.lanes.map(({ taskId, mapIndex, segments }) => [
        taskId,
        mapIndex,
        ...segments.map(({ state, from, to }) => `${state} ${from - START}-${to === null ? "" : to - START}`),
      ]),
    );
    expect(told).toEqual([
      ["list", -1, "running 0-1000", "up_for_retry 1000-61000", "running 61000-62000", "success 62000-"],
      ["each", 0, "running 62000-63000", "success 63000-"],
      ["each", 1, "running 62000-63000", "success 63000-"],
    ]);
  });

  it("know the state at any instant, and count them", () => {
    const [list] = lanes[0]?.lanes ?? [];
    if (list === undefined) throw new Error("no lane");
    expect(findSegment(list, START - 1)).toBe(null);
    expect(findSegment(list, START + 500)?.state).toBe("running");
    expect(findSegment(list, START + 1_000)?.state).toBe("up_for_retry");
    expect([...countStates(lanes, START + 62_500)]).toEqual([
      ["success", 1],
      ["running", 2],
    ]);
  });

  it("colour work by how it ended, once that is known", () => {
    const [list] = lanes[0]?.lanes ?? [];
    if (list === undefined) throw new Error("no lane");
    expect(colourOf(list, 0, START + 500)).toBe("running");
    expect(colourOf(list, 0, START + 1_000)).toBe("up_for_retry");
    expect(colourOf(list, 2, START + 99_000)).toBe("success");
  });

  it("mark an axis at round distances", () => {
    expect(chooseTicks(0, 63_000, 8)).toEqual({ step: 10_000, ticks: [0, 1, 2, 3, 4, 5, 6].map((at) => at * 10_000) });
    expect(chooseTicks(0, 400 * 86_400_000, 10).ticks.length).toBeLessThanOrEqual(11);
  });
});
