import type { Gate } from "./gates.ts";
import type { Heap } from "./heap.ts";
import type { TaskInstance } from "./instance.ts";
import type { Ready } from "./ready.ts";
import type { Reason } from "./reason.ts";

/*
 * Who of a run stands at which gate, and who holds what. All of it is memory: an instance is `scheduled` until it has
 * passed every gate, and after memory was lost it stands at the first again, where its object knows its lease.
 *   1. An instance whose question has no answer yet keeps its place under max_active_tasks against those without gates; a
 *      refused one does not.
 *   2. While as many are on their way as max_active_tasks allows, nobody but those stands at a gate, or holds what an
 *      earlier one gave. Somebody else's question is no reason to step back, or two would take turns in asking for ever.
 *   3. A gate's `stamp` grows with everything its object has to be told.
 */

/** An instance at a gate. */
export interface Standing {
  readonly ready: Ready;
  readonly gates: readonly Gate[];
  /** Gates passed: it stands at the one with this index. */
  passed: number;
  isAnswered: boolean;
  /** Refused as long as the gate is as it is. */
  isHopeless: boolean;
  /** Why it was refused last. */
  reason: Reason | null;
}

/** What a run knows of one gate. */
export interface GateState {
  readonly name: string;
  readonly kind: Gate["kind"];
  readonly terms: Gate["terms"];
  /** Instances that stand at it, and those of them without hope. */
  readonly wanting: Set<TaskInstance>;
  hopeless: number;
  /** Instances that have passed it and still count. */
  readonly holding: Set<TaskInstance>;
  /** Those for whom there is no place before it, since so many are asked for already. */
  readonly line: Heap<Ready>;
  /** How many may be asked for at once. */
  window: number;
  refusal: Reason | null;
  stamp: number;
}

export interface Gates {
  readonly byName: Map<string, GateState>;
  readonly byTask: Map<number, TaskLine>;
  /** Instances whose question has no answer yet. */
  asking: number;
  isDefaultPoolLimited: boolean;
}

/** What a run knows of one task's instances at gates. */
export interface TaskLine {
  standing: number;
  hopeless: number;
  /** Those who wait for one of their own task to go on. */
  readonly line: Heap<Ready>;
}

/** Until its object has said how many it wants to hear of. */
export const FIRST_WINDOW = 64;

export function createGates(): Gates {
  return { byName: new Map(), byTask: new Map(), asking: 0, isDefaultPoolLimited: false };
}
