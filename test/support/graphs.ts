import type { Expand, Graph, GroupNode, TaskNode } from "../../src/core/graph.ts";
import type { RunIdentity } from "../../src/core/protocol.ts";

/** A task with every option at its default. */
export function createTask(id: string, options: Partial<TaskNode> = {}): TaskNode {
  return {
    id,
    kind: "task",
    group: null,
    upstream: [],
    inputs: {},
    expand: null,
    triggerRule: "all_success",
    arms: null,
    ignoreDownstreamTriggerRules: true,
    isSetup: false,
    teardown: null,
    retry: { limit: 0, delay: 300_000, multiplier: 0, maxDelay: null },
    executionTimeout: null,
    sensor: null,
    pool: null,
    poolSlots: 1,
    priorityWeight: 1,
    weightRule: "downstream",
    executor: "auto",
    cpuHeavy: false,
    inlets: [],
    outlets: [],
    owner: null,
    doc: null,
    ...options,
  };
}

/** A graph of tasks given in topological order. */
export function createGraph(tasks: readonly TaskNode[], options: Partial<Graph> = {}): Graph {
  return {
    v: 1,
    team: "default",
    dagId: "test",
    displayName: null,
    description: null,
    owners: [],
    tags: [],
    timetable: { kind: "none" },
    startDate: null,
    endDate: null,
    catchup: false,
    maxActiveRuns: 16,
    maxActiveTasks: null,
    dagrunTimeout: null,
    failFast: false,
    isPausedUponCreation: false,
    paramsSchema: null,
    paramsDefaults: {},
    groups: [],
    tasks,
    ...options,
  };
}

export function createGroup(id: string, expand: Expand | null): GroupNode {
  return { id, parent: null, expand };
}

export const testIdentity: RunIdentity = {
  team: "default",
  dagId: "test",
  runId: "r1",
  logicalDate: 0,
  dataInterval: { start: 0, end: 0 },
  runAfter: 0,
  partitionKey: null,
  runType: "manual",
  triggeredBy: "test",
  triggeringUser: null,
  conf: {},
  graphHash: "g",
  bundleId: "b",
};
