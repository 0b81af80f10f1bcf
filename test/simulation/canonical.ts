import type { Graph, Input, TaskNode } from "../../src/core/graph.ts";
import { defer, NonRetryable, RetryAfter, skip } from "../../src/sdk/index.ts";
import type { TaskContext } from "../../src/sdk/index.ts";
import { createGraph, createGroup, createTask } from "../support/graphs.ts";

export type Script = (ctx: TaskContext) => unknown;

/** A small DAG that shows one thing, with what its tasks do; a task without a script answers with its own id. */
export interface Canonical {
  readonly name: string;
  readonly graph: Graph;
  readonly scripts: Readonly<Record<string, Script>>;
}

type Options = Partial<TaskNode>;

const task = (id: string, upstream: readonly string[] = [], options: Options = {}): TaskNode =>
  createTask(id, { upstream, ...options });
const output = (id: string): Record<string, Input> => ({ x: { kind: "output", task: id, stream: false } });
const element: Record<string, Input> = { x: { kind: "element", name: "x" } };
const over = (id: string): Options => ({
  expand: { kind: "product", sources: [["x", { kind: "output", task: id }]] },
  inputs: element,
});
const literal = (...values: number[]): Options => ({
  expand: { kind: "product", sources: [["x", { kind: "literal", value: values, length: values.length }]] },
  inputs: element,
});
const retry = (limit: number): Options => ({ retry: { limit, delay: 2_000, multiplier: 0, maxDelay: null } });
const fails: Script = () => {
  throw new NonRetryable("scripted");
};
const failsOnce: Script = (ctx) => {
  if (ctx.tryNumber === 1) throw new Error("scripted");
  return "second";
};
const list: Script = () => [1, 2, 3];

function canonical(
  name: string,
  tasks: readonly TaskNode[],
  scripts: Canonical["scripts"] = {},
  options: Partial<Graph> = {},
): Canonical {
  return { name, graph: createGraph(tasks, { dagId: name, description: "version 1", ...options }), scripts };
}

const teardown = (...setups: string[]): Options => ({
  triggerRule: "all_done_setup_success",
  teardown: { setups, onFailureFailDagrun: false },
});
const arms = { arms: { left: ["l"], right: ["r"] }, kind: "branch" } as const;

export const CANONICAL: readonly Canonical[] = [
  canonical("one", [task("a")]),
  canonical("chain", [task("a"), task("b", ["a"], { inputs: output("a") }), task("c", ["b"])]),
  canonical("fan_out", [task("a"), task("b", ["a"]), task("c", ["a"]), task("d", ["a"])]),
  canonical("diamond", [task("a"), task("b", ["a"]), task("c", ["a"]), task("d", ["b", "c"])]),
  canonical("islands", [task("a"), task("b"), task("c")]),
  canonical("retry", [task("a", [], retry(2)), task("b", ["a"], { inputs: output("a") })], { a: failsOnce }),
  canonical("failure", [task("a"), task("b", ["a"])], { a: fails }),
  canonical("repair", [task("a"), task("b", ["a"], { triggerRule: "one_failed" })], { a: fails }),
  canonical("all_done", [task("a"), task("b"), task("c", ["a", "b"], { triggerRule: "all_done" })], { a: fails }),
  canonical("skip", [task("a"), task("b", ["a"])], { a: () => skip("scripted") }),
  canonical("branch", [task("a", [], arms), task("l", ["a"]), task("r", ["a"])], { a: () => "left" }),
  canonical(
    "join",
    [
      task("a", [], arms),
      task("l", ["a"]),
      task("r", ["a"]),
      task("j", ["l", "r"], { triggerRule: "none_failed_min_one_success" }),
    ],
    { a: () => ["right"] },
  ),
  canonical("short_circuit", [task("a", [], { kind: "short_circuit" }), task("b", ["a"])], { a: () => false }),
  canonical("setup", [task("s", [], { isSetup: true }), task("w", ["s"]), task("t", ["s", "w"], teardown("s"))]),
  canonical("teardown", [task("s", [], { isSetup: true }), task("w", ["s"]), task("t", ["s", "w"], teardown("s"))], {
    w: fails,
  }),
  canonical("mapped_literal", [task("a", [], literal(1, 2)), task("b", ["a"], { inputs: output("a") })]),
  canonical("mapped", [task("a"), task("b", ["a"], over("a")), task("c", ["b"], { inputs: output("b") })], { a: list }),
  canonical("mapped_twice", [task("a"), task("b", ["a"], over("a")), task("c", ["b"], over("b"))], { a: list }),
  canonical("mapped_empty", [task("a"), task("b", ["a"], over("a")), task("c", ["b"])], { a: () => [] }),
  canonical("mapped_retry", [task("a"), task("b", ["a"], { ...over("a"), ...retry(1) })], { a: list, b: failsOnce }),
  canonical(
    "mapped_group",
    [task("a"), task("g.b", ["a"], { group: "g" }), task("g.c", ["g.b"], { group: "g" })],
    { a: list },
    {
      groups: [createGroup("g", { kind: "product", sources: [["x", { kind: "output", task: "a" }]] })],
    },
  ),
  canonical("deferral", [task("a"), task("b", ["a"])], {
    a: (ctx) => ctx.resume ?? defer({ until: "20s", resume: 7 }),
  }),
  canonical("retry_after", [task("a", [], retry(1))], {
    a: (ctx) => {
      if (ctx.tryNumber === 1) throw new RetryAfter("40s");
      return 1;
    },
  }),
  canonical("pool", [task("a", [], { pool: "narrow", poolSlots: 2 }), task("b", ["a"], { pool: "narrow" })]),
  canonical(
    "crowd",
    ["a", "b", "c", "d"].map((id) => task(id, [], { pool: "narrow" })),
  ),
  canonical("one_at_a_time", [task("a"), task("b"), task("c")], {}, { maxActiveTasks: 1 }),
  canonical("fail_fast", [task("a"), task("b"), task("c", ["b"])], { a: fails }, { failFast: true }),
  canonical("cpu_heavy", [task("a"), task("b", ["a"], { cpuHeavy: true }), task("c", ["b"])]),
  canonical("carriers", [
    task("a"),
    task("b", ["a"], { executor: "detached" }),
    task("c", ["a"], { executor: "inline" }),
  ]),
  canonical("large", [task("a"), task("b", ["a"], { inputs: output("a") })], { a: () => [{ large: true }] }),
  canonical("empty", [task("a", [], { kind: "empty" }), task("b", ["a"]), task("c", ["b"], { kind: "empty" })]),
];
