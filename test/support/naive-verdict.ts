import { readFileSync } from "node:fs";
import type { Expand, Graph, TaskNode } from "../../src/core/graph.ts";
import type { Run, RunTask, Status, TaskInstance } from "../../src/core/run.ts";
import type { Verdict } from "../../src/core/trigger-rule.ts";
import { findMappedGroup, findTask, isUpstreamOf, listIndirectSetups, listScope } from "./naive-graph.ts";

/*
 * Every decision once more, straight from the rule table: looks at all instances each time, keeps no counter, and
 * evaluates the table's own expressions.
 */

interface Forced {
  readonly if: string;
  readonly set: string;
}
interface RuleTable {
  readonly rules: Readonly<Record<string, { readonly force: readonly Forced[]; readonly ready: string }>>;
  readonly setup_constraint: { readonly force: readonly Forced[]; readonly ready: string };
}
type Numbers = Readonly<Record<string, number>>;

const table = JSON.parse(readFileSync("test/fixtures/airflow/rule_table.json", "utf8")) as RuleTable;
const NAMES = [
  "upstream",
  "success",
  "skipped",
  "failed",
  "upstream_failed",
  "removed",
  "done",
  "upstream_setup",
  "success_setup",
  "skipped_setup",
  "map_index",
];
const OVER = new Set(["success", "skipped", "failed", "upstream_failed", "removed"]);
const compiled = new Map<string, Condition>();

/** "run", "wait" or the state forced. */
export function judgeNaively(run: Run, instance: TaskInstance): string {
  const task = run.tasks[instance.task];
  if (task === undefined) throw new Error(`No task ${instance.task}`);
  const decisions = [judgeRule(run, task, instance), judgeBranches(run, task, instance), judgeExpansion(run, task)];
  return (
    decisions.findLast((decision) => OVER.has(decision)) ?? decisions.find((decision) => decision === "wait") ?? "run"
  );
}

export function summarize(verdict: Verdict): string {
  return verdict.type === "force" ? verdict.state : verdict.type;
}

function judgeRule(run: Run, task: RunTask, instance: TaskInstance): string {
  const { graph } = run.topology;
  const { node } = task.place;
  const rule = table.rules[node.triggerRule];
  if (rule === undefined || node.upstream.length === 0 || node.triggerRule === "always") return "run";
  const setups = node.upstream.filter((id) => findTask(graph, id).isSetup);
  const direct = countStates(run, task, instance, node.upstream);
  const ofSetups = countStates(run, task, instance, setups);
  const numbers = {
    ...direct,
    upstream_setup: ofSetups["upstream"] ?? 0,
    success_setup: ofSetups["success"] ?? 0,
    skipped_setup: ofSetups["skipped"] ?? 0,
  };
  const constraint = judgeSetups(run, task, instance);
  if (OVER.has(constraint)) return constraint;
  const decision = judgeBy(rule, numbers);
  if (OVER.has(decision)) return decision;
  if (decision === "wait" || constraint === "wait") return "wait";
  return node.teardown !== null && isScopeOpen(run, task, instance) ? "wait" : "run";
}

function judgeSetups(run: Run, task: RunTask, instance: TaskInstance): string {
  const setups = listIndirectSetups(run.topology.graph, task.place.node.id);
  if (setups.length === 0) return "run";
  const numbers = {
    ...countStates(run, task, instance, setups),
    upstream_setup: 0,
    success_setup: 0,
    skipped_setup: 0,
  };
  return judgeBy(table.setup_constraint, numbers);
}

function isScopeOpen(run: Run, task: RunTask, instance: TaskInstance): boolean {
  const scope = listScope(run.topology.graph, task.place.node.id);
  return listRelevant(run, task, instance, scope).some((state) => !OVER.has(state));
}

function judgeBy(rule: { force: readonly Forced[]; ready: string }, numbers: Numbers): string {
  const forced = rule.force.find((one) => holds(one.if, numbers));
  if (forced !== undefined) return forced.set;
  return holds(rule.ready, numbers) ? "run" : "wait";
}

function holds(expression: string, numbers: Numbers): boolean {
  const evaluate = compiled.get(expression) ?? compile(expression);
  compiled.set(expression, evaluate);
  return evaluate(...NAMES.map((name) => numbers[name] ?? 0));
}

type Condition = (...values: readonly number[]) => boolean;

function compile(expression: string): Condition {
  // oxlint-disable-next-line typescript/no-implied-eval -- the table's own words decide, not a second reading of them
  return new Function(...NAMES, `return Boolean(${expression})`) as Condition;
}

function countStates(run: Run, task: RunTask, instance: TaskInstance, ids: readonly string[]): Numbers {
  const states = listRelevant(run, task, instance, ids);
  const count = (state: string): number => states.filter((other) => other === state).length;
  const counts = Object.fromEntries([...OVER].map((state) => [state, count(state)]));
  return {
    ...counts,
    upstream: states.length,
    done: states.filter((state) => OVER.has(state)).length,
    map_index: instance.mapIndex,
  };
}

/** States of the instances of some tasks that one instance depends on: its own index within its mapped group, else all. */
function listRelevant(run: Run, task: RunTask, instance: TaskInstance, ids: readonly string[]): string[] {
  const group = findMappedGroup(run.topology.graph, task.place.node.id);
  return ids.flatMap((id) => {
    const other = findRunTask(run, id);
    if (group === null || findMappedGroup(run.topology.graph, id) !== group)
      return other.instances.map(({ status }) => status.state);
    return [findAt(other, instance.mapIndex)?.state ?? "none"];
  });
}

function judgeBranches(run: Run, task: RunTask, instance: TaskInstance): string {
  const { node } = task.place;
  const isSkipped = node.upstream.some((id) => {
    const status = findAt(findRunTask(run, id), instance.mapIndex);
    if (status?.state !== "success" || status.decision === null) return false;
    if (status.decision.kind === "short_circuit") return !status.decision.proceed && node.teardown === null;
    return !isChosen(run.topology.graph, findTask(run.topology.graph, id), node.id, status.decision.labels);
  });
  return isSkipped ? "skipped" : "run";
}

function isChosen(graph: Graph, branch: TaskNode, id: string, labels: readonly string[]): boolean {
  const arms = branch.arms ?? {};
  const chosen = labels.flatMap((label) => arms[label] ?? []);
  const isOnArm = Object.values(arms).some((ids) => ids.includes(id));
  return !isOnArm || chosen.includes(id) || chosen.some((above) => isUpstreamOf(graph, above, id));
}

function judgeExpansion(run: Run, task: RunTask): string {
  const states = listSources(run.topology.graph, task.place.node).flatMap((id) => {
    const source = findRunTask(run, id);
    return source.instances.filter(({ mapIndex }) => mapIndex === -1).map(({ status }): string => status.state);
  });
  if (states.some((state) => state === "failed" || state === "upstream_failed")) return "upstream_failed";
  return states.includes("skipped") ? "skipped" : "run";
}

function listSources(graph: Graph, node: TaskNode): string[] {
  const group = findMappedGroup(graph, node.id);
  const expand: Expand | null = node.expand ?? graph.groups.find(({ id }) => id === group)?.expand ?? null;
  if (expand === null) return [];
  const sources = expand.kind === "kwargs" ? [expand.source] : expand.sources.map(([, source]) => source);
  return sources.flatMap((source) => (source.kind === "output" ? [source.task] : []));
}

/** The status at a map index, or of the one instance of a task that is not expanded. */
function findAt(task: RunTask, mapIndex: number): Status | undefined {
  const wanted = task.isExpanded ? mapIndex : -1;
  return task.instances.find((instance) => instance.mapIndex === wanted)?.status;
}

function findRunTask(run: Run, id: string): RunTask {
  const task = run.tasks.find(({ place }) => place.node.id === id);
  if (task === undefined) throw new Error(`No task ${id}`);
  return task;
}
