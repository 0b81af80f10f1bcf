import { describe, expect, it } from "vitest";
import { explainHeld } from "../../src/core/held.ts";
import { createTask } from "../support/graphs.ts";
import { namesOf, TestRun } from "../support/runs.ts";

const literal = (length: number) => ({ kind: "literal", value: null, length }) as const;
const expandOver = (length: number) => ({ kind: "product", sources: [["x", literal(length)]] }) as const;
const weigh = (priorityWeight: number) => ({ priorityWeight, weightRule: "absolute" }) as const;
const key = (taskId: string, mapIndex = -1) => ({ taskId, mapIndex });
const full = { code: "pool_full", params: {} };
const refuse = (taskId: string, mapIndex = -1, isHopeless = false) => ({
  ...key(taskId, mapIndex),
  reason: full,
  isHopeless,
});
const standing = (test: TestRun): string[] => namesOf(test, [...test.run.wanting.keys()]);
const why = (test: TestRun, name: string) => explainHeld(test.run, test.instance(name))?.code;

describe("a task with several gates", () => {
  const rate = { key: "k", limit: 1, period: 1_000 };
  const node = createTask("a", { pool: "p", maxActiveTisPerDag: 2, rate });

  it("passes them in one order, and holds what it has passed", () => {
    const test = TestRun.admit([node]);
    const [limit, pool, last] = ["task:test/a", "p", "rate:k"];
    for (const gate of [pool, last]) expect(test.send({ type: "grant", gate, granted: [key("a")] }).batch).toBeNull();
    for (const gate of [limit, pool]) {
      expect(test.states).toEqual({ a: "scheduled" });
      test.send({ type: "grant", gate, granted: [key("a")] });
    }
    expect(namesOf(test, test.send({ type: "grant", gate: last, granted: [key("a")] }).dispatch)).toEqual(["a"]);
    const holding = [...test.run.gates.byName.values()].map(({ name, holding: held }) => [name, held.size]);
    expect(holding).toEqual([
      [limit, 1],
      [pool, 1],
      [last, 0],
    ]);
  });

  it("gives all of it back when somebody else decides it", () => {
    const test = TestRun.admit([node, createTask("b")]);
    test.send({ type: "grant", gate: "task:test/a", granted: [key("a")] });
    test.mark("a", "skipped");
    for (const { wanting, holding } of test.run.gates.byName.values()) expect(wanting.size + holding.size).toBe(0);
  });
});

describe("a full pool", () => {
  const pooled = createTask("p", { pool: "pool", ...weigh(9) });

  it("keeps a place under max_active_tasks for the heavier task until it has answered, and no longer", () => {
    const test = TestRun.admit([pooled, createTask("n", weigh(1))], { maxActiveTasks: 1 });
    expect(test.states).toEqual({ p: "scheduled", n: "scheduled" });
    const { dispatch } = test.send({ type: "grant", gate: "pool", granted: [], refused: [refuse("p")] });
    expect(namesOf(test, dispatch)).toEqual(["n"]);
    expect(standing(test)).toEqual([]);
    expect(why(test, "p")).toBe("pool_full");
    test.perform("n");
    expect(standing(test)).toEqual(["p"]);
  });

  it("is told when it grants what the run has no room for any more", () => {
    const test = TestRun.admit([pooled, createTask("n", weigh(1))], { maxActiveTasks: 1 });
    test.send({ type: "grant", gate: "pool", granted: [], refused: [refuse("p")] });
    const stamp = test.run.gates.byName.get("pool")?.stamp ?? 0;
    expect(test.send({ type: "grant", gate: "pool", granted: [key("p")] }).refused).toEqual([key("p")]);
    expect(test.run.gates.byName.get("pool")?.stamp).toBeGreaterThan(stamp);
    expect(test.states).toEqual({ p: "scheduled", n: "queued" });
  });

  it("that refuses everybody is asked once for each, and not in turns", () => {
    const tasks = ["a", "b", "c", "d"].map((id) => createTask(id, { pool: "pool" }));
    const test = TestRun.admit([createTask("n", weigh(99)), ...tasks], { maxActiveTasks: 2 });
    const asked: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const open = [...test.run.wanting].flatMap(([instance, { isAnswered }]) => (isAnswered ? [] : [instance]));
      if (open.length === 0) break;
      asked.push(...namesOf(test, open));
      test.send({ type: "grant", gate: "pool", granted: [], refused: namesOf(test, open).map((id) => refuse(id)) });
    }
    expect(asked).toEqual(["a", "b", "c", "d"]);
  });

  it("is asked for so many at once, and those it can never serve keep no others from being asked for", () => {
    const big = createTask("big", { pool: "pool", poolSlots: 9, expand: expandOver(10), ...weigh(9) });
    const small = createTask("small", { pool: "pool", expand: expandOver(10), ...weigh(1) });
    const test = TestRun.admit([big, small]);
    const refused = Array.from({ length: 10 }, (_, index) => refuse("big", index, true));
    test.send({ type: "grant", gate: "pool", granted: [], refused, window: 2 });
    expect(standing(test).filter((name) => name.startsWith("small"))).toHaveLength(10);
    const late = TestRun.admit([createTask("m", { pool: "pool", expand: expandOver(200) })]);
    expect(late.run.wanting.size).toBe(64);
    late.send({ type: "grant", gate: "pool", granted: [key("m", 0)], window: 64 });
    expect(standing(late).at(-1)).toBe("m[64]");
  });
});

describe("max_active_tis_per_dagrun", () => {
  it("counts what is queued, running and deferred, and lets the next one go when one is over", () => {
    const test = TestRun.admit([createTask("m", { expand: expandOver(4), maxActiveTisPerDagrun: 2 })]);
    expect(Object.values(test.states)).toEqual(["queued", "queued", "scheduled", "scheduled"]);
    expect(why(test, "m[2]")).toBe("max_active_tis_per_dagrun");
    test.start("m[0]");
    test.finish("m[0]", { type: "defer", until: test.now + 1_000, event: null, resume: null });
    expect(test.states).toMatchObject({ "m[0]": "deferred", "m[2]": "scheduled" });
    test.perform("m[1]");
    expect(test.states).toMatchObject({ "m[2]": "queued", "m[3]": "scheduled" });
  });

  it("says what holds back a task that waits for room in its run", () => {
    const test = TestRun.admit([createTask("a"), createTask("b")], { maxActiveTasks: 1 });
    expect([why(test, "a"), why(test, "b")]).toEqual([undefined, "max_active_tasks"]);
  });
});

describe("the default pool", () => {
  it("is asked once it has a limit, also for what goes on already, and not when it has none", () => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"] })]);
    test.send({ type: "default_pool", isLimited: true });
    expect(test.run.gates.byName.get("default_pool")?.holding.size).toBe(1);
    test.perform("a");
    expect(test.states).toMatchObject({ b: "scheduled" });
    expect(standing(test)).toEqual(["b"]);
    expect(namesOf(test, test.send({ type: "default_pool", isLimited: false }).dispatch)).toEqual(["b"]);
    expect(test.run.gates.byName.get("default_pool")?.wanting.size).toBe(0);
  });
});
