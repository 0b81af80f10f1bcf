import { describe, expect, it } from "vitest";
import { explainHeld } from "../../src/core/held.ts";
import { createTask } from "../support/graphs.ts";
import { FAILURE, namesOf, TestRun } from "../support/runs.ts";

const chain = [createTask("a"), createTask("b", { upstream: ["a"] })];

function hold(test: TestRun, isHeld = true) {
  return test.send({ type: "hold", isHeld, by: "ann" });
}

describe("a run that is held", () => {
  it("says who holds it, since when, and lets nothing start", () => {
    const test = TestRun.admit(chain);
    test.now += 5;
    hold(test);
    expect(test.run.held).toEqual({ by: "ann", at: test.now });
    expect(test.start("a")).toMatchObject({ batch: null, leased: [], refused: [{ taskId: "a" }] });
    expect(explainHeld(test.run, test.instance("a"))).toEqual({ code: "run_held", params: { by: "ann" } });
  });

  it("lets what runs go on, and hands nothing over", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    hold(test);
    const { leased, dispatch } = test.finish("a", undefined, { take: 1 });
    expect([leased, dispatch]).toEqual([[], []]);
    expect(test.states).toEqual({ a: "success", b: "scheduled" });
  });

  it("gives a carrier that asks again what it has", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    hold(test);
    expect(namesOf(test, test.start("a").leased)).toEqual(["a"]);
  });

  it("sends nothing again, until it goes on: then all that was queued", () => {
    const test = TestRun.admit(chain);
    hold(test);
    expect(test.nextDue).toBeNull();
    expect(test.pass(3_600_000).batch).toBeNull();
    expect(test.send({ type: "redispatch" }).batch).toBeNull();
    const { dispatch } = hold(test, false);
    expect(namesOf(test, dispatch)).toEqual(["a"]);
    expect(test.nextDue).not.toBeNull();
    expect(namesOf(test, test.start("a").leased)).toEqual(["a"]);
  });

  it("retries when it goes on, not before", () => {
    const retry = { limit: 1, delay: 10, multiplier: 0, maxDelay: null };
    const test = TestRun.admit([createTask("a", { retry })]);
    test.start("a");
    hold(test);
    test.finish("a", FAILURE);
    expect(test.pass(10).dispatch).toEqual([]);
    expect(test.states).toEqual({ a: "scheduled" });
    expect(namesOf(test, hold(test, false).dispatch)).toEqual(["a"]);
  });

  it("ends when the last that runs ends, and is held no more", () => {
    const test = TestRun.admit([createTask("a")]);
    test.start("a");
    hold(test);
    test.finish("a");
    expect(test.run).toMatchObject({ state: "success", held: null });
  });

  it("times out as a whole", () => {
    const test = TestRun.admit(chain, { dagrunTimeout: 60 });
    hold(test);
    test.pass(60);
    expect(test.run).toMatchObject({ state: "failed", held: null });
  });

  it("goes on when it is cancelled, for its teardowns", () => {
    const teardown = { setups: ["s"], onFailureFailDagrun: false };
    const test = TestRun.admit([
      createTask("s", { isSetup: true }),
      createTask("w", { upstream: ["s"] }),
      createTask("t", { upstream: ["s", "w"], triggerRule: "all_done_setup_success", teardown }),
    ]);
    test.perform("s");
    hold(test);
    test.send({ type: "cancel", state: "failed", by: "ann" });
    expect(test.states).toEqual({ s: "success", w: "skipped", t: "queued" });
    test.perform("t");
    expect(test.run.state).toBe("failed");
  });

  it("stays as it is when told so again, and when it is over", () => {
    const test = TestRun.admit([createTask("a")]);
    hold(test);
    test.now += 1;
    expect(hold(test).batch).toBeNull();
    hold(test, false);
    expect(hold(test, false).batch).toBeNull();
    test.perform("a");
    expect(hold(test).batch).toBeNull();
  });

  it("takes no slot that its pool gives meanwhile, and asks anew", () => {
    const test = TestRun.admit([createTask("a", { pool: "spark" })]);
    hold(test);
    const key = { taskId: "a", mapIndex: -1 };
    expect(test.send({ type: "grant", gate: "spark", granted: [key] })).toMatchObject({ dispatch: [], refused: [key] });
    hold(test, false);
    expect(test.run.wanting.size).toBe(1);
    expect(namesOf(test, test.send({ type: "grant", gate: "spark", granted: [key] }).dispatch)).toEqual(["a"]);
  });
});
