import { formatRunId } from "../core/ids.ts";
import type { RunIdentity } from "../core/protocol.ts";
import type { SlotRecord } from "../core/slot-record.ts";
import { delaySlot, restrict } from "../core/timetable-slots.ts";
import { nextDagRunInfo } from "../core/timetable.ts";
import type { DagRunInfo } from "../core/timetable.ts";
import type { DagState } from "./dag-state.ts";

/** Slots made or left out in one advance at most: ten years of catchup do not come as a storm. */
const MAX_SLOTS = 100;
/** A slot that nobody looked at for so long after it was due was missed. */
const GRACE = 5 * 60_000;

/**
 * Makes a DAG's due slots, in order and each once: a slot, its run or its record, and the newest slot's date are written in one
 * transaction. What becomes of a slot that finds its DAG at the limit of runs is the DAG's overlap policy.
 */
export class DagSlots {
  readonly #dag: DagState;

  constructor(dag: DagState) {
    this.#dag = dag;
  }

  make(): void {
    for (let done = 0; done < MAX_SLOTS; done += 1) {
      const slot = this.#dag.nextSlot();
      if (slot === null || slot.runAfter > this.#dag.now() || !this.#settle(slot)) return;
    }
  }

  /** From now on the DAG looks out; what was due before, it missed. */
  wake(): void {
    this.#dag.slots.change({ awakeSince: this.#dag.now(), heldSince: null });
  }

  /** A DAG to which it matters since when it looks out knows it from its first turn on. */
  takeUp(): void {
    const graph = this.#dag.world.shipped?.graph;
    const matters = graph?.skipsMissed === true || graph?.timetable.kind === "events";
    if (matters && this.#dag.slots.read().awakeSince === null) this.wake();
  }

  /** False when the slot has to wait. */
  #settle(slot: DagRunInfo): boolean {
    if (this.#wasMissed(slot)) this.wake();
    else if (this.#dag.isOpen()) this.#dag.transact(() => this.#makeRun(slot));
    else return this.#settleFull(slot);
    return true;
  }

  #wasMissed({ runAfter }: DagRunInfo): boolean {
    const { timetable, skipsMissed } = this.#dag.world.shipped?.graph ?? {};
    const { heldSince } = this.#dag.slots.read();
    if (skipsMissed !== true || timetable?.kind === "once" || timetable?.kind === "continuous") return false;
    return this.#dag.now() - runAfter > GRACE && (heldSince === null || runAfter < heldSince);
  }

  /** Within a transaction. False when a run by hand has taken the slot's date. */
  #makeRun(slot: DagRunInfo): boolean {
    const { store, slots } = this.#dag;
    const taken = store.addRun(this.#identify(slot), null, "accepted");
    this.#dag.change({ lastSlot: slot.interval });
    if (slots.read().heldSince !== null) slots.change({ heldSince: null });
    return taken === null;
  }

  #settleFull(slot: DagRunInfo): boolean {
    const { graph } = this.#dag.world.shipped ?? {};
    if (graph?.overlap === "skip") return this.#leaveOut(slot, { kind: "left_out", supersededBy: null });
    if (graph?.overlap === "cancel_older") return this.#supersede(slot);
    const { heldSince } = this.#dag.slots.read();
    if (graph?.skipsMissed === true && heldSince === null) this.#dag.slots.change({ heldSince: slot.runAfter });
    return false;
  }

  #leaveOut(slot: DagRunInfo, how: Pick<SlotRecord, "kind" | "supersededBy">): boolean {
    const { logicalDate, interval } = slot;
    this.#dag.transact(() => {
      this.#dag.slots.record({ ...how, logicalDate, interval, at: this.#dag.now(), runId: null });
      this.#dag.change({ lastSlot: interval });
    });
    return true;
  }

  /** The newest due slot takes the place of the oldest run; those between give way without ever having one. */
  #supersede(slot: DagRunInfo): boolean {
    const following = this.#findFollowing(slot);
    if (following !== null && following.runAfter <= this.#dag.now())
      return this.#leaveOut(slot, { kind: "superseded", supersededBy: following.logicalDate });
    const { slots } = this.#dag;
    const oldest = slots.findOldest();
    if (oldest === null) return false;
    this.#dag.transact(() => {
      // A slot whose date a run by hand has taken needs no place.
      if (this.#makeRun(slot)) slots.record(this.#recordOf(oldest, slot));
    });
    return true;
  }

  #recordOf({ runId, logicalDate, dataInterval, runAfter }: RunIdentity, by: DagRunInfo): Omit<SlotRecord, "number"> {
    const at = logicalDate ?? runAfter;
    return {
      kind: "superseded",
      logicalDate: at,
      interval: dataInterval ?? { start: at, end: at },
      at: this.#dag.now(),
      runId,
      supersededBy: by.logicalDate,
    };
  }

  #findFollowing(slot: DagRunInfo): DagRunInfo | null {
    const graph = this.#dag.world.shipped?.graph;
    if (graph === undefined) return null;
    const restriction = restrict(graph, this.#dag.slots.read().awakeSince);
    return nextDagRunInfo(graph.timetable, slot.interval, restriction, this.#dag.now());
  }

  #identify(slot: DagRunInfo): RunIdentity {
    const { logicalDate, interval } = slot;
    const graph = this.#dag.world.shipped?.graph;
    return this.#dag.identify({
      runId: formatRunId("scheduled", slot.runAfter),
      logicalDate,
      dataInterval: interval,
      runAfter: slot.runAfter + (graph === undefined ? 0 : delaySlot(graph, slot)),
      partitionKey: null,
      runType: "scheduled",
      triggeredBy: "timetable",
      triggeringUser: null,
      conf: graph?.paramsDefaults ?? {},
    });
  }

  /** Cancels the runs that others took the place of; one that cannot be reached is tried again. */
  async cancelSuperseded(): Promise<void> {
    const failures: unknown[] = [];
    for (const record of this.#dag.slots.listOpen())
      await this.#cancel(record).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  async #cancel({ number, runId, supersededBy }: SlotRecord): Promise<void> {
    const { slots, store, world } = this.#dag;
    const run = runId === null ? null : store.findRun(runId);
    // One that its object may not know yet is made first.
    if (run?.stage === "accepted") return;
    if (run?.stage === "waiting" || run?.stage === "live") {
      const by = `the slot of ${new Date(supersededBy ?? 0).toISOString()}, which takes its place`;
      const view = await world.peers.cancelRun(run.identity, { v: 1, state: "failed", by });
      if (view === null) return;
      this.#dag.noteView(view);
    }
    slots.close(number);
  }
}
