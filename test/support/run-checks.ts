import { findNextDue } from "../../src/core/due.ts";
import type { Run, RunTask } from "../../src/core/run.ts";
import { findMappedGroup, isConsideredLeaf, listIndirectSetups, listScope } from "./naive-graph.ts";

const OVER = ["success", "skipped", "failed", "upstream_failed", "removed"];

/** Everything of a run that shows outside or decides what comes next, in a form that compares by value. */
export function observe(run: Run): unknown {
  const { state, queuedAt, startedAt, endedAt, clearNumber, note, verdict, held, seq } = run;
  return {
    run: { state, queuedAt, startedAt, endedAt, clearNumber, note, verdict, held, seq },
    nextDue: findNextDue(run),
    tasks: run.tasks.map(observeTask),
    ...counters(run),
  };
}

function observeTask(task: RunTask): unknown {
  const instances = task.instances.map(({ task: index, mapIndex, tryNumber, maxTries, status }) => ({
    index,
    mapIndex,
    tryNumber,
    maxTries,
    status,
  }));
  return { instances, isExpanded: task.isExpanded };
}

/** The counters a run keeps as it goes. */
export function counters(run: Run): object {
  const { unfinished, active, inFlight, failedLeaves } = run;
  const held = [...run.carriers].map(([carrier, instances]): [string, string[]] => [
    carrier,
    [...instances].map(nameOf).sort(),
  ]);
  const tasks = run.tasks.map(({ byState, outer, indirectSetups, directSetups, openInScope }) => {
    const states = Object.fromEntries([...byState].filter(([, amount]) => amount !== 0).sort(byName));
    return {
      states,
      outer: { ...outer },
      indirectSetups: { ...indirectSetups },
      directSetups: { ...directSetups },
      openInScope,
    };
  });
  return { unfinished, active, inFlight, failedLeaves, held: held.sort(byName), tasks };
}

/** The same counters, counted anew by looking at every instance. */
export function recount(run: Run): unknown {
  const all = run.tasks.flatMap((task) => task.instances);
  const inState = (states: readonly string[]): number =>
    all.filter(({ status }) => states.includes(status.state)).length;
  const unfinished = all.length - inState(OVER);
  const held = new Map<string, string[]>();
  for (const instance of all) {
    if (instance.status.state !== "running") continue;
    held.set(instance.status.carrier, [...(held.get(instance.status.carrier) ?? []), nameOf(instance)].sort());
  }
  const leaves = run.tasks
    .filter((task) => isConsideredLeaf(run.topology.graph, task.place.node.id))
    .flatMap((task) => task.instances);
  return {
    unfinished,
    active: unfinished - inState(["none"]),
    inFlight: inState(["queued", "running"]),
    failedLeaves: leaves.filter(({ status }) => status.state === "failed" || status.state === "upstream_failed").length,
    held: [...held].sort(byName),
    tasks: run.tasks.map((task) => recountTask(run, task)),
  };
}

function recountTask(run: Run, task: RunTask): unknown {
  const { graph } = run.topology;
  const { node } = task.place;
  const states: Record<string, number> = {};
  for (const { status } of task.instances) states[status.state] = (states[status.state] ?? 0) + 1;
  const group = findMappedGroup(graph, node.id);
  const isOuter = (id: string): boolean => group === null || findMappedGroup(graph, id) !== group;
  const isSetup = (id: string): boolean => graph.tasks.some((other) => other.id === id && other.isSetup);
  const { upstream, success, skipped } = countAll(
    run,
    node.upstream.filter((id) => isOuter(id) && isSetup(id)),
  );
  return {
    states: Object.fromEntries(Object.entries(states).sort(byName)),
    outer: countAll(run, node.upstream.filter(isOuter)),
    indirectSetups: countAll(run, listIndirectSetups(graph, node.id).filter(isOuter)),
    directSetups: { upstream, success, skipped },
    openInScope: listInstances(run, listScope(graph, node.id).filter(isOuter)).filter((state) => !OVER.includes(state))
      .length,
  };
}

function listInstances(run: Run, ids: readonly string[]): string[] {
  const tasks = run.tasks.filter(({ place }) => ids.includes(place.node.id));
  return tasks.flatMap((task) => task.instances.map(({ status }) => status.state));
}

function countAll(
  run: Run,
  ids: readonly string[],
): { upstream: number; success: number; skipped: number; failed: number; upstream_failed: number; removed: number } {
  const states = listInstances(run, ids);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  return {
    upstream: states.length,
    success: count("success"),
    skipped: count("skipped"),
    failed: count("failed"),
    upstream_failed: count("upstream_failed"),
    removed: count("removed"),
  };
}

function nameOf({ task, mapIndex }: { task: number; mapIndex: number }): string {
  return `${task}[${mapIndex}]`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
