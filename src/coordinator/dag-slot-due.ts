import type { Graph } from "../core/graph.ts";
import type { DagRunInfo } from "../core/timetable.ts";
import type { DagSlotStore } from "./dag-slot-store.ts";

/** What is asked of a DAG's state. */
export interface SlotFacts {
  readonly slots: DagSlotStore;
  readonly world: { readonly shipped: { readonly graph: Graph } | null };
  now(): number;
  isOpen(): boolean;
  nextSlot(): DagRunInfo | null;
}

/** What failed outside is tried again after this many milliseconds. */
const RETRY = 5_000;

/** When slots want this object's turn; null when they do not. */
export function findSlotDue(dag: SlotFacts): number | null {
  const cancel = dag.slots.hasOpen() ? dag.now() + RETRY : null;
  const slot = dag.nextSlot();
  const due = slot !== null && wantsTurn(dag, slot) ? slot.runAfter : null;
  if (cancel === null || due === null) return cancel ?? due;
  return Math.min(cancel, due);
}

/** A slot that can only wait for room needs no turn: the run that makes room brings it on. */
function wantsTurn(dag: SlotFacts, slot: DagRunInfo): boolean {
  const { overlap, skipsMissed } = dag.world.shipped?.graph ?? {};
  if (dag.isOpen() || overlap === "skip") return true;
  if (overlap === "cancel_older") return slot.runAfter > dag.now() || dag.slots.findOldest() !== null;
  return skipsMissed === true && dag.slots.read().heldSince === null;
}
