import { downLinks, reach, upLinks } from "./topology.ts";
import type { Topology } from "./topology.ts";

const INT32_MAX = 2_147_483_647;
const known = new WeakMap<Topology, Map<number, number>>();

/**
 * Effective priority of a task: its own weight, plus by rule those of all tasks downstream (the default) or upstream,
 * clamped to 32 bits. Kept per topology, since a graph never changes. Source: airflow/task/priority_strategy.py.
 */
export function weighTask(topology: Topology, index: number): number {
  const weights = known.get(topology) ?? new Map<number, number>();
  known.set(topology, weights);
  const found = weights.get(index);
  if (found !== undefined) return found;
  const weight = computeWeight(topology, index);
  weights.set(index, weight);
  return weight;
}

function computeWeight(topology: Topology, index: number): number {
  const node = topology.tasks[index]?.node;
  if (node === undefined) return 1;
  const { priorityWeight, weightRule } = node;
  if (weightRule === "absolute") return clamp(priorityWeight);
  const others = reach(weightRule === "downstream" ? downLinks(topology) : upLinks(topology), [index]);
  let total = priorityWeight;
  for (const other of others) total += topology.tasks[other]?.node.priorityWeight ?? 0;
  return clamp(total);
}

function clamp(weight: number): number {
  return Math.max(-INT32_MAX - 1, Math.min(INT32_MAX, weight));
}
