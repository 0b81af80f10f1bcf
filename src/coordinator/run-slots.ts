import { nameRunObject } from "../core/ids.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { GrantOrigin, PoolAnswer, SlotHolding, SlotWant, TeamLimits, TradeSlots } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import { findInstance, taskIdOf } from "../core/run.ts";
import type { Run, Status, TaskInstance } from "../core/run.ts";
import type { GateState, Standing } from "../core/gate-state.ts";
import { isRunEnded } from "../core/state.ts";
import type { Host, RunPeers } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";

/** Wants named to one gate at most, whatever it says. */
const MOST_WANTS = 1_000;

/**
 * Names one wait of an attempt to a gate, from its scheduling on: a late word about an earlier one must not be taken for
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

/**
 * A run's dealings with its gates. Each call says all it holds and wants, so a lost one is made good by the next. What a
 * gate grants counts only as an answer to the newest call, for between two the run may have changed its mind.
 */
export class RunSlots {
  readonly #peers: RunPeers;
  /**
   * Who counts the words, from the time on: a call of memory that was lost may come late, when its gate has forgotten how
   * far that had counted.
   */
  readonly #by: string;
  readonly #words = new Map<string, number>();
  /** By gate, the stamp of what it was told last; of which run in memory. */
  #told = new WeakMap<Run, Map<string, number>>();
  #trading: Promise<void> | null = null;
  #isStale = false;

  constructor(peers: RunPeers, host: Pick<Host, "createToken">) {
    this.#peers = peers;
    this.#by = host.createToken();
  }

  /** Whether a gate has something new to hear. */
  isConcerned(run: Run): boolean {
    return this.#listUntold(run).length > 0;
  }

  #listUntold(run: Run): GateState[] {
    const told = this.#told.get(run);
    return [...run.gates.byName.values()].filter(({ name, stamp }) => stamp > 0 && told?.get(name) !== stamp);
  }

  /** Tells gates what is new; with `isAll` also those once more that the run has to do with. One trade at a time. */
  async trade(engine: RunAccess, isAll = false): Promise<void> {
    const run = engine.load();
    if (isAll && run !== null) this.#forget(run);
    this.#isStale = true;
    this.#trading ??= this.#tradeWhileStale(engine).finally(() => {
      this.#trading = null;
    });
    await this.#trading;
  }

  /** Also those it holds nothing of: a call of its own that came late may have said otherwise since. */
  #forget(run: Run): void {
    this.#told.delete(run);
  }

  #toldOf(run: Run): Map<string, number> {
    const told = this.#told.get(run) ?? new Map<string, number>();
    this.#told.set(run, told);
    return told;
  }

  async #tradeWhileStale(engine: RunAccess): Promise<void> {
    const failures = new Map<string, unknown>();
    while (this.#isStale) {
      this.#isStale = false;
      const run = engine.load();
      if (run === null) return;
      for (const state of this.#listUntold(run)) {
        if (failures.has(state.name)) continue;
        this.#isStale = true;
        await this.#tradeWith(engine, run, state).catch((error: unknown) => failures.set(state.name, error));
      }
    }
    for (const error of failures.values()) throw error;
  }

  async #tradeWith(engine: RunAccess, run: Run, state: GateState): Promise<void> {
    const { name, stamp } = state;
    const word = Math.max((this.#words.get(name) ?? 0) + 1, engine.now());
    this.#words.set(name, word);
    // When it is forgotten meanwhile, another call says all of it again.
    const told = this.#toldOf(run);
    const request = describeTrade(run, state, { word, by: this.#by });
    let answer: PoolAnswer;
    try {
      answer = await this.#peers.tradeSlots(name, request);
    } catch (error) {
      // Nobody keeps a place in the run for an answer that does not come.
      const reason = { code: "pool_silent", params: { gate: name } };
      const refused = request.wants.map(({ lease }) => ({ lease, reason, forGood: false }));
      takeAnswer(engine, name, { granted: [], refused });
      throw error;
    }
    if (answer.stale !== undefined) {
      this.#words.set(name, Math.max(word, answer.stale));
      return;
    }
    told.set(name, stamp);
    takeAnswer(engine, name, answer);
  }

  /** A gate's call back. What it knew is what the run said last: else the next answer says what holds. */
  async callBack(engine: RunAccess, leases: readonly string[], from: GrantOrigin | undefined): Promise<void> {
    const isNewest = from !== undefined && from.by === this.#by && this.#words.get(from.gate) === from.word;
    if (isNewest) takeAnswer(engine, from.gate, { granted: leases, refused: [] });
    await this.trade(engine, !isNewest);
  }
}

/** Heeds what the tick says of the team; kept on disk, for memory may be lost before it is said again. */
export function heedLimits(engine: RunAccess, { isDefaultPoolLimited: isLimited }: TeamLimits): void {
  const run = engine.load();
  if (run === null || run.gates.isDefaultPoolLimited === isLimited || isRunEnded(run.state)) return;
  engine.store.writeMark("default_pool", Number(isLimited));
  engine.apply({ type: "default_pool", isLimited });
}

function takeAnswer(engine: RunAccess, gate: string, { granted, refused, window }: PoolAnswer): void {
  const run = engine.load();
  if (run === null || granted.length + refused.length === 0) return;
  const reasons = new Map<string, { reason: Reason; isHopeless: boolean }>();
  for (const { lease, reason, forGood } of refused) reasons.set(lease, { reason, isHopeless: forGood });
  const waiting = [...reasons].flatMap(([lease, why]) => findLeased(run, [lease]).map((key) => ({ ...key, ...why })));
  const more = window === undefined ? {} : { window };
  engine.apply({ type: "grant", gate, granted: findLeased(run, granted), refused: waiting, ...more });
}

/** All that one gate has to hear of a run. */
export function describeTrade(run: Run, state: GateState, { word, by }: { word: number; by: string }): TradeSlots {
  const { identity } = run;
  return {
    v: 1,
    run: nameRunObject(identity),
    seq: run.seq,
    word,
    by,
    ...(state.terms === null ? {} : { terms: state.terms }),
    ...(identity.runType === "backfill" ? { isBackfill: true } : {}),
    date: identity.logicalDate ?? identity.runAfter,
    holding: listHolding(run, state),
    wants: listWants(run, state),
  };
}

/** Who waits for a person counts for limits of tasks, never for pools. */
function listHolding(run: Run, state: GateState): SlotHolding[] {
  const counted = [...state.holding].filter(({ status }) => state.kind === "task" || status.state !== "awaiting_input");
  return counted.map((instance) => describeHolding(run, state, instance));
}

function describeHolding(run: Run, { name }: GateState, instance: TaskInstance): SlotHolding {
  const { state } = instance.status;
  const lease = formatSlotLease(run, instance);
  const slots = slotsAt(run, instance, name);
  return state === "deferred" || state === "awaiting_input" ? { lease, slots, isDeferred: true } : { lease, slots };
}

function slotsAt(run: Run, instance: TaskInstance, gate: string): number {
  const { node } = run.topology.tasks[instance.task] ?? {};
  return gate.startsWith("task:") ? 1 : (node?.poolSlots ?? 1);
}

/** Those without hope last: they must not keep others from being heard of. */
function listWants(run: Run, { wanting }: GateState): SlotWant[] {
  const standings = [...wanting].flatMap((instance) => run.wanting.get(instance) ?? []);
  const named = standings.length <= MOST_WANTS ? standings : standings.toSorted(compareStandings).slice(0, MOST_WANTS);
  return named.map(({ ready, gates, passed }) => ({
    lease: formatSlotLease(run, ready.instance),
    slots: gates[passed]?.slots ?? 1,
    priority: ready.weight,
    since: ready.status.state === "scheduled" ? ready.status.at : 0,
  }));
}

function compareStandings(a: Standing, b: Standing): number {
  return (
    Number(a.isHopeless) - Number(b.isHopeless) ||
    b.ready.weight - a.ready.weight ||
    a.ready.instance.mapIndex - b.ready.instance.mapIndex
  );
}
