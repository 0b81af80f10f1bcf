import { describe, expect, it } from "vitest";
import { decidePast, describePast, listPastQuestions } from "../../src/core/past.ts";
import type { PreviousRun, TaskPast } from "../../src/core/past.ts";
import type { Reason } from "../../src/core/reason.ts";
import { createTask } from "../support/graphs.ts";
import { FATAL, SKIP, TestRun } from "../support/runs.ts";

const GOOD = { isKnown: true, open: 0, openBelow: 0 };
const HELD: Reason = { code: "past_open", params: { run: "before", task: "b", open: 1 } };

function answer(test: TestRun, taskId: string, reason: Reason | null = null) {
  return test.send({ type: "past", answers: [{ taskId, reason }] });
}

describe("what the run before says", () => {
  type Case = [name: string, past: Partial<TaskPast> | null, options: object, isFirst: boolean, code: string | null];
  const cases: Case[] = [
    ["all over well", {}, {}, false, null],
    ["an instance open", { open: 1 }, {}, false, "past_open"],
    ["only its downstream open", { openBelow: 2 }, {}, false, null],
    ["its downstream open, and waited for", { openBelow: 2 }, { waitForDownstream: true }, false, "past_below_open"],
    ["a new task", { isKnown: false }, {}, true, "past_missing"],
    ["a new task that needs no past", { isKnown: false }, { ignoreFirstDependsOnPast: true }, true, null],
    ["a task that an earlier run had", { isKnown: false }, { ignoreFirstDependsOnPast: true }, false, "past_missing"],
    ["no word of the task", null, {}, false, "past_missing"],
  ];
  it.each(cases)("%s", (_, past, options, isFirst, code) => {
    const node = createTask("a", { dependsOnPast: true, ...options });
    const previous: PreviousRun = { runId: "before", tasks: past === null ? [] : [{ taskId: "a", ...GOOD, ...past }] };
    expect(decidePast(node, previous, isFirst)?.code ?? null).toBe(code);
    expect(decidePast(node, null, isFirst)).toBeNull();
  });

  it("counts what neither succeeded nor was skipped, at all map indexes and directly below", () => {
    const values = { kind: "literal", value: [1, 2, 3], length: 3 } as const;
    const expand = { kind: "product", sources: [["x", values]] } as const;
    const test = TestRun.admit([
      createTask("m", { expand }),
      createTask("below", { upstream: ["m"], triggerRule: "all_done" }),
      createTask("far", { upstream: ["below"] }),
    ]);
    const expectOpen = (open: number, openBelow: number): void =>
      expect(describePast(test.run, ["m"])).toEqual([{ taskId: "m", isKnown: true, open, openBelow }]);
    expectOpen(3, 1);
    test.perform("m[0]");
    test.perform("m[1]", SKIP);
    test.perform("m[2]", FATAL);
    expectOpen(1, 1);
    test.perform("below");
    expectOpen(1, 0);
    expect(describePast(test.run, ["gone"])).toEqual([{ taskId: "gone", isKnown: false, open: 0, openBelow: 0 }]);
  });
});

describe("a task that depends on the run before", () => {
  const chain = [createTask("a"), createTask("b", { upstream: ["a"], dependsOnPast: true })];

  it("waits until the run before lets it go on", () => {
    const test = TestRun.admit(chain);
    expect(listPastQuestions(test.run, false)).toEqual(["b"]);
    test.perform("a");
    expect(test.states["b"]).toBe("none");
    answer(test, "b", HELD);
    expect([test.states["b"], listPastQuestions(test.run, false)]).toEqual(["none", []]);
    expect(listPastQuestions(test.run, true)).toEqual(["b"]);
    answer(test, "b");
    expect(test.states["b"]).toBe("queued");
  });

  it("is no deadlock while it waits", () => {
    const test = TestRun.admit(chain);
    test.perform("a");
    answer(test, "b", HELD);
    expect(test.run.state).toBe("running");
    answer(test, "b");
    test.perform("b");
    expect(test.run.state).toBe("success");
  });

  it("asks again once it was cleared, and when memory was lost", () => {
    const test = TestRun.admit(chain);
    answer(test, "b");
    test.perform("a");
    test.perform("b");
    test.clear("b");
    test.send({ type: "admit" });
    expect([test.states["b"], listPastQuestions(test.run, false)]).toEqual(["none", ["b"]]);
    expect(listPastQuestions(TestRun.revive(test).run, false)).toEqual(["b"]);
  });

  it("takes the state its upstream gives it, whatever the run before says", () => {
    const test = TestRun.admit(chain);
    test.perform("a", SKIP);
    expect([test.states["b"], test.run.state]).toEqual(["skipped", "success"]);
  });

  it("waits even to be skipped when it says so", () => {
    const test = TestRun.admit([
      createTask("a"),
      createTask("b", { upstream: ["a"], dependsOnPast: true, waitForPastDependsBeforeSkipping: true }),
    ]);
    test.perform("a", SKIP);
    expect([test.states["b"], test.run.state]).toEqual(["none", "running"]);
    answer(test, "b");
    expect([test.states["b"], test.run.state]).toEqual(["skipped", "success"]);
  });
});
