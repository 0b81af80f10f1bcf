import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/protocol.ts";
import { createGroup, createTask } from "../support/graphs.ts";
import { SKIP, SUCCESS, TestRun } from "../support/runs.ts";

const choose = (...labels: string[]): Outcome => ({ type: "success", decision: { kind: "branch", labels } });
const proceed = (yes: boolean): Outcome => ({ type: "success", decision: { kind: "short_circuit", proceed: yes } });

const arms = { left: ["l"], right: ["r"], both: ["l", "r"] };
const fork = [
  createTask("f", { kind: "branch", arms }),
  createTask("l", { upstream: ["f"] }),
  createTask("r", { upstream: ["f"] }),
  createTask("always", { upstream: ["f"] }),
  createTask("join", { upstream: ["l", "r"], triggerRule: "none_failed_min_one_success" }),
];

describe("a branch", () => {
  const decided: [labels: string[], left: string, right: string][] = [
    [["left"], "queued", "skipped"],
    [["right"], "skipped", "queued"],
    [["left", "right"], "queued", "queued"],
    [["both"], "queued", "queued"],
    [[], "skipped", "skipped"],
  ];
  it.each(decided)("that chose %j leaves l %s and r %s", (labels, l, r) => {
    const test = TestRun.admit(fork);
    test.perform("f", choose(...labels));
    expect(test.states).toMatchObject({ f: "success", l, r, always: "queued" });
  });

  it("skips at once, says so, and the join goes on with the one that ran", () => {
    const test = TestRun.admit(fork);
    test.perform("f", choose("left"));
    expect(test.status("r", "skipped").reason).toEqual({ code: "skipped_by", params: { task: "f" } });
    test.perform("l");
    expect(test.states["join"]).toBe("queued");
  });

  it("that chose none skips its join too", () => {
    const test = TestRun.admit(fork);
    test.perform("f", choose());
    expect(test.states["join"]).toBe("skipped");
  });

  it("that names no arm of its own fails for good", () => {
    const retry = { limit: 3, delay: 0, multiplier: 0, maxDelay: null };
    const test = TestRun.admit([createTask("f", { kind: "branch", arms, retry }), ...fork.slice(1)]);
    test.perform("f", choose("left", "toString"));
    expect(test.status("f", "failed").reason).toEqual({
      code: "unknown_arm",
      params: { label: "toString", arms: "left, right, both" },
    });
    expect(test.states).toMatchObject({ l: "upstream_failed", r: "upstream_failed", always: "upstream_failed" });
  });

  it("that was skipped itself decides nothing", () => {
    const test = TestRun.admit(fork);
    test.perform("f", SKIP);
    expect(test.states).toMatchObject({ l: "skipped", r: "skipped", always: "skipped" });
  });

  it("follows what hangs below a chosen task, though another arm holds it too", () => {
    const test = TestRun.admit([
      createTask("f", { kind: "branch", arms: { work: ["w"], done: ["end"] } }),
      createTask("w", { upstream: ["f"] }),
      createTask("end", { upstream: ["f", "w"], triggerRule: "none_failed" }),
    ]);
    test.perform("f", choose("work"));
    expect(test.states).toEqual({ f: "success", w: "queued", end: "none" });
    test.perform("w");
    expect(test.states["end"]).toBe("queued");
  });

  it("holds to its decision when what it skipped is cleared", () => {
    const test = TestRun.admit(fork);
    test.perform("f", choose("left"));
    test.clear("r");
    expect(test.states["r"]).toBe("skipped");
    test.clear(["f", "r"]);
    expect(test.states).toMatchObject({ f: "queued", r: "none" });
    test.perform("f", choose("right"));
    expect(test.states).toMatchObject({ r: "queued" });
  });

  it("overrules a rule, and a failure noted before", () => {
    const test = TestRun.admit([
      createTask("x"),
      createTask("f", { kind: "branch", arms: { go: ["l"] } }),
      createTask("l", { upstream: ["x", "f"] }),
      createTask("m", { upstream: ["f", "l"], triggerRule: "always" }),
    ]);
    test.perform("x", { type: "fail", reason: { code: "error", params: {} }, retryable: false });
    expect(test.states["l"]).toBe("upstream_failed");
    test.perform("f", choose());
    expect(test.states["l"]).toBe("skipped");
  });

  it("does not stop what runs already", () => {
    const test = TestRun.admit([
      createTask("f", { kind: "branch", arms: { go: ["l"] } }),
      createTask("l", { upstream: ["f"], triggerRule: "always" }),
    ]);
    test.start("l");
    test.perform("f", choose());
    expect(test.states["l"]).toBe("running");
  });
});

describe("a short circuit", () => {
  const line = (ignoreDownstreamTriggerRules: boolean) => [
    createTask("s", { isSetup: true }),
    createTask("c", { kind: "short_circuit", upstream: ["s"], ignoreDownstreamTriggerRules }),
    createTask("d", { upstream: ["c"] }),
    createTask("e", { upstream: ["d"], triggerRule: "all_done" }),
    createTask("t", {
      upstream: ["s", "c", "e"],
      triggerRule: "all_done_setup_success",
      teardown: { setups: ["s"], onFailureFailDagrun: false },
    }),
  ];

  it("that proceeds changes nothing", () => {
    const test = TestRun.admit(line(true));
    test.perform("s");
    test.perform("c", proceed(true));
    expect(test.states).toMatchObject({ d: "queued", e: "none" });
  });

  it("skips everything below but teardowns", () => {
    const test = TestRun.admit(line(true));
    test.perform("s");
    test.perform("c", proceed(false));
    expect(test.states).toEqual({ s: "success", c: "success", d: "skipped", e: "skipped", t: "queued" });
  });

  it("skips only what is directly below when rules are to be kept", () => {
    const test = TestRun.admit(line(false));
    test.perform("s");
    test.perform("c", proceed(false));
    expect(test.states).toMatchObject({ d: "skipped", e: "queued" });
  });

  it("holds to its decision for what is directly below after a clear", () => {
    const test = TestRun.admit(line(true));
    test.perform("s");
    test.perform("c", proceed(false));
    test.clear("d");
    expect(test.states["d"]).toBe("skipped");
  });
});

describe("a mapped decision", () => {
  const literal = { kind: "literal", value: null, length: 2 } as const;
  const expand = { kind: "product", sources: [["x", literal]] } as const;

  it("decides for its own index of its group", () => {
    const test = TestRun.admit(
      [
        createTask("f", { group: "g", kind: "branch", arms: { go: ["l"] } }),
        createTask("l", { group: "g", upstream: ["f"] }),
        createTask("z", { upstream: ["l"], triggerRule: "all_done" }),
      ],
      { groups: [createGroup("g", expand)] },
    );
    test.perform("f[0]", choose());
    expect(test.states).toMatchObject({ "l[0]": "skipped", "l[1]": "none" });
    test.perform("f[1]", choose("go"));
    expect(test.states).toMatchObject({ "l[1]": "queued", z: "none" });
    test.clear("l");
    expect(test.states).toMatchObject({ "l[0]": "skipped", "l[1]": "queued" });
    test.perform("l[1]");
    expect(test.states["z"]).toBe("queued");
  });

  it("decides for the same index of a task that is mapped alike", () => {
    const test = TestRun.admit([
      createTask("f", { kind: "branch", arms: { go: ["l"] }, expand }),
      createTask("w"),
      createTask("l", { upstream: ["f", "w"], expand, triggerRule: "one_success" }),
      createTask("m", { upstream: ["l"] }),
    ]);
    test.perform("f[1]", choose("go"));
    expect(test.states).toMatchObject({ "l[0]": "queued", "l[1]": "queued" });
    test.perform("f[0]", choose());
    expect(test.states).toMatchObject({ "l[0]": "skipped", "l[1]": "queued", m: "skipped" });
  });

  it("leaves tasks that are not mapped with it to their rules", () => {
    const test = TestRun.admit([
      createTask("f", { kind: "short_circuit", expand }),
      createTask("z", { upstream: ["f"] }),
    ]);
    test.perform("f[0]", proceed(false));
    expect(test.states["z"]).toBe("none");
    test.perform("f[1]", proceed(true));
    expect(test.states["z"]).toBe("queued");
    expect(test.perform("z", SUCCESS).batch).not.toBeNull();
  });
});
