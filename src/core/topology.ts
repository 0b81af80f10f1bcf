import type { Expand, Graph, TaskNode } from "./graph.ts";

/** One task with its place in the graph; every number is an index into `Topology.tasks`. */
export interface TaskPlace {
  readonly index: number;
  readonly node: TaskNode;
  readonly up: readonly number[];
  readonly down: readonly number[];
  /** The mapped group around it, or null. Tasks of one mapped group meet index by index. */
  readonly mappedGroup: string | null;
  /** Its own expansion, or its mapped group's. */
  readonly expand: Expand | null;
  /** Tasks whose output decides how many instances there are; and the inverse. */
  readonly expandFrom: readonly number[];
  readonly feeds: readonly number[];
  /** Whether its failure fails the run. */
  readonly isLeaf: boolean;
  /** Setups it relies on without being their direct downstream, and for a setup, the tasks that so rely on it. */
  readonly indirectSetups: readonly number[];
  readonly setupDependents: readonly number[];
  /** Of a teardown: tasks that must be over before it; and the inverse. */
  readonly scope: readonly number[];
  readonly scopeOf: readonly number[];
}

export interface Topology {
  readonly graph: Graph;
  readonly tasks: readonly TaskPlace[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Tasks that depend on the run before, by index. */
  readonly pastTasks: readonly number[];
}

/** Whether a task depends on the run before; waiting for its downstream says so, too. */
export function hasPast(node: TaskNode): boolean {
  return node.dependsOnPast === true || node.waitForDownstream === true;
}

type Links = readonly (readonly number[])[];
type MappedGroup = { readonly id: string; readonly expand: Expand };

/** Everything that can be said of a graph before it runs. Cost: O(tasks + edges), and O(tasks) a setup or teardown. */
export function buildTopology(graph: Graph): Topology {
  const indexOf = new Map(graph.tasks.map((task, index) => [task.id, index]));
  const toIndexes = (ids: readonly string[]): number[] => ids.flatMap((id) => indexOf.get(id) ?? []);
  const up = graph.tasks.map((task) => toIndexes(task.upstream));
  const down = invert(up);
  const groups = mapGroupsToExpansions(graph);
  const setups = relateSetups(graph, up, down);
  const scopes = relateTeardowns(graph, up, down, toIndexes);
  const leaves = findLeaves(graph, down);
  const scopeOf = invert(scopes);
  const dependents = invert(setups);
  const groupOf = (node: TaskNode): MappedGroup | null =>
    node.group === null ? null : (groups.get(node.group) ?? null);
  const expands = graph.tasks.map((node) => node.expand ?? groupOf(node)?.expand ?? null);
  const expandFrom = expands.map((expand) => (expand === null ? [] : toIndexes(listExpandSources(expand))));
  const feeds = invert(expandFrom);
  const tasks = graph.tasks.map((node, index): TaskPlace => {
    return {
      index,
      node,
      up: up[index] ?? [],
      down: down[index] ?? [],
      mappedGroup: groupOf(node)?.id ?? null,
      expand: expands[index] ?? null,
      expandFrom: expandFrom[index] ?? [],
      feeds: feeds[index] ?? [],
      isLeaf: leaves.has(index),
      indirectSetups: setups[index] ?? [],
      setupDependents: dependents[index] ?? [],
      scope: scopes[index] ?? [],
      scopeOf: scopeOf[index] ?? [],
    };
  });
  const pastTasks = tasks.filter(({ node }) => hasPast(node)).map(({ index }) => index);
  return { graph, tasks, indexOf, pastTasks };
}

/** Ids of the tasks whose output an expansion reads, each once. */
export function listExpandSources(expand: Expand): string[] {
  const sources = expand.kind === "kwargs" ? [expand.source] : expand.sources.map(([, source]) => source);
  return [...new Set(sources.flatMap((source) => (source.kind === "output" ? [source.task] : [])))];
}

/** Everything reachable over `links` from `start`, without `start` itself. */
export function reach(links: Links, start: Iterable<number>): Set<number> {
  const seen = new Set<number>();
  const stack = [...start];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of links[at] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return seen;
}

export function downLinks(topology: Topology): Links {
  return topology.tasks.map((task) => task.down);
}
export function upLinks(topology: Topology): Links {
  return topology.tasks.map((task) => task.up);
}

function invert(links: Links): number[][] {
  const inverse: number[][] = links.map(() => []);
  links.forEach((targets, from) => targets.forEach((to) => inverse[to]?.push(from)));
  return inverse;
}

/** Group id → the nearest mapped group at or above it. */
function mapGroupsToExpansions(graph: Graph): Map<string, MappedGroup> {
  const byId = new Map(graph.groups.map((group) => [group.id, group]));
  const found = new Map<string, MappedGroup>();
  for (const group of graph.groups) {
    for (let at = byId.get(group.id); at !== undefined; at = at.parent === null ? undefined : byId.get(at.parent)) {
      if (at.expand === null) continue;
      found.set(group.id, { id: at.id, expand: at.expand });
      break;
    }
  }
  return found;
}

/**
 * For each task the setups it relies on indirectly: those upstream of it that have no teardown, or one of whose
 * direct downstream teardowns is downstream of the task.
 */
function relateSetups(graph: Graph, up: Links, down: Links): number[][] {
  const related: number[][] = graph.tasks.map(() => []);
  graph.tasks.forEach((task, setup) => {
    if (!task.isSetup) return;
    const teardowns = (down[setup] ?? []).filter((index) => graph.tasks[index]?.teardown);
    const guarded = reach(up, teardowns);
    for (const dependent of reach(down, [setup])) {
      const isDirect = up[dependent]?.includes(setup) ?? false;
      const isTeardown = graph.tasks[dependent]?.teardown !== null;
      if (!isDirect && !isTeardown && (teardowns.length === 0 || guarded.has(dependent)))
        related[dependent]?.push(setup);
    }
  });
  return related;
}

/** For each teardown the tasks between its setups and itself that are not directly upstream of it. */
function relateTeardowns(
  graph: Graph,
  up: Links,
  down: Links,
  toIndexes: (ids: readonly string[]) => number[],
): number[][] {
  return graph.tasks.map((task, index) => {
    if (task.teardown === null) return [];
    const above = reach(up, [index]);
    const below = reach(down, toIndexes(task.teardown.setups));
    return [...above].filter((at) => below.has(at) && !(up[index]?.includes(at) ?? false));
  });
}

/** Airflow's leaf rule, teardowns considered; without any such task, the plain leaves. */
function findLeaves(graph: Graph, down: Links): Set<number> {
  const canFail = (index: number): boolean => graph.tasks[index]?.teardown?.onFailureFailDagrun ?? true;
  const all = graph.tasks.flatMap(({ isRemoved }, index) => (isRemoved === true ? [] : [index]));
  const considered = all.filter((index) => canFail(index) && (down[index] ?? []).every((next) => !canFail(next)));
  return new Set(considered.length > 0 ? considered : all.filter((index) => (down[index] ?? []).length === 0));
}
