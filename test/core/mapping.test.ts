import { describe, expect, it } from "vitest";
import type { Expand, ExpandSource } from "../../src/core/graph.ts";
import { MAX_MAP_LENGTH } from "../../src/core/limits.ts";
import { findElements, isMappedSource, listPushed } from "../../src/core/mapping.ts";
import { taskOf } from "../../src/core/run.ts";
import { createGroup, createTask } from "../support/graphs.ts";
import { FATAL, SKIP, SUCCESS, TestRun } from "../support/runs.ts";

const literal = (length: number): ExpandSource => ({ kind: "literal", value: null, length });
const from = (task: string): ExpandSource => ({ kind: "output", task });
const list = (length: number) => ({ isPushed: true, length });

function mapOver(sources: Record<string, ExpandSource>, kind: "product" | "zip" = "product"): Expand {
  return { kind, sources: Object.entries(sources) };
}
function elementsOf(expand: Expand, mapIndex: number): Record<string, number> {
  const test = TestRun.admit([createTask("m", { expand })]);
  const found = findElements(test.run, expand, mapIndex);
  return Object.fromEntries([...found].map(([name, { index }]) => [name, index]));
}

describe("elements", () => {
  it("of a cross product vary fastest in the last name", () => {
    const expand = mapOver({ a: literal(2), b: literal(3) });
    const all = [0, 1, 2, 3, 4, 5].map((index) => elementsOf(expand, index));
    expect(all.map(({ a, b }) => [a, b])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it("of a zip go side by side, to the end of the shortest", () => {
    const expand = mapOver({ a: literal(3), b: literal(2) }, "zip");
    expect(elementsOf(expand, 1)).toEqual({ a: 1, b: 1 });
    const test = TestRun.admit([createTask("m", { expand })]);
    expect(Object.keys(test.states)).toEqual(["m[0]", "m[1]"]);
  });

  it("of rows are whole rows", () => {
    const expand: Expand = { kind: "kwargs", source: literal(4) };
    expect(elementsOf(expand, 3)).toEqual({ "*": 3 });
    expect(Object.keys(TestRun.admit([createTask("m", { expand })]).states)).toHaveLength(4);
  });
});

describe("expansion", () => {
  const line = [
    createTask("a"),
    createTask("m", { upstream: ["a"], expand: mapOver({ x: from("a"), y: literal(2) }) }),
    createTask("z", { upstream: ["m"] }),
  ];

  it("waits for its list, and what is below waits for every instance", () => {
    const test = TestRun.admit(line);
    expect(test.states).toEqual({ a: "queued", m: "none", z: "none" });
    test.perform("a", SUCCESS, list(2));
    expect(Object.keys(test.states)).toEqual(["a", "m[0]", "m[1]", "m[2]", "m[3]", "z"]);
    for (const index of [3, 1, 0]) test.perform(`m[${index}]`);
    expect(test.states["z"]).toBe("none");
    test.perform("m[2]");
    expect(test.states["z"]).toBe("queued");
  });

  it("of an empty list is skipped, and so is what is below", () => {
    const test = TestRun.admit(line);
    test.perform("a", SUCCESS, list(0));
    expect(test.states).toEqual({ a: "success", m: "skipped", z: "skipped" });
    expect(test.status("m", "skipped").reason.code).toBe("expansion_empty");
    expect(test.run.state).toBe("success");
  });

  it("of no list fails", () => {
    const test = TestRun.admit(line);
    test.perform("a", SUCCESS, { isPushed: true, length: null });
    expect(test.states).toEqual({ a: "success", m: "upstream_failed", z: "upstream_failed" });
    expect(test.status("m", "upstream_failed").reason.code).toBe("expansion_unknown");
  });

  it("of a list longer than a run bears fails", () => {
    const test = TestRun.admit(line);
    test.perform("a", SUCCESS, list(MAX_MAP_LENGTH));
    expect(Object.values(test.states)).toEqual(["success", "upstream_failed", "upstream_failed"]);
    expect(test.status("m", "upstream_failed").reason).toEqual({
      code: "expansion_too_long",
      params: { length: 2 * MAX_MAP_LENGTH, limit: MAX_MAP_LENGTH },
    });
  });

  it.each([
    [FATAL, "upstream_failed"],
    [SKIP, "skipped"],
  ] as const)("after %j of its source is %s, whatever the rule", (outcome, state) => {
    const test = TestRun.admit(line.map((task) => (task.id === "m" ? { ...task, triggerRule: "all_done" } : task)));
    test.perform("a", outcome);
    expect(test.status("m", state).reason).toMatchObject({ code: "expansion_source", params: { task: "a" } });
  });

  it("of which the source was skipped does not wait for others, though another was skipped before", () => {
    const test = TestRun.admit([
      createTask("a"),
      createTask("o"),
      createTask("p"),
      createTask("m", { upstream: ["o", "a", "p"], triggerRule: "all_done", expand: mapOver({ x: from("a") }) }),
    ]);
    test.perform("o", SKIP);
    test.perform("a", SKIP);
    expect(test.states).toMatchObject({ p: "queued", m: "skipped" });
  });

  it("over a mapped task takes the outputs there are, in order", () => {
    const test = TestRun.admit([
      createTask("m", { expand: mapOver({ x: literal(4) }) }),
      createTask("n", { upstream: ["m"], triggerRule: "all_done", expand: mapOver({ x: from("m") }) }),
    ]);
    test.perform("m[3]", SUCCESS, list(1));
    test.perform("m[0]", SUCCESS, { isPushed: true, length: null });
    test.perform("m[1]", SKIP);
    test.perform("m[2]", SUCCESS);
    expect(Object.keys(test.states).slice(4)).toEqual(["n[0]", "n[1]"]);
    expect(listPushed(taskOf(test.run, 0))).toEqual([0, 3]);
    test.clear(["m[0]", "m[2]"]);
    test.perform("m[2]", SUCCESS, list(1));
    expect(listPushed(taskOf(test.run, 0))).toEqual([2, 3]);
    expect(isMappedSource(test.run, from("m"))).toBe(true);
    expect([from("ghost"), literal(1)].map((source) => isMappedSource(test.run, source))).toEqual([false, false]);
  });

  it("over a mapped task that was skipped whole is skipped", () => {
    const test = TestRun.admit([
      createTask("m", { expand: mapOver({ x: literal(0) }) }),
      createTask("n", { upstream: ["m"], triggerRule: "all_done", expand: mapOver({ x: from("m") }) }),
    ]);
    expect(test.states).toEqual({ m: "skipped", n: "skipped" });
  });
});

describe("a mapped group", () => {
  const group = createGroup("g", mapOver({ x: literal(3) }));
  const inGroup = (id: string, options: Partial<ReturnType<typeof createTask>> = {}) =>
    createTask(id, { group: "g", ...options });
  const members = [inGroup("a"), inGroup("b", { upstream: ["a"] }), createTask("z", { upstream: ["b"] })];

  it("goes on index by index, and what is outside waits for all", () => {
    const test = TestRun.admit(members, { groups: [group] });
    test.perform("a[1]");
    expect(test.states).toMatchObject({ "b[0]": "none", "b[1]": "queued", "b[2]": "none", z: "none" });
    test.perform("b[1]");
    test.perform("a[0]", FATAL);
    expect(test.states).toMatchObject({ "b[0]": "upstream_failed", "b[2]": "none", z: "upstream_failed" });
  });

  it("may begin with several tasks", () => {
    const test = TestRun.admit([inGroup("a"), inGroup("b")], { groups: [group] });
    expect(Object.values(test.states)).toEqual(Array(6).fill("queued"));
    const tasks = [
      createTask("s"),
      inGroup("a", { upstream: ["s"], triggerRule: "one_failed" }),
      inGroup("b", { upstream: ["s"] }),
    ];
    const split = TestRun.admit(tasks, { groups: [group] });
    split.perform("s");
    expect(split.states).toMatchObject({ "a[0]": "skipped", "a[2]": "skipped", "b[0]": "queued", "b[2]": "queued" });
  });

  it("is all skipped over an empty list", () => {
    const empty = createGroup("g", mapOver({ x: literal(0) }));
    const test = TestRun.admit(members, { groups: [empty] });
    expect(test.states).toEqual({ a: "skipped", b: "skipped", z: "skipped" });
  });

  it("takes a group inside it along", () => {
    const inner = { ...createGroup("h", null), parent: "g" };
    const tasks = [inGroup("a"), createTask("b", { group: "h", upstream: ["a"] })];
    const test = TestRun.admit(tasks, { groups: [group, inner] });
    test.perform("a[2]");
    expect(test.states).toMatchObject({ "b[0]": "none", "b[2]": "queued" });
  });

  it("takes back a member that was over before its expansion, and was cleared since", () => {
    const test = TestRun.admit(
      [createTask("s"), ...members.map((task) => (task.id === "a" ? { ...task, upstream: ["s"] } : task))],
      { groups: [group] },
    );
    test.mark("b", "skipped");
    test.perform("s");
    test.perform("a[0]");
    expect(test.states).toMatchObject({ "a[1]": "queued", b: "skipped", z: "skipped" });
    test.clear("b");
    expect(test.states).toMatchObject({ "b[0]": "queued", "b[1]": "none", "b[2]": "none" });
    test.perform("a[1]", FATAL);
    expect(test.states).toMatchObject({ "b[1]": "upstream_failed", "b[2]": "none" });
  });

  it("listens to a member that was over before its expansion", () => {
    const tasks = [
      createTask("s"),
      createTask("o"),
      inGroup("a", { upstream: ["s"], triggerRule: "one_failed" }),
      inGroup("b", { upstream: ["o"] }),
      inGroup("c", { upstream: ["a", "b"], triggerRule: "none_failed" }),
    ];
    const test = TestRun.admit(tasks, { groups: [group] });
    for (const name of ["s", "o", "b[0]", "b[1]", "b[2]"]) test.perform(name);
    expect(test.states).toMatchObject({ a: "skipped", "c[0]": "queued", "c[2]": "queued" });
    test.clear("s", { downstream: true });
    expect(test.states).toMatchObject({ s: "queued", a: "none", "c[0]": "none" });
    test.perform("s");
    expect(test.states).toMatchObject({ a: "skipped", "c[0]": "queued", "c[2]": "queued" });
  });

  it("relies on setups and tears down index by index", () => {
    const teardown = { setups: ["s"], onFailureFailDagrun: false };
    const tasks = [
      inGroup("s", { isSetup: true }),
      inGroup("w", { upstream: ["s"] }),
      inGroup("x", { upstream: ["w"], triggerRule: "all_done" }),
      inGroup("t", { upstream: ["s", "x"], triggerRule: "all_done_setup_success", teardown }),
    ];
    const test = TestRun.admit(tasks, { groups: [createGroup("g", mapOver({ x: literal(2) }))] });
    test.perform("s[0]", FATAL);
    expect(test.states).toMatchObject({ "w[0]": "upstream_failed", "x[0]": "upstream_failed", "x[1]": "none" });
    for (const name of ["s[1]", "w[1]", "x[1]"]) test.perform(name);
    expect(test.states).toMatchObject({ "x[1]": "success", "t[0]": "upstream_failed", "t[1]": "queued" });
  });

  it("tears down an index without waiting for the others", () => {
    const teardown = { setups: ["s"], onFailureFailDagrun: false };
    const tasks = [
      inGroup("s", { isSetup: true }),
      inGroup("w", { upstream: ["s"] }),
      inGroup("x", { upstream: ["w"] }),
      inGroup("t", { upstream: ["s", "x"], triggerRule: "all_done_setup_success", teardown }),
    ];
    const test = TestRun.admit(tasks, { groups: [createGroup("g", mapOver({ x: literal(2) }))] });
    for (const name of ["s[0]", "w[0]", "x[0]"]) test.perform(name);
    expect(test.states).toMatchObject({ "t[0]": "queued", "s[1]": "queued" });
  });
});
