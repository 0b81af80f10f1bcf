import { describe, expect, it } from "vitest";
import { MAX_IN_FLIGHT, MAX_IN_QUEUE, MAX_QUEUED_TIMEOUT, QUEUED_TIMEOUT } from "../../src/core/limits.ts";
import { createTask } from "../support/graphs.ts";
import { namesOf, SUCCESS, TestRun } from "../support/runs.ts";

const literal = (length: number) => ({ kind: "literal", value: null, length }) as const;
const expandOver = (length: number) => ({ kind: "product", sources: [["x", literal(length)]] }) as const;

describe("hand-over", () => {
  const fan = [createTask("a"), ...["b", "c", "d"].map((id) => createTask(id, { upstream: ["a"] }))];

  it("gives the carrier as many as it takes, and sends the others", () => {
    const test = TestRun.admit(fan);
    test.start("a");
    const { leased, dispatch } = test.finish("a", SUCCESS, { take: 2 });
    expect(namesOf(test, leased)).toEqual(["b", "c"]);
    expect(namesOf(test, dispatch)).toEqual(["d"]);
    expect(test.status("b", "running")).toMatchObject({ carrier: "c1", times: { queuedAt: test.now } });
    expect(test.finish("b").refused).toEqual([]);
  });

  it("gives nothing to a carrier that takes nothing", () => {
    const test = TestRun.admit(fan);
    test.start("a");
    expect(test.finish("a", SUCCESS, { take: 0 }).leased).toEqual([]);
  });

  const kept: [why: string, options: Partial<ReturnType<typeof createTask>>][] = [
    ["an executor the carrier does not accept", { executor: "detached" }],
    ["a CPU-heavy task", { cpuHeavy: true }],
  ];
  it.each(kept)("does not hand over %s", (_, options) => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"], ...options })]);
    test.start("a");
    const { leased, dispatch } = test.finish("a", SUCCESS, { take: 5 });
    expect(leased).toEqual([]);
    expect(namesOf(test, dispatch)).toEqual(["b"]);
  });

  it("takes nothing for what was only asked, not finished", () => {
    const test = TestRun.admit(fan, { maxActiveTasks: 1 });
    const { leased } = test.start("a");
    expect(namesOf(test, leased)).toEqual(["a"]);
    expect(test.states).toMatchObject({ b: "none" });
  });
});

describe("limits", () => {
  it("keep to max_active_tasks, highest priority first", () => {
    const weigh = (priorityWeight: number) => ({ priorityWeight, weightRule: "absolute" }) as const;
    const tasks = [createTask("low", weigh(1)), createTask("high", weigh(9)), createTask("middle", weigh(5))];
    const test = TestRun.admit(tasks, { maxActiveTasks: 1 });
    expect(test.states).toEqual({ low: "scheduled", high: "queued", middle: "scheduled" });
    test.start("high");
    expect(namesOf(test, test.finish("high").dispatch)).toEqual(["middle"]);
    expect(test.states).toEqual({ low: "scheduled", high: "success", middle: "queued" });
  });

  it("count the tasks below, by default, and take map indexes in order", () => {
    const tasks = [createTask("m", { expand: expandOver(3) }), createTask("a"), createTask("b", { upstream: ["a"] })];
    const test = TestRun.admit(tasks, { maxActiveTasks: 1 });
    expect(test.states).toMatchObject({ a: "queued", "m[0]": "scheduled" });
    test.perform("a");
    expect(test.states).toMatchObject({ b: "queued", "m[0]": "scheduled" });
    test.perform("b");
    expect(test.states).toMatchObject({ "m[0]": "queued", "m[1]": "scheduled" });
  });

  it("take equals in the graph's order", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const test = TestRun.admit(
      ids.map((id) => createTask(id)),
      { maxActiveTasks: 1 },
    );
    const order: string[] = [];
    for (const id of ids) {
      const { states } = test;
      order.push(...ids.filter((other) => states[other] === "queued"));
      test.perform(id);
    }
    expect(order).toEqual(ids);
  });

  it("let so many lie in queues that nobody has taken up, whatever the graph allows", () => {
    const test = TestRun.admit([createTask("m", { expand: expandOver(MAX_IN_QUEUE + 2) })]);
    expect(test.run).toMatchObject({ inQueue: MAX_IN_QUEUE, inFlight: MAX_IN_QUEUE, active: MAX_IN_QUEUE + 2 });
    expect(namesOf(test, test.start("m[0]").dispatch)).toEqual([`m[${MAX_IN_QUEUE}]`]);
  });

  it("hold back more than the window", () => {
    const test = TestRun.admit([createTask("m", { expand: expandOver(MAX_IN_FLIGHT + 2) })]);
    for (let from = 0; from < MAX_IN_FLIGHT; from += MAX_IN_QUEUE)
      test.start(Array.from({ length: MAX_IN_QUEUE }, (_, index) => `m[${from + index}]`));
    expect(test.run).toMatchObject({ inQueue: 0, inFlight: MAX_IN_FLIGHT, active: MAX_IN_FLIGHT + 2 });
    expect(namesOf(test, test.finish("m[0]").dispatch)).toEqual([`m[${MAX_IN_FLIGHT}]`]);
  });
});

describe("pools", () => {
  const pooled = (id: string) => createTask(id, { pool: "spark" });
  const A = { taskId: "a", mapIndex: -1 };

  it("are asked before an instance is sent, and answered with its dispatch", () => {
    const test = TestRun.admit([pooled("a")]);
    expect(test.states).toEqual({ a: "scheduled" });
    expect(namesOf(test, [...test.run.wanting.keys()])).toEqual(["a"]);
    expect(namesOf(test, test.send({ type: "grant", granted: [A] }).dispatch)).toEqual(["a"]);
    expect(test.run.wanting.size).toBe(0);
    test.perform("a");
    expect(test.run.state).toBe("success");
  });

  it("get back at once what nobody wants any more", () => {
    const test = TestRun.admit([pooled("a"), createTask("b")]);
    test.mark("a", "skipped");
    expect(test.run.wanting.size).toBe(0);
    expect(test.send({ type: "grant", granted: [A] })).toMatchObject({ batch: null, refused: [A] });
  });

  it("repeat a grant without harm", () => {
    const test = TestRun.admit([pooled("a")]);
    test.send({ type: "grant", granted: [A] });
    expect(test.send({ type: "grant", granted: [A] })).toMatchObject({ batch: null, refused: [] });
  });

  it("do not lead past max_active_tasks when an old grant comes late", () => {
    const test = TestRun.admit([pooled("a"), pooled("b")], { maxActiveTasks: 1 });
    expect(namesOf(test, [...test.run.wanting.keys()])).toEqual(["a"]);
    const b = { taskId: "b", mapIndex: -1 };
    expect(test.send({ type: "grant", granted: [b, A] }).refused).toEqual([b]);
    expect(test.states).toEqual({ a: "queued", b: "scheduled" });
  });

  it("are asked also for a task that could be handed over", () => {
    const test = TestRun.admit([createTask("x"), createTask("a", { upstream: ["x"], pool: "spark" })]);
    test.start("x");
    expect(test.finish("x", SUCCESS, { take: 3 }).leased).toEqual([]);
    expect(namesOf(test, [...test.run.wanting.keys()])).toEqual(["a"]);
  });
});

describe("a queued instance nobody starts", () => {
  it("is sent again under the same token, ever later", () => {
    const test = TestRun.admit([createTask("a")]);
    const { token } = test.attempt("a");
    const waits: number[] = [];
    for (let sends = 1; sends <= 6; sends += 1) {
      const wait = test.status("a", "queued").due - test.now;
      waits.push(wait);
      expect(test.pass(wait - 1).dispatch).toEqual([]);
      expect(namesOf(test, test.pass(1).dispatch)).toEqual(["a"]);
      expect(test.status("a", "queued")).toMatchObject({ token, sends: sends + 1 });
    }
    expect(waits.slice(0, 3)).toEqual([QUEUED_TIMEOUT, 2 * QUEUED_TIMEOUT, 4 * QUEUED_TIMEOUT]);
    expect(waits.at(-1)).toBe(MAX_QUEUED_TIMEOUT);
    expect(test.instance("a").tryNumber).toBe(1);
    expect(namesOf(test, test.start("a").leased)).toEqual(["a"]);
  });

  it("is sent again when the object forgot what it had sent", () => {
    const test = TestRun.admit([createTask("a"), createTask("b")]);
    test.start("a");
    const { token } = test.attempt("b");
    expect(namesOf(test, test.send({ type: "redispatch" }).dispatch)).toEqual(["b"]);
    expect(test.attempt("b").token).toBe(token);
  });
});
