import { describe, expect, it } from "vitest";
import { filterInstances, sortInstances } from "../../../src/api/instance-filter.ts";
import type { InstanceView } from "../../../src/core/views.ts";
import type { InstanceFilter } from "../../../src/store/task-instance.ts";

function make(taskId: string, change: Partial<InstanceView> = {}): InstanceView {
  return {
    team: "default",
    dagId: "etl",
    runId: "r1",
    taskId,
    mapIndex: -1,
    state: "running",
    tryNumber: 1,
    maxTries: 1,
    kind: "task",
    pool: null,
    poolSlots: 1,
    priorityWeight: 1,
    scheduledAt: null,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    carrier: null,
    reason: null,
    note: null,
    ...change,
  };
}

const ALL = [
  make("load", { mapIndex: 10, startedAt: 30, endedAt: 90 }),
  make("load", { mapIndex: 9, startedAt: 20, state: "failed", tryNumber: 2 }),
  make("extract", { pool: "spark", kind: "sensor", startedAt: 10, endedAt: 20 }),
];

function name(instances: readonly InstanceView[]): string[] {
  return instances.map(({ taskId, mapIndex }) => `${taskId}:${mapIndex}`);
}

describe("filters", () => {
  const cases: [filter: InstanceFilter, found: string[]][] = [
    [{}, ["load:10", "load:9", "extract:-1"]],
    [{ states: ["failed"] }, ["load:9"]],
    [{ states: [] }, []],
    [{ taskIdPattern: "LOA" }, ["load:10", "load:9"]],
    [{ taskIdPattern: "x%t" }, ["extract:-1"]],
    [{ taskIdPattern: "none|ext" }, ["extract:-1"]],
    [{ taskIdPattern: "~" }, ["load:10", "load:9", "extract:-1"]],
    [{ taskIdPrefix: "ex" }, ["extract:-1"]],
    [{ pools: ["default_pool"] }, ["load:10", "load:9"]],
    [{ kinds: ["sensor"] }, ["extract:-1"]],
    [{ tryNumbers: [2] }, ["load:9"]],
    [{ startedAt: { gt: 10, lte: 30 } }, ["load:10", "load:9"]],
    [{ endedAt: { gte: 0 } }, ["load:10", "extract:-1"]],
    [{ duration: { lt: 60 } }, ["extract:-1"]],
  ];
  it.each(cases)("%j", (filter, found) => {
    expect(name(filterInstances(ALL, filter))).toEqual(found);
  });
});

describe("orders", () => {
  const cases: [orderBy: string[], sorted: string[]][] = [
    [[], ["extract:-1", "load:9", "load:10"]],
    [["-map_index"], ["load:10", "load:9", "extract:-1"]],
    [["end_date"], ["extract:-1", "load:10", "load:9"]],
    [["task_id,-map_index"], ["extract:-1", "load:10", "load:9"]],
    [["run_after"], ["extract:-1", "load:9", "load:10"]],
  ];
  it.each(cases)("%j", (orderBy, sorted) => {
    expect(name(sortInstances(ALL, orderBy))).toEqual(sorted);
  });

  it.each(["secret", "__proto__", "constructor"])("%s is none", (orderBy) => {
    expect(() => sortInstances(ALL, [orderBy])).toThrow("is disallowed");
  });
});
