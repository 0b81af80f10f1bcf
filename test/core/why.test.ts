import { describe, expect, it } from "vitest";
import type { TaskNode } from "../../src/core/graph.ts";
import { renderReason } from "../../src/core/reason-words.ts";
import { listWaits } from "../../src/core/why.ts";
import { createTask } from "../support/graphs.ts";
import { FAILURE, TestRun } from "../support/runs.ts";

const five = { kind: "literal", value: [1, 2, 3, 4, 5], length: 5 } as const;
const fan = { expand: { kind: "product", sources: [["x", five]] } } as const;

const waitsOf = (test: TestRun) => listWaits(test.run, test.now);
const codesOf = (test: TestRun) => Object.fromEntries(waitsOf(test).map(({ taskId, reason }) => [taskId, reason.code]));

describe("why something waits", () => {
  it("is told for every instance that neither runs nor is over, and for no other", () => {
    const test = TestRun.admit([createTask("a"), createTask("b"), createTask("c", { upstream: ["a", "b"] })]);
    test.perform("a");
    test.start("b");
    expect(waitsOf(test)).toMatchObject([
      { taskId: "c", reason: { code: "trigger_rule" }, holders: [{ taskId: "b", mapIndex: -1, since: test.now }] },
    ]);
    test.finish("b");
    test.perform("c");
    expect(waitsOf(test)).toEqual([]);
  });

  it("names a run that was not let go", () => {
    expect(codesOf(new TestRun([createTask("a")]))).toEqual({ a: "run_queued" });
  });

  it("names the limit of the run, and who holds its places since when", () => {
    const test = TestRun.admit([createTask("m", fan)], { maxActiveTasks: 2 });
    test.start("m[0]");
    expect(waitsOf(test)).toMatchObject([
      { state: "queued", mapIndex: 1, reason: { code: "carrier_awaited" }, alike: 1 },
      {
        state: "scheduled",
        mapIndex: 2,
        alike: 3,
        reason: { code: "max_active_tasks", params: { active: 2, limit: 2 } },
        holders: [{ taskId: "m", mapIndex: 0, since: test.now }, { mapIndex: 1 }],
      },
    ]);
  });

  it("names the gate it stands at, once that has refused it", () => {
    const test = TestRun.admit([createTask("a", { pool: "spark" })]);
    expect(waitsOf(test)).toMatchObject([{ reason: { code: "gate_asked" }, gate: "spark" }]);
    const reason = { code: "pool_full", params: { pool: "spark", held: 4, total: 4 } };
    const refused = [{ taskId: "a", mapIndex: -1, reason, isHopeless: false }];
    test.send({ type: "grant", granted: [], gate: "spark", refused });
    expect(waitsOf(test)).toMatchObject([{ reason, gate: "spark", since: test.now }]);
  });

  it("says until when, where that is known", () => {
    const retry = { limit: 1, delay: 60_000, multiplier: 0, maxDelay: null };
    const test = TestRun.admit([createTask("a", { retry }), createTask("s", sensor()), createTask("c")]);
    test.perform("a", FAILURE);
    test.perform("s", { type: "reschedule", delay: 5_000 });
    test.perform("c", { type: "reschedule", delay: 10_000 });
    expect(waitsOf(test)).toMatchObject([
      { taskId: "a", reason: { code: "retry_awaited", params: { try: 2 } }, until: test.now + 60_000 },
      { taskId: "s", reason: { code: "sensor_awaited", params: { pokes: 1 } } },
      { taskId: "c", reason: { code: "configuration_awaited", params: { pokes: 1 } }, until: test.now + 10_000 },
    ]);
  });

  it("is said in words", () => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"] })]);
    expect(waitsOf(test).map(({ reason }) => renderReason(reason))).toEqual([
      "It was sent to the queue; a carrier takes it next.",
      "Trigger rule all_success: 0 of 1 upstream over.",
    ]);
  });
});

function sensor(): Partial<TaskNode> {
  const sensor = { every: 5_000, timeout: 60_000, softFail: false, exponential: false, maxWait: null };
  return { kind: "sensor", sensor };
}
