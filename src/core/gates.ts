import type { TaskNode } from "./graph.ts";
import { DEFAULT_POOL } from "./ids.ts";
import type { Topology } from "./topology.ts";

/** What a gate of the graph's own allows; an organization's pool says itself how many slots it has. */
export interface GateTerms {
  /** Slots at once; with a period, grants in any period. */
  readonly limit: number;
  /** Milliseconds; null counts what is held, not what was granted. */
  readonly period: number | null;
}

/** One thing shared between runs that an instance must have before it is queued. */
export interface Gate {
  /** Of its object, within the team. */
  readonly name: string;
  readonly kind: "task" | "pool" | "rate";
  readonly slots: number;
  readonly terms: GateTerms | null;
}

const NO_GATES: readonly Gate[] = [];
const known = new WeakMap<TaskNode, Map<string, readonly Gate[]>>();

/**
 * The gates of a task, in the one order in which all are passed: nobody who stands at a gate holds what somebody at an
 * earlier one waits for in turn, so no two wait for each other. The rate comes last, since what it grants starts at once.
 */
export function listGates(topology: Topology, index: number, isDefaultPoolLimited: boolean): readonly Gate[] {
  const node = topology.tasks[index]?.node;
  if (node === undefined) return NO_GATES;
  if (node.pool === null && node.maxActiveTisPerDag === undefined && node.rate === undefined && !isDefaultPoolLimited)
    return NO_GATES;
  const byPool = known.get(node) ?? new Map<string, readonly Gate[]>();
  known.set(node, byPool);
  const key = `${topology.graph.dagId} ${String(isDefaultPoolLimited)}`;
  const gates = byPool.get(key) ?? describeGates(topology.graph.dagId, node, isDefaultPoolLimited);
  byPool.set(key, gates);
  return gates;
}

function describeGates(dagId: string, node: TaskNode, isDefaultPoolLimited: boolean): Gate[] {
  const { maxActiveTisPerDag, rate, poolSlots } = node;
  const pool = node.pool ?? (isDefaultPoolLimited ? DEFAULT_POOL : null);
  const gates: Gate[] = [];
  // An empty task is over at once, and holds nothing.
  if (node.kind === "empty") return gates;
  if (maxActiveTisPerDag !== undefined) {
    const terms = { limit: maxActiveTisPerDag, period: null };
    gates.push({ name: `task:${dagId}/${node.id}`, kind: "task", slots: 1, terms });
  }
  if (pool !== null) gates.push({ name: pool, kind: "pool", slots: poolSlots, terms: null });
  if (rate !== undefined) {
    const { key, limit, period } = rate;
    gates.push({ name: `rate:${key}`, kind: "rate", slots: 1, terms: { limit, period } });
  }
  return gates;
}
