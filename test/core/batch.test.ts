import { describe, expect, it } from "vitest";
import { applyBatch, upcastBatch } from "../../src/core/batch.ts";
import { createRun } from "../../src/core/run.ts";
import { createTask, testIdentity } from "../support/graphs.ts";
import { FAILURE, SUCCESS, TestRun } from "../support/runs.ts";

describe("the journal", () => {
  it("has one row for each event that changed something, numbered without a gap", () => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"] })]);
    test.start("a");
    test.start("a");
    test.pass(1);
    test.finish("a");
    test.send({ type: "note", note: "n" });
    expect(test.journal.map(({ seq, cause }) => [seq, cause])).toEqual([
      [1, "admit"],
      [2, "start"],
      [3, "finish"],
      [4, "note"],
    ]);
  });

  it("says when, what became of the run, and which instances share a state", () => {
    const literal = { kind: "literal", value: null, length: 3 } as const;
    const test = new TestRun([createTask("m", { expand: { kind: "product", sources: [["x", literal]] } })]);
    const { batch } = test.send({ type: "admit" });
    expect(batch).toMatchObject({ v: 1, at: test.now, run: { state: "running" }, expansions: [[0, 3]] });
    expect(batch?.changes).toHaveLength(1);
    expect(batch?.changes[0]?.instances).toEqual([
      [0, 0, 1, 0],
      [0, 1, 1, 0],
      [0, 2, 1, 0],
    ]);
    const started = test.start(["m[0]", "m[1]"]).batch;
    expect(started?.run).toBeNull();
    expect(started?.changes.map(({ instances }) => instances.map(([, mapIndex]) => mapIndex))).toEqual([[0, 1]]);
  });

  it("folds back into the run at every row, so that one can look back in time", () => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"] })]);
    test.perform("a", SUCCESS);
    test.perform("b", FAILURE);
    const run = createRun(test.run.topology, testIdentity, 0);
    const states = test.journal.map((batch) => {
      applyBatch(run, batch);
      return [run.state, ...run.tasks.map((task) => task.instances[0]?.status.state)];
    });
    expect(states).toEqual([
      ["running", "queued", "none"],
      ["running", "running", "none"],
      ["running", "success", "queued"],
      ["running", "success", "running"],
      ["failed", "success", "failed"],
    ]);
  });

  it("goes on from a fold as from the run itself", () => {
    const test = TestRun.admit([
      createTask("a"),
      createTask("b", { upstream: ["a"] }),
      createTask("c", { upstream: ["b"] }),
    ]);
    test.perform("a");
    const revived = TestRun.revive(test);
    for (const name of ["b", "c"]) revived.perform(name);
    expect(revived.run).toMatchObject({ state: "success", seq: 7 });
  });

  it("refuses rows of a newer release, and rows of another graph", () => {
    const [row] = TestRun.admit([createTask("a")]).journal;
    expect(row && upcastBatch(row)).toBe(row);
    expect(() => upcastBatch({ ...row, v: 2 })).toThrow("newer release");
    const run = createRun(new TestRun([]).run.topology, testIdentity, 0);
    expect(() => row && applyBatch(run, row)).toThrow("No task 0");
  });
});
