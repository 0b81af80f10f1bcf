import type { Graph, GroupNode, TaskNode } from "../core/graph.ts";
import { isTaskId } from "../core/ids.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { listExpandSources } from "../core/topology.ts";
import { compileDefaults } from "./compile-common.ts";
import { compileDag } from "./compile-dag.ts";
import { sortTopologically } from "./compile-order.ts";
import { add, createReport, reportOn } from "./compile-report.ts";
import type { CompileError, Report } from "./compile-report.ts";
import { checkRules } from "./compile-rules.ts";
import { compileGroup, compileTask } from "./compile-task.ts";
import type { Draft } from "./compile-task.ts";
import { findMappedGroup, wireTask } from "./compile-wires.ts";
import type { Dag } from "./dag.ts";
import type { DagDefinition } from "./definition.ts";
import { readHandle } from "./handle.ts";
import { hashJson } from "./hash.ts";

export interface Compiled {
  readonly graph: Graph;
  /** 32 hex digits over the graph: equal graphs have equal hashes, however they were written. */
  readonly hash: string;
}

/** Turns what an author wrote into the graph that runs pin, or says everything that is wrong with it. */
export function compile(dag: Pick<Dag, "definition" | "bodies">): Result<Compiled, readonly CompileError[]> {
  const { definition, bodies } = dag;
  const report = createReport(definition.id);
  const head = compileDag(report, definition);
  const defaults = compileDefaults({ report, raw: definition.options });
  checkIds(report, definition);
  const groups = definition.groups.map((group) => compileGroup(report, group));
  const drafts = definition.tasks.map((task) => compileTask(report, task, defaults));
  wireChains(report, definition, drafts);
  wireMappedGroups(groups, drafts);
  checkRules(report, definition, drafts, head.failFast);
  for (const { task, report: own } of drafts) {
    if (task.kind !== "empty" && task.kind !== "latest_only" && !bodies.has(task.id)) add(own, "body_missing");
  }
  const sorted = sortTopologically(drafts.map((draft) => ({ id: draft.task.id, upstream: draft.upstream, draft })));
  if (!sorted.ok) add(report, "cycle", { path: sorted.cycle.join(" → ") });
  if (!sorted.ok || report.errors.length > 0) return refuse(report.errors);
  const arms = collectArms(drafts);
  const tasks = sorted.order.map(({ draft }) => finishTask(draft, arms));
  const graph: Graph = { ...head, groups, tasks };
  return succeed({ graph, hash: hashJson(graph) });
}

function checkIds(report: Report, { tasks, groups }: DagDefinition): void {
  for (const { id } of tasks) if (!isTaskId(id)) add(reportOn(report, id), "task_id_invalid");
  for (const { id } of groups) if (!isTaskId(id)) add(report, "group_id_invalid", { group: id });
  const counts = new Map<string, number>();
  for (const { id } of [...tasks, ...groups]) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [id, count] of counts) if (count > 1) add(report, "duplicate_id", { id, count });
}

function wireChains(report: Report, dag: DagDefinition, drafts: readonly Draft[]): void {
  const byTask = new Map(drafts.map((draft) => [draft.task, draft]));
  for (const { from, to } of dag.edges) {
    const source = readHandle(to);
    const target = source?.kind === "task" ? byTask.get(source.task) : undefined;
    if (target !== undefined) wireTask(target, "chain", from);
    else wireTask({ report, dag, group: null, upstream: new Set() }, "chain", to);
  }
}

/** As in Airflow, the first tasks of a mapped group wait for the lists that the group fans out over. */
function wireMappedGroups(groups: readonly GroupNode[], drafts: readonly Draft[]): void {
  const expansions = new Map(groups.map(({ id, expand }) => [id, expand]));
  const inGroup = new Map(drafts.map(({ task }) => [task.id, findMappedGroup(task.group)]));
  for (const { task, upstream } of drafts) {
    const group = inGroup.get(task.id) ?? null;
    const expand = group === null ? null : (expansions.get(group.id) ?? null);
    const isFirst = ![...upstream].some((id) => inGroup.get(id) === group);
    if (expand !== null && isFirst) for (const id of listExpandSources(expand)) upstream.add(id);
  }
}

type Arms = Readonly<Record<string, readonly string[]>>;

/** Branch id → label → ids of the tasks that hang on it; a label that was only asked for has none. */
function collectArms(drafts: readonly Draft[]): ReadonlyMap<string, Arms> {
  const hanging = Map.groupBy(
    drafts.flatMap(({ task, when }) => when.map((arm) => ({ ...arm, task: task.id }))),
    ({ branch }) => branch,
  );
  const branches = drafts.filter(({ task }) => task.kind === "branch");
  return new Map(
    branches.map(({ task: { id, labels } }): [string, Arms] => {
      const own = hanging.get(id) ?? [];
      const idsOf = (label: string): string[] => own.filter((arm) => arm.label === label).map(({ task }) => task);
      return [id, Object.fromEntries([...labels].map((label) => [label, idsOf(label)]))];
    }),
  );
}

function finishTask({ node, task, upstream }: Draft, arms: ReadonlyMap<string, Arms>): TaskNode {
  return { ...node, upstream: [...upstream], arms: arms.get(task.id) ?? null };
}
