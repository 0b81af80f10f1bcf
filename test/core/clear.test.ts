import { describe, expect, it } from "vitest";
import { createTask } from "../support/graphs.ts";
import { FAILURE, FATAL, namesOf, SUCCESS, TestRun } from "../support/runs.ts";

const chain = [createTask("a"), createTask("b", { upstream: ["a"] }), createTask("c", { upstream: ["b"] })];
const guarded = [
  createTask("s", { isSetup: true }),
  createTask("w", { upstream: ["s"] }),
  createTask("x", { upstream: ["w"] }),
  createTask("t", {
    upstream: ["s", "x"],
    triggerRule: "all_done_setup_success",
    teardown: { setups: ["s"], onFailureFailDagrun: false },
  }),
];

function performAll(test: TestRun, names: readonly string[]): void {
  for (const name of names) test.perform(name);
}

describe("clear", () => {
  it("fences a running instance off and begins its next try", () => {
    const test = TestRun.admit([createTask("a")]);
    test.start("a");
    const fenced = test.attempt("a");
    const { dispatch } = test.clear("a");
    expect(namesOf(test, dispatch)).toEqual(["a"]);
    expect(test.instance("a").tryNumber).toBe(2);
    expect(test.status("a", "queued").token).not.toBe(fenced.token);
    expect(test.finishAs(fenced)).toMatchObject({ batch: null, refused: [{ taskId: "a", mapIndex: -1 }] });
    expect(test.states).toEqual({ a: "queued" });
  });

  it("puts a finished instance of a running run back to work at once", () => {
    const test = TestRun.admit(chain);
    test.perform("a");
    test.clear("a");
    expect(test.states).toEqual({ a: "queued", b: "queued", c: "none" });
  });

  it("gives all its retries anew", () => {
    const retry = { limit: 1, delay: 0, multiplier: 0, maxDelay: null };
    const test = TestRun.admit([createTask("a", { retry }), createTask("b")]);
    test.perform("a", FATAL);
    test.clear("a");
    expect(test.instance("a")).toMatchObject({ tryNumber: 2, maxTries: 2 });
    test.perform("a", FAILURE);
    expect(test.states["a"]).toBe("up_for_retry");
    test.pass(0);
    test.perform("a", FAILURE);
    expect(test.status("a", "failed")).toBeDefined();
    expect(test.instance("a").tryNumber).toBe(3);
  });

  it("sends a run that has ended back to admission", () => {
    const test = TestRun.admit(chain);
    performAll(test, ["a", "b", "c"]);
    test.now += 9;
    expect(test.clear("b", { downstream: true }).dispatch).toEqual([]);
    expect(test.run).toMatchObject({
      state: "queued",
      queuedAt: test.now,
      startedAt: null,
      endedAt: null,
      clearNumber: 1,
    });
    expect(test.states).toEqual({ a: "success", b: "none", c: "none" });
    test.now += 1;
    expect(namesOf(test, test.send({ type: "admit" }).dispatch)).toEqual(["b"]);
    performAll(test, ["b", "c"]);
    expect(test.run).toMatchObject({ state: "success", endedAt: test.now });
  });

  it("leaves an ended run ended when told so", () => {
    const test = TestRun.admit(chain);
    performAll(test, ["a", "b", "c"]);
    test.clear("c", { resetRun: false });
    expect(test.run.state).toBe("success");
    expect(test.states["c"]).toBe("none");
  });

  it("takes what is above or below along", () => {
    const test = TestRun.admit(chain);
    performAll(test, ["a", "b", "c"]);
    test.clear("b", { upstream: true });
    expect(test.states).toEqual({ a: "none", b: "none", c: "success" });
  });

  it("takes only what failed, or only what runs", () => {
    const test = TestRun.admit([...chain, createTask("d"), createTask("e")]);
    test.perform("a", FAILURE);
    test.perform("d");
    expect(test.clear(["d", "e"], { onlyFailed: true }).batch).toBeNull();
    test.start("e");
    test.clear(["d", "e"], { onlyRunning: true });
    expect(test.states).toMatchObject({ d: "success", e: "queued" });
    test.clear(["a", "d"], { downstream: true, onlyFailed: true });
    expect(test.states).toMatchObject({ a: "queued", b: "none", c: "none", d: "success" });
  });

  it("does nothing to tasks that do not exist", () => {
    const test = TestRun.admit(chain);
    expect(test.clear("ghost").batch).toBeNull();
  });

  it("takes the setups a task relies on, directly or not, and their teardowns", () => {
    for (const name of ["w", "x"]) {
      const test = TestRun.admit(guarded);
      performAll(test, ["s", "w", "x", "t"]);
      expect(test.run.state).toBe("success");
      test.clear(name);
      expect(test.states).toMatchObject({ s: "none", [name]: "none", t: "none" });
    }
  });

  it("lets a cancelled run go on, and end as its tasks do", () => {
    const test = TestRun.admit(guarded);
    performAll(test, ["s", "w"]);
    test.send({ type: "cancel", state: "failed", by: "ann" });
    expect(test.states["t"]).toBe("queued");
    test.clear("x");
    performAll(test, ["s", "x", "t"]);
    expect(test.run).toMatchObject({ state: "success", verdict: null });
  });
});

describe("clear of a mapped task", () => {
  const source = { kind: "output", task: "a" } as const;
  const mapped = [
    createTask("a"),
    createTask("m", { upstream: ["a"], expand: { kind: "product", sources: [["x", source]] } }),
    createTask("z", { upstream: ["m"] }),
  ];
  const list = (length: number) => ({ isPushed: true, length });

  function runAll(length: number): TestRun {
    const test = TestRun.admit(mapped);
    test.perform("a", SUCCESS, list(length));
    for (let index = 0; index < length; index += 1) test.perform(`m[${index}]`);
    test.perform("z");
    expect(test.run.state).toBe("success");
    return test;
  }

  it("adds the instances of a list that has grown", () => {
    const test = runAll(1);
    test.clear("a", { downstream: true });
    test.send({ type: "admit" });
    test.perform("a", SUCCESS, list(3));
    expect(test.states).toEqual({ a: "success", "m[0]": "queued", "m[1]": "queued", "m[2]": "queued", z: "none" });
    performAll(test, ["m[0]", "m[1]", "m[2]", "z"]);
    expect(test.run.state).toBe("success");
  });

  it("removes the instances of a list that has shrunk", () => {
    const test = runAll(3);
    test.clear("a", { downstream: true });
    test.send({ type: "admit" });
    test.perform("a", SUCCESS, list(1));
    expect(test.states).toEqual({ a: "success", "m[0]": "queued", "m[1]": "removed", "m[2]": "removed", z: "none" });
    expect(test.status("m[2]", "removed").reason).toEqual({ code: "index_removed", params: { length: 1 } });
    performAll(test, ["m[0]", "z"]);
    expect(test.run.state).toBe("success");
  });

  it("takes one map index alone", () => {
    const test = runAll(2);
    test.clear("m[1]");
    expect(test.states).toMatchObject({ "m[0]": "success", "m[1]": "none" });
  });

  it("gives up again when the list does not come, whatever the rule", () => {
    const test = TestRun.admit(mapped.map((task) => (task.id === "m" ? { ...task, triggerRule: "all_done" } : task)));
    test.perform("a", SUCCESS, list(1));
    test.clear("a", { downstream: true });
    test.perform("a", FAILURE);
    expect(test.states).toEqual({ a: "failed", "m[0]": "upstream_failed", z: "upstream_failed" });
  });

  it("folds back when it expands what was skipped before", () => {
    const literal = { kind: "literal", value: null, length: 2 } as const;
    const tasks = [
      createTask("o"),
      createTask("c"),
      createTask("m", { upstream: ["c"], expand: { kind: "product", sources: [["x", literal]] } }),
    ];
    const test = TestRun.admit(tasks);
    test.perform("o");
    test.mark("m", "skipped");
    test.perform("c");
    expect(test.run.state).toBe("success");
    test.clear(["o"]);
    test.send({ type: "admit" });
    test.clear(["o", "m"]);
    expect(test.states).toEqual({ o: "queued", c: "success", "m[0]": "queued", "m[1]": "queued" });
  });
});
