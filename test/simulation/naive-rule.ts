import type { TaskNode } from "../../src/core/graph.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { taskOf } from "../../src/core/run.ts";
import { listIndirectSetups, listScope } from "../support/naive-graph.ts";

const OVER = new Set(["success", "skipped", "failed", "upstream_failed", "removed"]);

/**
 * Whether an instance might start as its upstream stands, read from Airflow's words for the rules and not from the
 * engine's counters. Tasks of mapped groups are left to the core's own tests.
 */
export function mayStart(run: Run, instance: TaskInstance): boolean {
  const { node, mappedGroup } = taskOf(run, instance.task).place;
  if (mappedGroup !== null) return true;
  const states = statesOf(run, node.upstream);
  if (!holdsRule(node, states, run)) return false;
  if (states.length === 0 || node.triggerRule === "always") return true;
  if (node.teardown !== null) {
    return statesOf(run, listScope(run.topology.graph, node.id)).every((state) => OVER.has(state));
  }
  const setups = statesOf(run, listIndirectSetups(run.topology.graph, node.id));
  return setups.every((state) => state === "success" || state === "removed");
}

function statesOf(run: Run, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const index = run.topology.indexOf.get(id);
    return index === undefined ? [] : taskOf(run, index).instances.map(({ status }) => status.state);
  });
}

function holdsRule(node: TaskNode, states: readonly string[], run: Run): boolean {
  const every = (...allowed: string[]): boolean => states.every((state) => allowed.includes(state));
  const some = (...wanted: string[]): boolean => states.some((state) => wanted.includes(state));
  const areDone = states.every((state) => OVER.has(state));
  if (states.length === 0) return true;
  switch (node.triggerRule) {
    case "all_success":
      return every("success", "removed");
    case "all_failed":
      return every("failed", "upstream_failed", "removed");
    case "all_done":
      return areDone;
    case "all_done_min_one_success":
      return areDone && some("success") && !some("skipped");
    case "all_done_setup_success":
      return areDone && holdsSetups(node, run);
    case "one_success":
      return some("success");
    case "one_failed":
      return some("failed", "upstream_failed");
    case "one_done":
      return some("success", "failed");
    case "none_failed":
      return every("success", "skipped", "removed");
    case "none_failed_min_one_success":
      return every("success", "skipped", "removed") && some("success");
    case "none_skipped":
      return areDone && !some("skipped");
    case "all_skipped":
      return every("skipped");
    case "always":
      return true;
  }
}

function holdsSetups(node: TaskNode, run: Run): boolean {
  const setups = node.upstream.filter((id) => {
    const index = run.topology.indexOf.get(id);
    return index !== undefined && taskOf(run, index).place.node.isSetup;
  });
  return setups.length === 0 || statesOf(run, setups).includes("success");
}
