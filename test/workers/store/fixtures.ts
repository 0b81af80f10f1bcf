import type { RunView } from "../../../src/core/protocol.ts";
import type { DagView, InstanceView } from "../../../src/core/views.ts";

/** Plain records for tables under test; every field may be replaced. */
export function makeRun(change: Partial<RunView> = {}): RunView {
  return {
    team: "default",
    dagId: "etl",
    runId: "r1",
    logicalDate: 1_000,
    dataInterval: { start: 1_000, end: 2_000 },
    runAfter: 2_000,
    partitionKey: null,
    backfillId: null,
    runType: "scheduled",
    triggeredBy: "timetable",
    triggeringUser: null,
    conf: { day: "monday" },
    graphHash: "g1",
    bundleId: "b1",
    state: "running",
    queuedAt: 2_100,
    startedAt: 2_200,
    endedAt: null,
    note: null,
    clearNumber: 0,
    seq: 1,
    ...change,
  };
}

export function makeInstance(change: Partial<InstanceView> = {}): InstanceView {
  return {
    team: "default",
    dagId: "etl",
    runId: "r1",
    taskId: "extract",
    mapIndex: -1,
    state: "running",
    tryNumber: 1,
    maxTries: 3,
    kind: "task",
    pool: null,
    poolSlots: 1,
    priorityWeight: 1,
    scheduledAt: 2_150,
    queuedAt: 2_160,
    startedAt: 2_200,
    endedAt: null,
    carrier: "carrier-1",
    reason: null,
    note: null,
    ...change,
  };
}

export function makeDagView(change: Partial<DagView> = {}): DagView {
  return {
    team: "default",
    dagId: "etl",
    isPaused: false,
    isStale: false,
    graphHash: "g1",
    bundleId: "b1",
    nextRun: { runAfter: 9_000, logicalDate: 8_000, start: 8_000, end: 9_000 },
    liveRuns: [],
    dueAt: null,
    ...change,
  };
}
