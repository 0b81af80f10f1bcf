import { expect, it } from "vitest";
import { rehearse, type Part } from "../../../../src/core/rehearsal.ts";
import { findCriticalPath } from "../../../../src/ui/timeline/critical-path.ts";
import { listLanes, toRows } from "../../../../src/ui/timeline/lanes.ts";
import { createGraph, createTask } from "../../../support/graphs.ts";

const START = Date.UTC(2026, 0, 1);
const GRAPH = createGraph([
  createTask("quick"),
  createTask("slow", { retry: { limit: 1, delay: 60_000, multiplier: 0, maxDelay: null } }),
  createTask("join", { upstream: ["quick", "slow"] }),
  createTask("aside", { upstream: ["quick"] }),
]);
const { batches } = rehearse(GRAPH, START, new Map<string, Part>([["slow", { failures: 1 }]]));
const lanes = listLanes(GRAPH.tasks, toRows(GRAPH, batches));

it("goes through what was waited for longest, and tells its work from its waiting", () => {
  expect(findCriticalPath(GRAPH.tasks, lanes, START + 1_000_000)).toEqual({
    tasks: ["slow", "join"],
    working: 3_000,
    waiting: 60_000,
  });
});

it("ends at what is not over yet", () => {
  expect(findCriticalPath(GRAPH.tasks, lanes, START + 31_000)).toEqual({
    tasks: ["slow"],
    working: 1_000,
    waiting: 30_000,
  });
});

it("is none before anything began", () => {
  expect(findCriticalPath(GRAPH.tasks, lanes, START - 1)).toBeNull();
});
