import { applyOutcome } from "../../src/core/outcome.ts";
import { conclude } from "../../src/core/conclude.ts";
import type { Outcome } from "../../src/core/protocol.ts";
import { createRun, expandTask, instanceAt, NO_TIMES, taskIdOf } from "../../src/core/run.ts";
import type { Run, Running, Status, TaskInstance } from "../../src/core/run.ts";
import { markAll, setStatus } from "../../src/core/set-status.ts";
import { settleWave } from "../../src/core/settle.ts";
import { beginStep, change } from "../../src/core/step.ts";
import type { Step } from "../../src/core/step.ts";
import { buildTopology } from "../../src/core/topology.ts";
import { TRIGGER_RULES } from "../../src/core/trigger-rule.ts";
import type { TriggerRule } from "../../src/core/trigger-rule.ts";
import { createGraph, createGroup, createTask, testIdentity } from "../support/graphs.ts";
import type { Evaluation } from "./evaluation.ts";

interface SpecTask {
  id: string;
  up?: string[];
  rule?: string;
  setup?: boolean;
  teardown?: string[];
  fail_dagrun?: boolean;
  expand?: number;
  expand_from?: string;
  outcome?: string;
  branch?: string[];
}
interface Spec {
  dag_id: string;
  tasks?: SpecTask[];
  mapped_group?: { n: number; rule: string };
}
interface RunCase {
  dag_id: string;
  tasks: SpecTask[];
  trace: string[][];
  final: Record<string, string>;
  run_state: string;
}
export interface TriggerRulesFile {
  specs: Record<string, Spec>;
  A_plain?: { rule: string; upstream: string[]; result: string }[];
  B_teardown?: { dag: string; states: Record<string, string>; td: string }[];
  C_mapped_upstream?: { rule: string; mapped_upstream_states: string[]; result: string }[];
  C2_mapped_group?: { rule: string; a: string[]; b: Record<string, string> }[];
  D_xcom_mapped?: {
    rule: string;
    src: string;
    other: string;
    xcom_length: number | null;
    m: Record<string, string>;
    after: string;
  }[];
  E_random_runs?: RunCase[];
  F_random_setup_teardown_runs?: RunCase[];
}

/** Runs recorded scheduling decisions of Airflow through the core: one wave a recorded pass. */
export function evaluateTriggerRules(file: TriggerRulesFile): Evaluation {
  const mismatches: string[] = [];
  let passed = 0;
  const compare = (id: string, expected: unknown, got: unknown): void => {
    if (JSON.stringify(expected) === JSON.stringify(got)) passed += 1;
    else mismatches.push(`${id}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  };
  file.A_plain?.forEach((c, i) => compare(`A_plain[${i}] ${c.rule}`, c.result, judgePlain(c.rule, c.upstream)));
  file.B_teardown?.forEach((c, i) =>
    compare(`B_teardown[${i}] ${c.dag}`, c.td, judgeTeardown(file.specs[c.dag], c.states)),
  );
  file.C_mapped_upstream?.forEach((c, i) =>
    compare(`C_mapped_upstream[${i}] ${c.rule}`, c.result, judgeMappedUpstream(c.rule, c.mapped_upstream_states)),
  );
  file.C2_mapped_group?.forEach((c, i) =>
    compare(`C2_mapped_group[${i}] ${c.rule}`, c.b, judgeMappedGroup(c.rule, c.a)),
  );
  file.D_xcom_mapped?.forEach((c, i) => {
    const got = judgeExpansion(c.rule, c.src, c.other, c.xcom_length);
    compare(`D_xcom_mapped[${i}] ${c.rule}`, { m: c.m, after: c.after }, got);
  });
  for (const c of [...(file.E_random_runs ?? []), ...(file.F_random_setup_teardown_runs ?? [])]) {
    compare(c.dag_id, { trace: c.trace, final: c.final, run_state: c.run_state }, replay(c));
  }
  return { passed, mismatches };
}

function readRule(rule: string | undefined): TriggerRule {
  return TRIGGER_RULES.find((known) => known === rule) ?? "all_success";
}

function buildRun(tasks: readonly SpecTask[], groupLength: number | null = null): Run {
  const nodes = tasks.map((task) => {
    const below = tasks.filter(
      (other) => other.up?.includes(task.id) || other.teardown?.includes(task.id) || other.expand_from === task.id,
    );
    const upstream = [
      ...new Set([...(task.up ?? []), ...(task.teardown ?? []), ...(task.expand_from ? [task.expand_from] : [])]),
    ];
    const literal = { kind: "literal", value: null, length: task.expand ?? 0 } as const;
    const source = task.expand_from ? ({ kind: "output", task: task.expand_from } as const) : literal;
    return createTask(task.id, {
      upstream,
      triggerRule: task.teardown ? "all_done_setup_success" : readRule(task.rule),
      kind: task.branch ? "branch" : "task",
      arms: task.branch
        ? Object.fromEntries([...below.map(({ id }) => id), ...task.branch].map((id) => [id, [id]]))
        : null,
      isSetup: task.setup ?? false,
      teardown: task.teardown ? { setups: task.teardown, onFailureFailDagrun: task.fail_dagrun ?? false } : null,
      expand:
        task.expand !== undefined || task.expand_from !== undefined
          ? { kind: "product", sources: [["x", source]] }
          : null,
      group: groupLength === null ? null : "g",
    });
  });
  const expand = {
    kind: "product",
    sources: [["x", { kind: "literal", value: null, length: groupLength ?? 0 }]],
  } as const;
  const graph = createGraph(nodes, { groups: groupLength === null ? [] : [createGroup("g", expand)] });
  const run = createRun(buildTopology(graph), testIdentity, 0);
  run.state = "running";
  return run;
}

function toStatus(state: string, length: number | null = null): Status {
  const output = { isPushed: length !== null, length };
  if (state === "success") return { state, at: 0, times: NO_TIMES, decision: null, output };
  if (state === "unfinished") return runningStatus;
  if (state === "failed" || state === "skipped" || state === "upstream_failed" || state === "removed") {
    return { state, at: 0, times: NO_TIMES, reason: { code: "given", params: {} } };
  }
  throw new Error(`Unknown state ${state}`);
}
const runningStatus: Running = {
  state: "running",
  token: "t",
  carrier: "c",
  times: NO_TIMES,
  due: null,
  carry: { firstStartedAt: 0, pokes: 0, resume: null },
};

function give(run: Run, taskId: string, mapIndex: number, status: Status): void {
  const task = run.tasks[run.topology.indexOf.get(taskId) ?? -1];
  const instance = task === undefined ? undefined : instanceAt(task, mapIndex);
  if (instance === undefined) throw new Error(`No ${taskId}[${mapIndex}]`);
  setStatus(run, instance, status);
}
function expandAll(run: Run, taskId: string, length: number): void {
  const task = run.tasks[run.topology.indexOf.get(taskId) ?? -1];
  if (task !== undefined) expandTask(run, task, length);
}

/** One pass; says of each instance of a task whether it may run, waits, or which state it was given. */
function pass(run: Run, taskId: string): Record<string, string> {
  for (const task of run.tasks) markAll(run, task);
  settleWave(beginStep(run, 1, "t"));
  const task = run.tasks[run.topology.indexOf.get(taskId) ?? -1];
  return Object.fromEntries(task?.instances.map((instance) => [String(instance.mapIndex), describe(instance)]) ?? []);
}
function describe({ status }: TaskInstance): string {
  if (status.state === "scheduled") return "run";
  return status.state === "none" ? "wait" : status.state;
}

function judgePlain(rule: string, upstream: readonly string[]): string | undefined {
  const ids = upstream.map((_, index) => `u${index}`);
  const run = buildRun([...ids.map((id) => ({ id })), { id: "t", up: ids, rule }]);
  upstream.forEach((state, index) => give(run, `u${index}`, -1, toStatus(state)));
  return pass(run, "t")["-1"];
}

function judgeTeardown(spec: Spec | undefined, states: Record<string, string>): string | undefined {
  const run = buildRun(spec?.tasks ?? []);
  for (const [id, state] of Object.entries(states)) give(run, id, -1, toStatus(state));
  return pass(run, "td")["-1"];
}

function judgeMappedUpstream(rule: string, states: readonly string[]): string | undefined {
  const run = buildRun([
    { id: "m", expand: states.length },
    { id: "t", up: ["m"], rule },
  ]);
  expandAll(run, "m", states.length);
  states.forEach((state, index) => give(run, "m", index, toStatus(state)));
  return pass(run, "t")["-1"];
}

function judgeMappedGroup(rule: string, states: readonly string[]): Record<string, string> {
  const run = buildRun([{ id: "a" }, { id: "b", up: ["a"], rule }], states.length);
  for (const id of ["a", "b"]) expandAll(run, id, states.length);
  states.forEach((state, index) => give(run, "a", index, toStatus(state)));
  return pass(run, "b");
}

function judgeExpansion(
  rule: string,
  src: string,
  other: string,
  length: number | null,
): { m: Record<string, string>; after: string | undefined } {
  const run = buildRun([
    { id: "src" },
    { id: "other" },
    { id: "m", expand_from: "src", up: ["other"], rule },
    { id: "after", up: ["m"] },
  ]);
  give(run, "src", -1, toStatus(src, length));
  give(run, "other", -1, toStatus(other));
  const m = pass(run, "m");
  const after = run.tasks[run.topology.indexOf.get("after") ?? -1]?.instances[0];
  return { m, after: after && describe(after) };
}

/** Runs a whole recorded run: what a pass made ready ends, as recorded, before the next pass. */
function replay(recorded: RunCase): { trace: string[][]; final: Record<string, string>; run_state: string } {
  const run = buildRun(recorded.tasks);
  const outcomes = new Map(recorded.tasks.map((task) => [task.id, task]));
  const trace: string[][] = [];
  for (const task of run.tasks) markAll(run, task);
  for (let passes = 0; passes < 100 && run.unfinished > 0; passes += 1) {
    const step = beginStep(run, 1, "t");
    if (!settleWave(step)) break;
    const ready = run.tasks.flatMap((task) => task.instances).filter(({ status }) => status.state === "scheduled");
    if (ready.length > 0) trace.push(ready.map((instance) => taskIdOf(run, instance)).sort());
    finishAll(step, ready, outcomes);
  }
  conclude(beginStep(run, 2, "t"));
  const final = run.tasks.map((task): [string, string] => [
    task.place.node.id,
    task.instances[0]?.status.state ?? "none",
  ]);
  return { trace, final: Object.fromEntries(final.sort(([a], [b]) => (a < b ? -1 : 1))), run_state: run.state };
}

function finishAll(step: Step, ready: readonly TaskInstance[], outcomes: ReadonlyMap<string, SpecTask>): void {
  for (const instance of ready) change(step, instance, runningStatus);
  for (const instance of ready) {
    const task = outcomes.get(taskIdOf(step.run, instance));
    applyOutcome(step, instance, runningStatus, toOutcome(task), { isPushed: false, length: null });
  }
}

function toOutcome(task: SpecTask | undefined): Outcome {
  const reason = { code: "recorded", params: {} };
  if (task?.outcome === "failed") return { type: "fail", reason, retryable: false };
  if (task?.outcome === "skipped") return { type: "skip", reason };
  return task?.branch ? { type: "success", decision: { kind: "branch", labels: task.branch } } : { type: "success" };
}
