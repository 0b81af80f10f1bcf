import type { Graph, Input, TaskNode } from "../../src/core/graph.ts";
import type { Timetable } from "../../src/core/timetable.ts";
import { TRIGGER_RULES } from "../../src/core/trigger-rule.ts";
import { createGraph, createTask } from "../support/graphs.ts";
import type { Random } from "../support/world/random.ts";
import { limitGraph } from "./graph-limits.ts";
import type { LimitRates } from "./graph-limits.ts";

export const POOLS = {
  narrow: { slots: 2, includeDeferred: false },
  wide: { slots: 6, includeDeferred: false },
  patient: { slots: 3, includeDeferred: true },
};

const MINUTE = 60_000;

export interface GraphLimits {
  readonly tasks: number;
  /** When its schedule begins and ends. */
  readonly start: number;
  readonly end: number;
  readonly rates: LimitRates;
}

type Draft = { -readonly [Key in keyof TaskNode]: TaskNode[Key] };

/** A DAG as somebody might have written it: any shape, rule, limit and schedule. */
export function drawGraph(random: Random, dagId: string, { tasks, start, end, rates }: GraphLimits): Graph {
  const drafts: Draft[] = [];
  const count = random.between(1, tasks);
  for (let index = 0; index < count; index += 1) drafts.push(drawTask(random, drafts, index));
  fillArms(random, drafts);
  const graph = createGraph(drafts, {
    dagId,
    timetable: drawTimetable(random),
    startDate: start,
    endDate: end,
    catchup: random.chance(0.6),
    maxActiveRuns: random.between(1, 4),
    maxActiveTasks: random.chance(0.4) ? random.between(1, 4) : null,
    dagrunTimeout: random.chance(0.1) ? random.between(1, 10) * MINUTE : null,
    failFast: random.chance(0.1),
  });
  return limitGraph(random.fork("limits"), graph, rates);
}

function drawTimetable(random: Random): Timetable {
  const minutes = random.between(1, 5);
  const kinds: readonly Timetable[] = [
    { kind: "none" },
    { kind: "delta_trigger", delta: { minutes } },
    { kind: "delta_interval", delta: { minutes } },
    { kind: "cron_trigger", crons: [`*/${minutes} * * * *`], timezone: "UTC" },
    { kind: "cron_interval", cron: `*/${minutes} * * * *`, timezone: "UTC" },
    { kind: "once" },
  ];
  return random.pick(kinds) ?? { kind: "none" };
}

function drawTask(random: Random, before: readonly Draft[], index: number): Draft {
  const upstream = before.filter(() => random.chance(Math.min(0.5, 2 / before.length))).map(({ id }) => id);
  const kind = drawKind(random);
  const setups = before.filter(({ isSetup, id }) => isSetup && upstream.includes(id)).map(({ id }) => id);
  const isTeardown = setups.length > 0 && random.chance(0.5);
  const task: Draft = createTask(`t${index}`, {
    kind: isTeardown ? "task" : kind,
    upstream,
    inputs: drawInputs(random, before, upstream),
    triggerRule: isTeardown ? "all_done_setup_success" : drawRule(random),
    isSetup: !isTeardown && kind === "task" && random.chance(0.15),
    teardown: isTeardown ? { setups, onFailureFailDagrun: random.chance(0.5) } : null,
    ignoreDownstreamTriggerRules: random.chance(0.5),
    ...drawOptions(random, kind),
  });
  const source = random.chance(0.25) ? random.pick(before.filter((other) => isListOf(other, upstream))) : undefined;
  if (source !== undefined && kind === "task" && !isTeardown && !task.isSetup) {
    task.expand = { kind: "product", sources: [["item", { kind: "output", task: source.id }]] };
    task.inputs = { ...task.inputs, item: { kind: "element", name: "item" } };
  }
  return task;
}

function isListOf({ id, kind }: Draft, upstream: readonly string[]): boolean {
  return kind === "task" && upstream.includes(id);
}

function drawKind(random: Random): TaskNode["kind"] {
  if (random.chance(0.75)) return "task";
  return random.pick(["sensor", "branch", "short_circuit", "empty"]);
}

function drawRule(random: Random): TaskNode["triggerRule"] {
  const rules = TRIGGER_RULES.filter((rule) => rule !== "all_done_setup_success");
  return random.chance(0.6) ? "all_success" : (random.pick(rules) ?? "all_success");
}

function drawInputs(random: Random, before: readonly Draft[], upstream: readonly string[]): Record<string, Input> {
  const inputs: Record<string, Input> = {};
  for (const { id, kind } of before) {
    if (kind !== "task" || !upstream.includes(id) || random.chance(0.4)) continue;
    inputs[id] = { kind: "output", task: id, stream: random.chance(0.1) };
  }
  return inputs;
}

function drawOptions(random: Random, kind: TaskNode["kind"]): Partial<TaskNode> {
  const sensor = { every: random.between(1, 30) * 1_000, timeout: 5 * MINUTE, softFail: random.chance(0.3) };
  return {
    retry: {
      limit: random.chance(0.5) ? 0 : random.between(1, 3),
      delay: random.between(1, 30) * 1_000,
      multiplier: random.chance(0.3) ? 2 : 0,
      maxDelay: random.chance(0.5) ? 40_000 : null,
    },
    executionTimeout: random.chance(0.2) ? random.between(5, 60) * 1_000 : null,
    sensor: kind === "sensor" ? { ...sensor, exponential: random.chance(0.3), maxWait: 60_000 } : null,
    pool: random.pick(["narrow", "wide", null, null, null, null, null] as const),
    poolSlots: random.chance(0.2) ? 2 : 1,
    priorityWeight: random.between(1, 5),
    executor: random.chance(0.8) ? "auto" : random.pick(["inline", "detached", "direct"] as const),
    cpuHeavy: random.chance(0.1),
    outlets: random.chance(0.1) ? [{ name: "a", uri: "a://a" }] : [],
  };
}

/** Hangs some of a branch's direct downstreams on arms. */
function fillArms(random: Random, drafts: readonly Draft[]): void {
  for (const branch of drafts) {
    if (branch.kind !== "branch") continue;
    const below = drafts.filter(({ upstream }) => upstream.includes(branch.id)).map(({ id }) => id);
    const arms: Record<string, string[]> = { left: [], right: [] };
    for (const id of below) if (random.chance(0.8)) arms[random.chance(0.5) ? "left" : "right"]?.push(id);
    branch.arms = arms;
  }
}
