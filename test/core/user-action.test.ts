import { describe, expect, it } from "vitest";
import { taskIdOf } from "../../src/core/run.ts";
import { selectToCancel } from "../../src/core/user-action.ts";
import { createTask } from "../support/graphs.ts";
import { FAILURE, FATAL, namesOf, SUCCESS, TestRun } from "../support/runs.ts";

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
const chain = [createTask("a"), createTask("b", { upstream: ["a"] }), createTask("c", { upstream: ["b"] })];
const cancelAs = (state: "success" | "failed") => ({ type: "cancel", state, by: "ann" }) as const;

describe("cancel", () => {
  it("ends what runs in the run's state, skips what waits, and lets teardowns do their work", () => {
    for (const state of ["failed", "success"] as const) {
      const test = TestRun.admit(guarded);
      test.perform("s");
      test.start("w");
      const stopped = test.attempt("w");
      test.send(cancelAs(state));
      expect(test.states).toEqual({ s: "success", w: state, x: "skipped", t: "queued" });
      expect(test.run.state).toBe("running");
      expect(test.finishAs(stopped, FAILURE)).toMatchObject({ batch: null });
      test.perform("t", FATAL);
      expect(test.run).toMatchObject({ state, verdict: { reason: { code: "marked", params: { by: "ann" } } } });
    }
  });

  it("rehearsed, tells what it then ends, and as what", () => {
    const test = TestRun.admit([...guarded, createTask("d"), createTask("q")]);
    test.perform("s");
    test.start("w");
    test.perform("d", { type: "defer", until: null, event: "e", resume: null });
    const before = test.states;
    const told = selectToCancel(test.run, "success").map(({ instance, as }) => [taskIdOf(test.run, instance), as]);
    expect(test.states).toEqual(before);
    test.send(cancelAs("success"));
    const { s: _over, t: _teardown, ...ended } = test.states;
    expect(Object.fromEntries(told)).toEqual(ended);
    expect(ended).toEqual({ w: "success", x: "skipped", d: "success", q: "skipped" });
    test.perform("t");
    expect(test.run.state).toBe("success");
    expect(selectToCancel(test.run, "failed")).toEqual([]);
  });

  it("ends at once what waits: queued and retrying as skipped, deferred and rescheduled in the run's state", () => {
    const retry = { limit: 1, delay: 10, multiplier: 0, maxDelay: null };
    const test = TestRun.admit(["q", "r", "d", "p"].map((id) => createTask(id, { retry })));
    test.perform("r", FAILURE);
    test.perform("d", { type: "defer", until: null, event: "e", resume: null });
    test.perform("p", { type: "reschedule", delay: 10 });
    test.send(cancelAs("failed"));
    expect(test.states).toEqual({ q: "skipped", r: "skipped", d: "failed", p: "failed" });
    expect(test.run.state).toBe("failed");
    expect(test.pass(1_000_000).batch).toBeNull();
    expect(test.send({ type: "signal", event: "e" }).batch).toBeNull();
  });

  it("ends a run that was never admitted", () => {
    const test = new TestRun(guarded);
    test.send(cancelAs("failed"));
    expect(test.states).toEqual({ s: "skipped", w: "skipped", x: "skipped", t: "skipped" });
    expect(test.run).toMatchObject({ state: "failed", startedAt: test.now, endedAt: test.now });
  });

  it("lets a teardown work that alone was cleared in a run not admitted again", () => {
    const test = TestRun.admit(guarded);
    for (const name of ["s", "w", "x", "t"]) test.perform(name);
    test.clear("t");
    expect(test.run.state).toBe("queued");
    const revived = TestRun.revive(test);
    revived.send(cancelAs("success"));
    expect(revived.states).toEqual({ s: "success", w: "success", x: "success", t: "queued" });
    revived.perform("t");
    expect(revived.run.state).toBe("success");
  });

  it("of a run that has ended changes its state alone", () => {
    const test = TestRun.admit([createTask("a")]);
    test.perform("a");
    test.send(cancelAs("failed"));
    expect(test.run.state).toBe("failed");
    expect(test.states).toEqual({ a: "success" });
    expect(test.send(cancelAs("failed")).batch).toBeNull();
  });
});

describe("mark", () => {
  it("sets a state by hand, and the run goes on from there", () => {
    const test = TestRun.admit(chain);
    expect(namesOf(test, test.mark("a", "success").dispatch)).toEqual(["b"]);
    expect(test.states).toEqual({ a: "success", b: "queued", c: "none" });
    test.mark("b", "failed");
    expect(test.states).toEqual({ a: "success", b: "failed", c: "upstream_failed" });
    expect(test.status("b", "failed").reason).toEqual({ code: "marked", params: { state: "failed", by: "ann" } });
    expect(test.run.state).toBe("failed");
  });

  it("fences a running instance off", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const stopped = test.attempt("a");
    test.mark("a", "skipped");
    expect(test.finishAs(stopped)).toMatchObject({ batch: null, refused: [{ taskId: "a" }] });
    expect(test.states["a"]).toBe("skipped");
  });

  it("reopens what failed below, and sends the run back to admission", () => {
    const test = TestRun.admit(chain);
    test.perform("a");
    test.perform("b", FATAL);
    expect(test.run.state).toBe("failed");
    test.mark("b", "success");
    expect(test.states).toEqual({ a: "success", b: "success", c: "none" });
    expect(test.run).toMatchObject({ state: "queued", startedAt: null, endedAt: null });
    test.send({ type: "admit" });
    test.perform("c");
    expect(test.run.state).toBe("success");
  });

  it("reopens below while others still run, and the run may succeed after all", () => {
    const test = TestRun.admit([...chain, createTask("d")]);
    test.perform("a", FATAL);
    test.mark("a", "success");
    expect(test.states).toMatchObject({ a: "success", b: "queued", c: "none" });
    for (const name of ["b", "c", "d"]) test.perform(name);
    expect(test.run.state).toBe("success");
  });

  it("lets what failed below a failure be decided anew", () => {
    const test = TestRun.admit(chain);
    test.perform("a", FATAL);
    test.mark("b", "failed");
    expect([test.states["c"], test.run.state]).toEqual(["none", "queued"]);
    test.send({ type: "admit" });
    expect(test.states).toEqual({ a: "failed", b: "failed", c: "upstream_failed" });
    expect(test.run.state).toBe("failed");
  });

  it("takes what is above or below along, or one map index", () => {
    const test = TestRun.admit(chain);
    test.mark("b", "success", { upstream: true, downstream: true });
    expect(test.run.state).toBe("success");
    expect(Object.values(test.states)).toEqual(["success", "success", "success"]);
    const literal = { kind: "literal", value: null, length: 2 } as const;
    const mapped = TestRun.admit([createTask("m", { expand: { kind: "product", sources: [["x", literal]] } })]);
    mapped.mark("m[1]", "failed");
    expect(mapped.states).toEqual({ "m[0]": "queued", "m[1]": "failed" });
  });

  it("leaves alone what is in that state already, with its output", () => {
    const test = TestRun.admit(chain);
    test.perform("a", SUCCESS, { isPushed: true, length: 4 });
    expect(test.mark("a", "success").batch).toBeNull();
    expect(test.status("a", "success").output.length).toBe(4);
  });
});

describe("a run in which nothing can go on", () => {
  it("fails, and says what each instance waited for", () => {
    const removed = { kind: "output", task: "a" } as const;
    const test = TestRun.admit([
      createTask("a"),
      createTask("m", { upstream: ["a"], expand: { kind: "product", sources: [["x", removed]] } }),
      createTask("z", { upstream: ["m"], triggerRule: "all_skipped" }),
    ]);
    const list = (length: number) => ({ isPushed: true, length });
    test.perform("a", SUCCESS, list(1));
    test.clear("a", { downstream: true });
    test.perform("a", SUCCESS, list(0));
    expect(test.states).toEqual({ a: "success", "m[0]": "removed", z: "skipped" });
    expect(test.status("z", "skipped").reason).toMatchObject({
      code: "trigger_rule",
      params: { rule: "all_skipped", removed: 1 },
    });
    expect(test.run).toMatchObject({
      state: "failed",
      verdict: { reason: { code: "deadlock", params: { waiting: 1 } } },
    });
  });
});
