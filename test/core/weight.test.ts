import { expect, it } from "vitest";
import type { TaskNode } from "../../src/core/graph.ts";
import { buildTopology } from "../../src/core/topology.ts";
import { weighTask } from "../../src/core/weight.ts";
import { createGraph, createTask } from "../support/graphs.ts";

const diamond = (options: Partial<TaskNode>) =>
  buildTopology(
    createGraph([
      createTask("a", { priorityWeight: 1, ...options }),
      createTask("b", { upstream: ["a"], priorityWeight: 10, ...options }),
      createTask("c", { upstream: ["a"], priorityWeight: 100, ...options }),
      createTask("d", { upstream: ["b", "c"], priorityWeight: 1_000, ...options }),
    ]),
  );
const weighAll = (options: Partial<TaskNode>): number[] =>
  [0, 1, 2, 3].map((index) => weighTask(diamond(options), index));

it.each([
  ["downstream", [1_111, 1_010, 1_100, 1_000]],
  ["upstream", [1, 11, 101, 1_111]],
  ["absolute", [1, 10, 100, 1_000]],
] as const)("by rule %s each task is counted once", (weightRule, weights) => {
  expect(weighAll({ weightRule })).toEqual(weights);
});

it("stays within 32 bits", () => {
  expect(weighAll({ priorityWeight: 2_000_000_000 })[0]).toBe(2_147_483_647);
  expect(weighAll({ priorityWeight: -2_000_000_000 })[0]).toBe(-2_147_483_648);
});

it("gives the same answer again", () => {
  const topology = diamond({});
  expect(weighTask(topology, 0)).toBe(weighTask(topology, 0));
  expect(weighTask(topology, 99)).toBe(1);
});
