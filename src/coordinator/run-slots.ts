import type { Advance } from "../core/advance.ts";
import { nameRunObject } from "../core/ids.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { SlotWant, TradeSlots } from "../core/objects.ts";
import { findInstance, taskIdOf, taskOf } from "../core/run.ts";
import type { Run, Status, TaskInstance } from "../core/run.ts";
import { weighTask } from "../core/weight.ts";
import type { RunPeers } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";

/**
 * Names one wait of an attempt to a pool, from its scheduling on: a late word about an earlier one must not be taken for
 * this one's. A task id holds no bar.
 */
export function formatSlotLease(run: Run, instance: TaskInstance): string {
  const { status, mapIndex, tryNumber } = instance;
  return `${taskIdOf(run, instance)}|${mapIndex}|${tryNumber}|${scheduledAt(status)}`;
}

function scheduledAt(status: Status): number {
  if (status.state === "scheduled") return status.at;
  return "times" in status ? (status.times.scheduledAt ?? 0) : 0;
}

/** The instances that leases are for, as they stand; one whose wait is over gets nothing from it any more. */
export function findLeased(run: Run, leases: readonly string[]): InstanceKey[] {
  return leases.flatMap((lease) => {
    const [taskId = "", mapIndex = "-1"] = lease.split("|");
    const instance = findInstance(run, taskId, Number(mapIndex));
    const isSame = instance !== undefined && formatSlotLease(run, instance) === lease;
    return isSame ? [{ taskId, mapIndex: Number(mapIndex) }] : [];
  });
}

/** A run's dealings with its pools. Each call says all it holds and wants, so a lost one is made good by the next. */
export class RunSlots {
  readonly #peers: RunPeers;
  #trading: Promise<void> | null = null;
  #isStale = false;

  constructor(peers: RunPeers) {
    this.#peers = peers;
  }

  isConcerned(run: Run, result: Advance): boolean {
    if (run.wanting.size > 0) return true;
    const changed = result.batch?.changes.flatMap(({ instances }) => instances) ?? [];
    return changed.some(([task]) => taskOf(run, task).place.node.pool !== null);
  }

  /** One trade at a time: a call that comes meanwhile makes the running one go round again. */
  async trade(engine: RunAccess): Promise<void> {
    this.#isStale = true;
    this.#trading ??= this.#tradeWhileStale(engine).finally(() => {
      this.#trading = null;
    });
    await this.#trading;
  }

  async #tradeWhileStale(engine: RunAccess): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const run = engine.load();
      if (run === null) return;
      for (const [pool, request] of listTrades(run)) {
        const { granted } = await this.#peers.tradeSlots(pool, request);
        const now = engine.load();
        const leased = now === null ? [] : findLeased(now, granted);
        if (leased.length > 0) engine.apply({ type: "grant", granted: leased });
      }
    }
  }
}

function listTrades(run: Run): Map<string, TradeSlots> {
  const trades = new Map<
    string,
    { v: 1; run: string; seq: number; holding: { lease: string; slots: number }[]; wants: SlotWant[] }
  >();
  for (const task of run.tasks) {
    const { pool, poolSlots } = task.place.node;
    if (pool === null) continue;
    const trade = trades.get(pool) ?? { v: 1, run: nameRunObject(run.identity), seq: run.seq, holding: [], wants: [] };
    trades.set(pool, trade);
    for (const instance of task.instances) {
      const { status } = instance;
      const lease = formatSlotLease(run, instance);
      if (status.state === "queued" || status.state === "running") trade.holding.push({ lease, slots: poolSlots });
      else if (status.state === "scheduled" && run.wanting.has(instance)) {
        trade.wants.push({
          lease,
          slots: poolSlots,
          priority: weighTask(run.topology, task.place.index),
          since: status.at,
        });
      }
    }
  }
  return trades;
}
