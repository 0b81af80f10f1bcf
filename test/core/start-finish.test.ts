import { describe, expect, it } from "vitest";
import { createTask } from "../support/graphs.ts";
import { FAILURE, namesOf, SKIP, SUCCESS, TestRun } from "../support/runs.ts";

const A = { taskId: "a", mapIndex: -1 };
const B = { taskId: "b", mapIndex: -1 };
const chain = [createTask("a"), createTask("b", { upstream: ["a"] }), createTask("c", { upstream: ["b"] })];

describe("a run", () => {
  it("does nothing before it is admitted, and is admitted once", () => {
    const test = new TestRun(chain);
    expect(test.pass(10_000).batch).toBeNull();
    expect(test.states).toEqual({ a: "none", b: "none", c: "none" });
    expect(namesOf(test, test.send({ type: "admit" }).dispatch)).toEqual(["a"]);
    expect(test.run).toMatchObject({ state: "running", startedAt: test.now });
    expect(test.send({ type: "admit" }).batch).toBeNull();
  });

  it("goes through a chain and succeeds", () => {
    const test = TestRun.admit(chain);
    expect(namesOf(test, test.perform("a").dispatch)).toEqual(["b"]);
    test.perform("b");
    test.now += 5;
    test.perform("c");
    expect(test.states).toEqual({ a: "success", b: "success", c: "success" });
    expect(test.run).toMatchObject({ state: "success", endedAt: test.now });
  });

  it("fails when a leaf failed, and not when only a task above it did", () => {
    const fail = TestRun.admit(chain);
    fail.perform("a", FAILURE);
    expect(fail.states).toEqual({ a: "failed", b: "upstream_failed", c: "upstream_failed" });
    expect(fail.run.state).toBe("failed");
    const mended = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"], triggerRule: "all_done" })]);
    mended.perform("a", FAILURE);
    mended.perform("b");
    expect(mended.run.state).toBe("success");
  });

  it("without tasks succeeds at once", () => {
    expect(TestRun.admit([]).run.state).toBe("success");
  });

  it("carries out empty tasks by itself", () => {
    const test = TestRun.admit([
      createTask("a", { kind: "empty" }),
      createTask("b", { kind: "empty", upstream: ["a"] }),
      createTask("c", { upstream: ["b"] }),
    ]);
    expect(test.states).toEqual({ a: "success", b: "success", c: "queued" });
    expect(test.instance("a").tryNumber).toBe(1);
  });

  it("takes a note", () => {
    const test = TestRun.admit(chain);
    test.send({ type: "note", note: "look here" });
    expect(test.run.note).toBe("look here");
  });
});

describe("start", () => {
  it("leases a queued instance under its token", () => {
    const test = TestRun.admit(chain);
    test.now += 7;
    const { leased, refused } = test.start("a");
    expect(namesOf(test, leased)).toEqual(["a"]);
    expect(refused).toEqual([]);
    expect(test.status("a", "running")).toMatchObject({
      carrier: "c1",
      times: { queuedAt: test.now - 7, startedAt: test.now },
      carry: { firstStartedAt: test.now },
    });
    expect(test.instance("a").tryNumber).toBe(1);
  });

  it("gives the same carrier the same lease again", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const before = test.instance("a").status;
    test.now += 1;
    const again = test.start("a");
    expect(again).toMatchObject({ batch: null, refused: [] });
    expect(again.leased).toEqual([test.instance("a")]);
    expect(test.instance("a").status).toBe(before);
  });

  it("refuses a second carrier", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    expect(test.start("a", "c2")).toMatchObject({ batch: null, leased: [], refused: [A] });
    expect(test.status("a", "running").carrier).toBe("c1");
  });

  it("refuses another token, from anybody", () => {
    const test = TestRun.admit(chain);
    const stray = { ...test.attempt("a"), token: "stray" };
    const start = { type: "start", attempts: [stray] } as const;
    expect(test.send({ ...start, carrier: "c1" })).toMatchObject({ batch: null, leased: [], refused: [A] });
    test.start("a");
    expect(test.send({ ...start, carrier: "c1" })).toMatchObject({ batch: null, leased: [], refused: [A] });
  });

  it("refuses what is not queued, is over, or does not exist", () => {
    const test = TestRun.admit(chain);
    expect(test.start("b").refused).toEqual([B]);
    const first = test.attempt("a");
    test.perform("a");
    expect(test.send({ type: "start", carrier: "c1", attempts: [first] }).refused).toEqual([A]);
    const ghost = { taskId: "ghost", mapIndex: 3, token: "t" };
    expect(test.send({ type: "start", carrier: "c1", attempts: [ghost] })).toMatchObject({ batch: null, leased: [] });
  });
});

describe("finish", () => {
  it("commits an outcome once", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const attempt = test.attempt("a");
    expect(test.finishAs(attempt).refused).toEqual([]);
    expect(test.finishAs(attempt, FAILURE)).toMatchObject({ batch: null, refused: [A] });
    expect(test.states["a"]).toBe("success");
  });

  it("commits the first of two outcomes in one call", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const finish = { ...test.attempt("a"), output: { isPushed: false, length: null } };
    const { refused } = test.send({
      type: "finish",
      carrier: "c1",
      finishes: [
        { ...finish, outcome: SKIP },
        { ...finish, outcome: SUCCESS },
      ],
      take: 0,
      accepts: [],
      holding: null,
    });
    expect(refused).toEqual([A]);
    expect(test.states["a"]).toBe("skipped");
  });

  it("refuses another token and another carrier", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    expect(test.finishAs({ ...test.attempt("a"), token: "stray" })).toMatchObject({ batch: null, refused: [A] });
    expect(test.finish("a", SUCCESS, { carrier: "c2" })).toMatchObject({ batch: null, refused: [A] });
    expect(test.states["a"]).toBe("running");
  });

  it("refuses what was never started", () => {
    const test = TestRun.admit(chain);
    expect(test.finish("a")).toMatchObject({ batch: null, refused: [A] });
  });

  it("refuses the try before after a retry", () => {
    const test = TestRun.admit([createTask("a", { retry: { limit: 1, delay: 10, multiplier: 0, maxDelay: null } })]);
    test.start("a");
    const first = test.attempt("a");
    test.finish("a", FAILURE);
    test.pass(10);
    test.start("a");
    expect(test.finishAs(first)).toMatchObject({ batch: null, refused: [A] });
    expect(test.finish("a").refused).toEqual([]);
  });

  it("keeps output and decision", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    test.finish("a", SUCCESS, { output: { isPushed: true, length: 3 } });
    expect(test.status("a", "success")).toMatchObject({ output: { isPushed: true, length: 3 }, decision: null });
  });
});

describe("a lost answer", () => {
  const take = { take: 1, holding: [] };

  it("to a finish is given again, with the lease that was in it", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const attempt = test.attempt("a");
    expect(namesOf(test, test.finish("a", SUCCESS, { take: 1 }).leased)).toEqual(["b"]);
    const again = test.finishAs(attempt, SUCCESS, take);
    expect(again).toMatchObject({ batch: null, refused: [A] });
    expect(namesOf(test, again.leased)).toEqual(["b"]);
  });

  it("leaves out what the carrier knows it holds", () => {
    const test = TestRun.admit([createTask("x"), ...chain]);
    test.start("x");
    test.start("a");
    const attempt = test.attempt("a");
    test.finish("a", SUCCESS, { take: 1 });
    const x = { taskId: "x", mapIndex: -1 };
    expect(namesOf(test, test.finishAs(attempt, SUCCESS, { ...take, holding: [x] }).leased)).toEqual(["b"]);
    expect(namesOf(test, test.finishAs(attempt, SUCCESS, { ...take, holding: [x, B] }).leased)).toEqual([]);
    expect(namesOf(test, test.finishAs(attempt, SUCCESS, take).leased).sort()).toEqual(["b", "x"]);
  });

  it("gives nothing to another carrier", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const attempt = test.attempt("a");
    test.finish("a", SUCCESS, { take: 1 });
    expect(test.finishAs(attempt, SUCCESS, { ...take, carrier: "c2" }).leased).toEqual([]);
  });
});
