import type { Graph, GroupNode, TaskNode } from "../../src/core/graph.ts";
import type { RunIdentity } from "../../src/core/protocol.ts";
import { createRun, expandTask, instanceAt, taskOf } from "../../src/core/run.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { setStatus } from "../../src/core/set-status.ts";
import { buildTopology } from "../../src/core/topology.ts";
import type { TriggerRule } from "../../src/core/trigger-rule.ts";
import { createGraph, createGroup, createTask } from "../support/graphs.ts";
import { createStatus } from "./recorded-status.ts";

/** A task as the recordings write it; what is left out has Airflow's default. */
export interface RecordedTask {
  id: string;
  up?: string[];
  rule?: TriggerRule;
  kind?: string;
  group?: string;
  expand?: number;
  setup?: boolean;
  teardown?: string[];
  retries?: number;
  depends_on_past?: boolean;
  wait_for_downstream?: boolean;
  ignore_first_depends_on_past?: boolean;
  wait_for_past_depends_before_skipping?: boolean;
}
export interface RecordedDag {
  tasks: RecordedTask[];
  groups?: { id: string; expand?: number }[];
  catchup?: boolean;
}
/** State, try number and max tries; a state alone is a first try. */
export type RecordedState = string | null | [state: string | null, tryNumber: number, maxTries: number];

export function readDag({ tasks, groups = [], catchup = false }: RecordedDag, options: Partial<Graph> = {}): Graph {
  const nodes = tasks.map(readTask);
  return createGraph(nodes, { catchup, groups: groups.map(readGroup), ...options });
}

function readTask(task: RecordedTask): TaskNode {
  const { up = [], retries = 0, teardown } = task;
  return createTask(task.id, {
    upstream: [...new Set([...up, ...(teardown ?? [])])],
    triggerRule: teardown === undefined ? (task.rule ?? "all_success") : "all_done_setup_success",
    group: task.group ?? null,
    isSetup: task.setup ?? false,
    teardown: teardown === undefined ? null : { setups: teardown, onFailureFailDagrun: false },
    retry: { limit: retries, delay: 0, multiplier: 0, maxDelay: null },
    expand: readExpand(task.expand),
    dependsOnPast: task.depends_on_past ?? false,
    waitForDownstream: task.wait_for_downstream ?? false,
    ignoreFirstDependsOnPast: task.ignore_first_depends_on_past ?? false,
    waitForPastDependsBeforeSkipping: task.wait_for_past_depends_before_skipping ?? false,
  });
}

function readGroup({ id, expand }: { id: string; expand?: number }): GroupNode {
  return createGroup(id, readExpand(expand));
}

function readExpand(length: number | undefined): TaskNode["expand"] {
  if (length === undefined) return null;
  const value = Array.from({ length }, (_, index) => index);
  return { kind: "product", sources: [["x", { kind: "literal", value, length }]] };
}

/** A run in its recorded states. */
export function restoreRun(
  graph: Graph,
  identity: RunIdentity,
  states: Readonly<Record<string, RecordedState>>,
  run: Run = createRun(buildTopology(graph), identity, 0),
): Run {
  run.state = "running";
  for (const [name, state] of Object.entries(states)) restoreInstance(run, name, state);
  return run;
}

function restoreInstance(run: Run, name: string, recorded: RecordedState): void {
  const { taskId, mapIndex } = parseName(name);
  const index = run.topology.indexOf.get(taskId);
  // A task that the graph has no more.
  if (index === undefined) return;
  const task = taskOf(run, index);
  if (mapIndex >= task.instances.length || (mapIndex >= 0 && !task.isExpanded)) expandTask(run, task, mapIndex + 1);
  const instance = instanceAt(task, task.isExpanded ? Math.max(0, mapIndex) : -1);
  if (instance === undefined || recorded === null) return;
  const [state, tryNumber, maxTries] = typeof recorded === "string" ? [recorded, 1, 0] : recorded;
  instance.tryNumber = tryNumber;
  instance.maxTries = maxTries;
  if (state !== null) setStatus(run, instance, createStatus(state));
}

export function parseName(name: string): { taskId: string; mapIndex: number } {
  const [, taskId = "", index] = /^(.+?)(?:\[(-?\d+)\])?$/.exec(name) ?? [];
  return { taskId, mapIndex: index === undefined ? -1 : Number(index) };
}

/** `a`, or `m[2]`. */
export function nameInstance(taskId: string, { mapIndex }: Pick<TaskInstance, "mapIndex">): string {
  return mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`;
}
