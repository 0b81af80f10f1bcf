import { advance, type Advance } from "../core/advance.ts";
import { applyBatch, createBatch, type Batch } from "../core/batch.ts";
import { findNextDue } from "../core/due.ts";
import type { RunEvent } from "../core/event.ts";
import { LEASE } from "../core/limits.ts";
import type { CreateRun, GrantOrigin, TeamLimits, Woken } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { Rebased } from "../core/rebase.ts";
import { createRun, type Run } from "../core/run.ts";
import { isRunEnded } from "../core/state.ts";
import { buildTopology } from "../core/topology.ts";
import type { Clock, Host, Sql } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";
import type { RunOutbox } from "./run-outbox.ts";
import { addEngineEvents } from "./run-assets.ts";
import { heedLimits } from "./run-slots.ts";
import { listStops } from "./run-stops.ts";
import { RunStore } from "./run-store.ts";
import { RunValues } from "./run-values.ts";
import { describeMaking, viewRun } from "./run-views.ts";
import { RunWaiters } from "./run-waiters.ts";

/** A call to make a run can come this long after the run was deleted; then the last of it goes. Milliseconds. */
const BURIAL = 3_600_000;
const FIRST_ROW = 1;
const ADMIT = { type: "admit" } as const;

export interface EngineWorld {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly host: Host;
  readonly outbox: RunOutbox;
}

/** What a caller adds to the journal row of its event, and what it writes beside it in the same transaction. */
export type WriteMore = (result: Advance) => Partial<Pick<Batch, "events" | "values" | "dropped">> & {
  readonly writes?: readonly (() => void)[];
};

/**
 * One run's state machine over its store. Whatever an event changed is one transaction: journal row, carriers, values.
 * What follows outside (messages, projection, word to the DAG) is derived from that and driven again until it is done.
 * Memory is only a cache: it can be lost between any two calls.
 */
export class RunEngine implements RunAccess {
  readonly store: RunStore;
  values: RunValues;
  readonly #world: EngineWorld;
  #run: Run | null = null;
  #lastNow = 0;
  #alarmAt: number | null = null;
  #stirring = 0;
  readonly #heard = new Map<string, number>();
  readonly #waiters: RunWaiters;

  constructor(world: EngineWorld) {
    this.#world = world;
    this.store = new RunStore(world.sql);
    this.values = new RunValues(this.store);
    this.#waiters = new RunWaiters(world.host);
  }

  /** Milliseconds, never going back: no decision compares two clocks. */
  now(): number {
    this.#lastNow = Math.max(this.#lastNow, this.#world.clock.now());
    return this.#lastNow;
  }

  /** The run, folded from its journal when it is not in memory; null when there is none. */
  load(): Run | null {
    if (this.#run !== null) return this.#run;
    const header = this.store.readHeader();
    if (header === null) return null;
    const run = this.#fold(header);
    this.#run = run;
    this.#world.outbox.resume(this);
    // Of what was under way, only the states are known: messages are sent again, and slots wanted again.
    if (run.active > 0 && run.state === "running") this.apply({ type: "redispatch" });
    return run;
  }

  #fold(header: CreateRun): Run {
    const batches = this.store.readBatches(0);
    const run = createRun(buildTopology(header.graph), header.identity, batches[0]?.at ?? this.now());
    run.note = header.note;
    run.gates.isDefaultPoolLimited = this.store.readMark("default_pool") > 0;
    this.values = new RunValues(this.store);
    for (const batch of batches) {
      applyBatch(run, batch);
      this.values.apply(batch);
      this.#lastNow = Math.max(this.#lastNow, batch.at);
    }
    return run;
  }

  /** Makes the run, once; `admit` starts it in the same transaction, or starts one that was made and waits. */
  create(request: CreateRun): Run {
    const existing = this.load();
    if (existing !== null) return request.admit ? this.#admit(existing, request) : existing;
    if (this.store.readTombstone() !== null) throw new Error("This run was deleted: nothing makes it again");
    const now = this.now();
    const run = createRun(buildTopology(request.graph), request.identity, now);
    run.note = request.note;
    run.gates.isDefaultPoolLimited = request.isDefaultPoolLimited === true;
    const first = createBatch(FIRST_ROW, now, "create");
    run.seq = FIRST_ROW;
    const result = request.admit ? advance(run, ADMIT, now, this.#world.host.createToken()) : null;
    const started = result?.batch ? addEngineEvents(run, ADMIT, result.batch) : null;
    this.store.write([
      () => this.store.create(request),
      () => void (run.gates.isDefaultPoolLimited && this.store.writeMark("default_pool", 1)),
      () => this.store.appendBatch(first),
      () => void (started && this.store.appendBatch(started)),
    ]);
    this.#run = run;
    if (result !== null) this.#after(run, { ...result, batch: started });
    else this.#arm(now + LEASE);
    // Whoever made a run that waits for its turn finds it in every list at once, not when the alarm comes.
    if (result === null) this.#world.outbox.planProjection(this);
    return run;
  }

  /** A run that has done nothing yet is made of what is deployed when it starts, not when it began to wait. */
  #admit(run: Run, request: CreateRun): Run {
    if (run.state !== "queued" || (request.seen ?? run.seq) !== run.seq) return run;
    if (run.seq === FIRST_ROW && run.identity.bundleId !== request.identity.bundleId) {
      this.store.write([() => this.store.replaceHeader({ ...request, note: run.note })]);
      this.#run = null;
    }
    this.apply({ type: "admit" });
    return this.load() ?? run;
  }

  /** Takes one event; null when there is no such run. */
  apply(event: RunEvent, writeMore: WriteMore = () => ({})): Advance | null {
    const run = this.load();
    if (run === null) return null;
    try {
      const result = advance(run, event, this.now(), this.#world.host.createToken());
      const batch = this.#write(run, event, result, writeMore);
      this.#after(run, { ...result, batch });
      return result;
    } catch (error) {
      // What was not written down did not happen: the next call folds the journal anew.
      this.#run = null;
      throw error;
    }
  }

  /**
   * Takes an event on another version of the DAG, in one transaction with the move there. What was in memory is thrown
   * away: it is folded from the row that says where the run stands now.
   */
  rebase({ run, batch, moves, released }: Rebased, event: RunEvent, writeMore: WriteMore = () => ({})): Advance {
    this.#run = null;
    const header = describeMaking(run);
    const full = { ...batch, values: this.values.listSmall(moves) };
    const done = advance(run, event, this.now(), this.#world.host.createToken());
    const carriers = new Map([...done.carriers, ...released.map(({ carrier }) => [carrier, true] as const)]);
    const result = { ...done, carriers, released: [...released, ...done.released] };
    const written = this.#write(run, event, result, (taken) => {
      const { writes = [], ...more } = writeMore(taken);
      return { ...more, writes: [() => this.store.beginEra(header, full, moves), ...writes] };
    });
    const folded = this.load();
    if (folded !== null) this.#after(folded, { ...result, batch: written ?? full, dispatch: [] });
    return result;
  }

  #write(run: Run, event: RunEvent, result: Advance, writeMore: WriteMore): Batch | null {
    const { writes: besides = [], ...more } = writeMore(result);
    const batch = result.batch === null ? null : addEngineEvents(run, event, { ...result.batch, ...more });
    const writes = [...besides];
    if (batch !== null) writes.push(() => this.store.appendBatch(batch));
    for (const [carrier, existed] of result.carriers) {
      const exists = run.carriers.has(carrier);
      if (exists && !existed) writes.push(() => this.store.writeCarrier(carrier, this.now() + LEASE));
      if (!exists && existed) writes.push(() => this.store.deleteCarrier(carrier));
    }
    this.store.write([...writes, ...listStops(this.store, run, event, result)]);
    if (batch !== null) this.values.apply(batch);
    return batch;
  }

  #after(run: Run, result: Advance): void {
    if (result.batch === null) return;
    this.#world.outbox.follow(this, result);
    const due = findNextDue(run);
    this.#arm(Math.min(due ?? Infinity, this.now() + LEASE));
    if (isRunEnded(run.state)) this.#waiters.answer(viewRun(run));
  }

  /**
   * Arms the alarm unless it already stands for an earlier time: one that fires early only looks again. One whose time has
   * passed may have been lost.
   */
  #arm(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at && this.#alarmAt > this.now()) return;
    this.#alarmAt = at;
    this.#world.host.setAlarm(at);
  }

  /** A gate's call back. */
  takeGrants(leases: readonly string[], from: GrantOrigin | undefined): void {
    if (this.load() === null) return;
    this.#world.host.background(() => this.#world.outbox.takeGrants(this, leases, from));
  }

  hear(carrier: string): void {
    this.#heard.set(carrier, this.now());
  }

  /** Comes before a change to an ended run, which rests no more from now on: nobody else would look after what follows. */
  async stir(): Promise<void> {
    const run = this.load();
    if (run === null || !isRunEnded(run.state)) return;
    this.#stirring += 1;
    try {
      await this.#world.outbox.stir(run);
    } finally {
      this.#stirring -= 1;
    }
  }

  /** The sweep's poke. */
  async wake(limits?: TeamLimits): Promise<Woken | null> {
    if (limits !== undefined) heedLimits(this, limits);
    await this.drain();
    const run = this.load();
    return run === null ? null : { view: viewRun(run), isAtRest: this.#isAtRest(run) };
  }

  rest(): boolean {
    const run = this.load();
    if (run === null || !this.#isAtRest(run)) return false;
    this.#alarmAt = null;
    this.#world.host.cancelAlarm();
    return true;
  }

  #isAtRest(run: Run): boolean {
    return isRunEnded(run.state) && this.#stirring === 0 && this.#world.outbox.isEmpty(this);
  }

  /** Does all that is due, and sets the alarm for what comes next. Called by alarm and sweep alike. */
  async drain(): Promise<boolean> {
    const run = this.load();
    this.#alarmAt = null;
    if (run === null) return await this.#rest();
    try {
      this.#loseSilentCarriers();
      if ((findNextDue(run) ?? Infinity) <= this.now()) this.apply({ type: "due" });
      await this.#world.outbox.drain(this);
      await this.#world.outbox.archive(this);
    } finally {
      if (!this.#isAtRest(run))
        this.#arm(Math.max(this.now(), Math.min(findNextDue(run) ?? Infinity, this.now() + LEASE)));
    }
    return true;
  }

  #loseSilentCarriers(): void {
    const now = this.now();
    const lost: string[] = [];
    for (const { id, expires } of this.store.listCarriers()) {
      const lasts = Math.max(expires, (this.#heard.get(id) ?? 0) + LEASE);
      if (lasts <= now) lost.push(id);
    }
    if (lost.length > 0) this.apply({ type: "lost", carriers: lost });
  }

  waitEnd(timeout: number): Promise<RunView | null> {
    return this.#waiters.wait(timeout, () => {
      const run = this.load();
      return run === null ? null : viewRun(run);
    });
  }

  /** Forgets the run for good: but for a tombstone nothing of it is here, or under way, when this resolves. */
  async erase(): Promise<void> {
    const until = this.now() + BURIAL;
    this.#run = null;
    this.#alarmAt = null;
    this.store.bury(until);
    this.#arm(until);
    await this.#world.outbox.rest();
  }

  /** Where no run is: takes the tombstone away when its time has come. */
  async #rest(): Promise<false> {
    const until = this.store.readTombstone();
    if (until === null) return false;
    if (until > this.now()) this.#arm(until);
    else {
      this.store.close();
      await this.#world.host.erase();
    }
    return false;
  }
}
