import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import type { RunView } from "../core/protocol.ts";
import type { Pause } from "../core/slot-record.ts";
import type { DagSlotStore } from "./dag-slot-store.ts";
import type { DagRow, DagStore } from "./dag-store.ts";
import type { DagPeers } from "./ports.ts";

/** What is asked and changed of a DAG's state. */
export interface Pausable {
  readonly store: DagStore;
  readonly slots: DagSlotStore;
  readonly world: {
    readonly key: DagKey;
    readonly peers: Pick<DagPeers, "auditPause">;
    readonly shipped: { readonly graph: Graph } | null;
  };
  now(): number;
  row(): DagRow;
  change(values: Partial<DagRow>): void;
  transact<T>(body: () => T): T;
}

/** Who pauses a DAG when nobody does. */
const ITSELF = "tradewind";

/** Notes a run's word, and pauses the DAG when that word is one failure too many. True when it was news. */
export function noteRunView(dag: Pausable, view: RunView): boolean {
  const { store, slots } = dag;
  const limit = dag.world.shipped?.graph.maxConsecutiveFailedDagRuns ?? 0;
  if (limit === 0 || view.state !== "failed") return store.noteView(view);
  return dag.transact(() => {
    const before = slots.findState(view.runId);
    const isNews = store.noteView(view);
    // Only a failure that is new counts: a DAG that was unpaused since is not paused again for an old one.
    const isFailure = isNews && before !== "failed" && !dag.row().isPaused;
    if (isFailure && slots.haveNewestFailed(limit)) {
      const reason = { code: "paused_by_failures", params: { count: limit, run: view.runId } };
      pause(dag, { at: dag.now(), by: ITSELF, reason });
    }
    return isNews;
  });
}

/** Pauses or unpauses a DAG; nothing happens when it is as it should be. True when it changed. */
export function setPause(dag: Pausable, isPaused: boolean, why: Pick<Pause, "by" | "reason"> | null): boolean {
  if (dag.row().isPaused === isPaused) return false;
  dag.transact(() => {
    if (isPaused) pause(dag, why === null ? null : { at: dag.now(), ...why }, true);
    else {
      dag.change({ isPaused: false });
      // Slots that came due while it was paused were missed.
      dag.slots.change({ pause: null, isPauseTold: true, awakeSince: dag.now(), heldSince: null });
    }
  });
  return true;
}

/** What a person does stands in the audit log already; what the DAG does by itself has to get there. */
function pause(dag: Pausable, why: Pause | null, isTold = false): void {
  dag.change({ isPaused: true });
  dag.slots.change({ pause: why, isPauseTold: isTold });
}

/** Writes a pause that no person asked for to the audit log, once. */
export async function tellPause(dag: Pausable): Promise<void> {
  const { pause: told, isPauseTold } = dag.slots.read();
  if (isPauseTold || told === null) return;
  await dag.world.peers.auditPause(dag.world.key, told);
  if (dag.slots.read().pause?.at === told.at) dag.slots.change({ isPauseTold: true });
}
