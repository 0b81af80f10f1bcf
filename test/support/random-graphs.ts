import fc from "fast-check";
import type { Expand, ExpandSource, Graph, TaskNode } from "../../src/core/graph.ts";
import { TRIGGER_RULES } from "../../src/core/trigger-rule.ts";
import { createGraph, createGroup, createTask } from "./graphs.ts";

/** One task's dice; what they mean depends on the tasks before it. */
const dice = fc.record({
  upstream: fc.nat(127),
  rule: fc.oneof({ weight: 3, arbitrary: fc.constant("all_success" as const) }, fc.constantFrom(...TRIGGER_RULES)),
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant("task" as const) },
    fc.constantFrom("sensor" as const, "branch" as const, "short_circuit" as const, "empty" as const),
  ),
  role: fc.constantFrom("work", "work", "work", "setup", "teardown"),
  isGrouped: fc.boolean(),
  map: fc.constantFrom("none", "none", "literal", "output", "zip", "kwargs"),
  length: fc.nat(3),
  retries: fc.nat(2),
  flag: fc.boolean(),
  executionTimeout: fc.constantFrom(null, null, 1_000),
  weight: fc.nat(3),
  gates: fc.constantFrom("none", "none", "none", "pool", "all", "rate"),
  limit: fc.constantFrom(undefined, undefined, 1, 2),
});
type Dice = typeof dice extends fc.Arbitrary<infer T> ? T : never;

const options = fc.record({
  maxActiveTasks: fc.constantFrom(null, null, 1, 2, 3),
  failFast: fc.constantFrom(false, false, false, true),
  dagrunTimeout: fc.constantFrom(null, null, null, 100_000),
  groupLength: fc.nat(3),
  isGroupOverTask: fc.boolean(),
});

/** Small graphs of every feature: rules, kinds, setups and teardowns, mapping of all sorts, a mapped group, retries. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .tuple(fc.array(dice, { minLength: 1, maxLength: 7, size: "max" }), options)
  .map(([rolls, { groupLength, isGroupOverTask, ...rest }]) => {
    const source: ExpandSource =
      isGroupOverTask && rolls.length > 1 ? { kind: "output", task: "t0" } : literal(groupLength);
    const tasks: TaskNode[] = [];
    for (const roll of rolls) tasks.push(buildTask(roll, tasks, source));
    const groups = [createGroup("g", { kind: "product", sources: [["x", source]] })];
    return createGraph(
      tasks.map((task) => ({ ...task, arms: task.kind === "branch" ? buildArms(task, tasks) : null })),
      { ...rest, groups },
    );
  });

function literal(length: number): ExpandSource {
  return { kind: "literal", value: null, length };
}

function buildTask(roll: Dice, before: readonly TaskNode[], groupSource: ExpandSource): TaskNode {
  const id = `t${before.length}`;
  const upstream = new Set(before.filter((_, index) => (roll.upstream >> index) % 2 === 1).map((task) => task.id));
  const isGrouped = roll.isGrouped && before.length > 0;
  const isFirst = before.every((task) => task.group === null || !upstream.has(task.id));
  if (isGrouped && isFirst && groupSource.kind === "output") upstream.add(groupSource.task);
  const expand = isGrouped ? null : buildExpand(roll, before);
  for (const task of listSources(expand)) upstream.add(task);
  const setups = before.filter((task) => upstream.has(task.id) && task.isSetup).map((task) => task.id);
  const isTeardown = roll.role === "teardown" && setups.length > 0;
  return createTask(id, {
    kind: isTeardown || roll.role === "setup" ? "task" : roll.kind,
    group: isGrouped ? "g" : null,
    upstream: [...upstream],
    expand,
    triggerRule: isTeardown ? "all_done_setup_success" : roll.rule,
    isSetup: roll.role === "setup",
    teardown: isTeardown ? { setups, onFailureFailDagrun: roll.flag } : null,
    ignoreDownstreamTriggerRules: roll.flag,
    cpuHeavy: roll.flag,
    retry: { limit: roll.retries, delay: 50, multiplier: roll.flag ? 2 : 0, maxDelay: null },
    sensor: { every: 100, timeout: 5_000, softFail: roll.flag, exponential: false, maxWait: null },
    executionTimeout: roll.executionTimeout,
    priorityWeight: roll.weight,
    ...drawGates(roll),
  });
}

function drawGates({ gates, limit }: Dice): Partial<TaskNode> {
  const perRun = limit === undefined ? {} : { maxActiveTisPerDagrun: limit };
  const rate = gates === "rate" || gates === "all" ? { rate: { key: "k", limit: 1, period: 1_000 } } : {};
  const perDag = gates === "all" ? { maxActiveTisPerDag: 1 } : {};
  return { pool: gates === "pool" || gates === "all" ? "p" : null, ...perRun, ...rate, ...perDag };
}

function buildExpand({ map, length }: Dice, before: readonly TaskNode[]): Expand | null {
  const above = before[length % Math.max(1, before.length)];
  const source: ExpandSource =
    map === "output" && above !== undefined ? { kind: "output", task: above.id } : literal(length);
  switch (map) {
    case "none":
      return null;
    case "kwargs":
      return { kind: "kwargs", source };
    case "zip":
      return {
        kind: "zip",
        sources: [
          ["x", source],
          ["y", literal(2)],
        ],
      };
    default:
      return { kind: "product", sources: [["x", source]] };
  }
}

function listSources(expand: Expand | null): string[] {
  if (expand === null || expand.kind === "kwargs") return [];
  return expand.sources.flatMap(([, source]) => (source.kind === "output" ? [source.task] : []));
}

/** Of what hangs on a branch, every third is on no arm. */
function buildArms(branch: TaskNode, tasks: readonly TaskNode[]): Record<string, string[]> {
  const below = tasks.filter((task) => task.upstream.includes(branch.id)).map((task) => task.id);
  return { left: below.filter((_, index) => index % 3 === 0), right: below.filter((_, index) => index % 3 === 1) };
}
