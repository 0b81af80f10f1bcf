import type { Graph, TaskNode } from "../../src/core/graph.ts";

/*
 * What the rules say about a graph, read off the graph each time anew and in the words of the rule table: slow, and
 * independent of what the engine works out beforehand.
 */

export function findTask(graph: Graph, id: string): TaskNode {
  const task = graph.tasks.find((other) => other.id === id);
  if (task === undefined) throw new Error(`No task ${id}`);
  return task;
}

export function listDownstream(graph: Graph, id: string): string[] {
  return graph.tasks.filter((task) => task.upstream.includes(id)).map((task) => task.id);
}

export function isUpstreamOf(graph: Graph, above: string, id: string): boolean {
  return findTask(graph, id).upstream.some((up) => up === above || isUpstreamOf(graph, above, up));
}

/** The nearest group at or above a task that is mapped. */
export function findMappedGroup(graph: Graph, id: string): string | null {
  let at = findTask(graph, id).group;
  while (at !== null) {
    const group = graph.groups.find((other) => other.id === at);
    if (group === undefined || group.expand !== null) return at;
    at = group.parent;
  }
  return null;
}

/** Setups upstream of a task without a teardown, or with a direct downstream teardown that is downstream of the task. */
export function listIndirectSetups(graph: Graph, id: string): string[] {
  const { upstream, teardown } = findTask(graph, id);
  if (teardown !== null) return [];
  const setups = graph.tasks.filter(
    (task) => task.isSetup && isUpstreamOf(graph, task.id, id) && !upstream.includes(task.id),
  );
  const isRelevant = (setup: string): boolean => {
    const teardowns = listDownstream(graph, setup).filter((down) => findTask(graph, down).teardown !== null);
    return teardowns.length === 0 || teardowns.some((down) => isUpstreamOf(graph, id, down));
  };
  return setups.map((task) => task.id).filter(isRelevant);
}

/** Tasks between a teardown's setups and itself that are not directly upstream of it. */
export function listScope(graph: Graph, id: string): string[] {
  const { upstream, teardown } = findTask(graph, id);
  const isInside = (other: string): boolean =>
    isUpstreamOf(graph, other, id) && (teardown?.setups ?? []).some((setup) => isUpstreamOf(graph, setup, other));
  return graph.tasks.map((task) => task.id).filter((other) => isInside(other) && !upstream.includes(other));
}

/** The leaf rule: all direct downstreams are harmless teardowns, and the task itself is none. */
export function isConsideredLeaf(graph: Graph, id: string): boolean {
  const isHarmless = (other: string): boolean => findTask(graph, other).teardown?.onFailureFailDagrun === false;
  const isConsidered = (other: string): boolean => !isHarmless(other) && listDownstream(graph, other).every(isHarmless);
  if (graph.tasks.some((task) => isConsidered(task.id))) return isConsidered(id);
  return listDownstream(graph, id).length === 0;
}
