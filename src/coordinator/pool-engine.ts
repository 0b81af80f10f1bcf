import type { GrantOrigin, PoolAnswer, PoolParties, PoolSettings, PoolView, TradeSlots } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import { PoolLedger } from "./pool-ledger.ts";
import { listParties } from "./pool-parties.ts";
import type { Holder } from "./pool-store.ts";
import type { Clock, Host, Sql } from "./ports.ts";

/** A run that holds slots and was not heard of for this long is asked. Milliseconds. */
const SILENCE = 60_000;
/** An unknown pool is looked up again after this; one that is made meanwhile says so itself. */
const LOOK_AGAIN = 5_000;
/** How many wants a run may name: twice what could be served at once, within bounds. */
const WINDOW = { least: 8, most: 1_000 };

export interface PoolWorld {
  readonly name: string;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly host: Host;
  /** The pool as the organization configured it; null when there is none. */
  readSettings(): Promise<PoolSettings | null>;
  grant(run: string, leases: readonly string[], from: GrantOrigin): Promise<void>;
  /** Makes a run say what it holds; false when there is no such run. */
  ask(run: string): Promise<boolean>;
}

/**
 * Leases of one gate's slots: a pool's, a task's over all runs of its DAG, or starts in a period. Gives out never more
 * than there are; what a dead holder kept is found and freed. Memory repeats what is on disk, and may be lost.
 */
export class PoolEngine {
  readonly #world: PoolWorld;
  readonly #ledger: PoolLedger;
  #alarmAt: number | null = null;
  /** When silent holders were last asked: one that was asked in vain is asked again after a while, not at once. */
  #askedAt = -Infinity;
  #lookedAt = -Infinity;

  constructor(world: PoolWorld) {
    this.#world = world;
    this.#ledger = new PoolLedger(world.sql, world.clock);
  }

  configure(settings: PoolSettings): void {
    const granted = this.#ledger.change(() => {
      this.#ledger.configure(settings);
      return this.#ledger.grant();
    });
    this.#tellGranted(granted, null);
  }

  async trade(request: TradeSlots): Promise<PoolAnswer> {
    if (request.terms === undefined) await this.#lookUp();
    const { holders } = this.#ledger.book;
    const known = holders.get(request.run);
    const isNews = isNewer(request, known);
    if (!isNews && request.word !== undefined) return { stale: known?.word ?? 0, granted: [], refused: [] };
    const granted = this.#ledger.change(() => {
      if (isNews) this.#ledger.take(request);
      return this.#ledger.grant();
    });
    this.#tellGranted(granted, request.run);
    this.#arm();
    return this.#answer(request);
  }

  /** A pool is known to D1; what it says once, it says again by itself when it changes. */
  async #lookUp(): Promise<void> {
    const now = this.#ledger.now();
    if (this.#ledger.settings !== null || this.#lookedAt + LOOK_AGAIN > now) return;
    const settings = await this.#world.readSettings();
    this.#lookedAt = now;
    if (settings !== null && this.#ledger.settings === null) this.configure(settings);
  }

  /** For the moment when the quietest holder has been silent for too long, or a period is over for those who wait. */
  #arm(): void {
    const { book } = this.#ledger;
    const heard = [...book.holders.values()].reduce((least, holder) => Math.min(least, holder.heard), Infinity);
    const silent = Math.max(heard, this.#askedAt) + SILENCE;
    const at = Math.min(silent, book.waiting > 0 ? this.#ledger.findNextStart() : Infinity);
    // One that stands for an earlier time only looks again; one whose time has passed was lost.
    const now = this.#ledger.now();
    const armed = this.#alarmAt !== null && this.#alarmAt > now ? this.#alarmAt : Infinity;
    if (at === Infinity || armed <= at) return;
    this.#alarmAt = at;
    this.#world.host.setAlarm(at);
    // An alarm this late was given up by the platform: then whoever trades drives the sweep.
    if (at + SILENCE < now) this.#world.host.background(() => this.sweep());
  }

  /** A lost call back costs time only: the run's next trade names the want again, and finds it granted. */
  #tellGranted(granted: ReadonlyMap<string, readonly string[]>, except: string | null): void {
    for (const [run, leases] of granted) {
      const holder = this.#ledger.book.holders.get(run);
      if (run === except || holder === undefined) continue;
      const from = { gate: this.#world.name, word: holder.word, by: holder.by };
      this.#world.host.background(() => this.#world.grant(run, leases, from));
    }
  }

  #answer({ run, wants, word }: TradeSlots): PoolAnswer {
    const { book } = this.#ledger;
    const total = this.#ledger.countTotal();
    const isGranted = ({ lease }: { lease: string }): boolean => book.findLease(run, lease) !== undefined;
    const refused = wants
      .filter((want) => !isGranted(want))
      .map(({ lease, slots }) => {
        const forGood = total !== null && slots > total;
        return { lease, forGood, reason: this.#explain(total, slots) };
      });
    const granted = wants.filter(isGranted).map(({ lease }) => lease);
    const window = Math.max(WINDOW.least, Math.min(WINDOW.most, 2 * (total ?? 0)));
    return { ...(word === undefined ? {} : { window }), granted, refused };
  }

  #explain(total: number | null, slots: number): Reason {
    const { name } = this.#world;
    const { book } = this.#ledger;
    if (total === null) return { code: "pool_unknown", params: { pool: name } };
    const [terms] = book.listTerms();
    if (terms === undefined && slots > total) return { code: "pool_too_small", params: { pool: name, slots, total } };
    if (terms === undefined) return { code: "pool_full", params: { pool: name, held: book.held, total } };
    const params = { held: this.#ledger.countUsed(terms), total };
    if (terms.period === null) return { code: "task_limit", params };
    return { code: "rate_full", params: { ...params, key: name.replace(/^rate:/, ""), period: terms.period } };
  }

  /** Gives out what has come free with time, and asks holders that were silent; one that is gone gives its slots back. */
  async sweep(): Promise<void> {
    this.#alarmAt = null;
    const now = this.#ledger.now();
    this.#tellGranted(
      this.#ledger.change(() => this.#ledger.grant()),
      null,
    );
    const isTime = this.#askedAt + SILENCE <= now;
    const silent = isTime ? this.#ledger.store.listSilent(now - SILENCE) : [];
    // Also when there was nobody to ask: else an alarm that is overdue would be so at once again.
    if (isTime) this.#askedAt = now;
    this.#arm();
    await Promise.allSettled(silent.map((run) => this.#ask(run)));
  }

  async #ask(run: string): Promise<void> {
    const { holders } = this.#ledger.book;
    const before = holders.get(run)?.heard;
    const isThere = await this.#world.ask(run);
    // Who is asked says all it holds. A run on another version of its DAG may have nothing more to do with this gate.
    if (!isThere || holders.get(run)?.heard === before) this.#bury(run);
  }

  /** The run holds nothing here any more: all of it is free. */
  #bury(run: string): void {
    const known = this.#ledger.book.holders.get(run);
    if (known === undefined) return;
    const granted = this.#ledger.change(() => {
      this.#ledger.take({ v: 1, run, word: known.word + 1, by: "", holding: [], wants: [] });
      return this.#ledger.grant();
    });
    this.#tellGranted(granted, null);
  }

  describe(): PoolView {
    const { book, settings } = this.#ledger;
    const { slots, includeDeferred } = settings ?? { slots: 0, includeDeferred: false };
    return { slots, includeDeferred, held: book.held, waiting: book.waiting, deferred: book.deferred };
  }

  listParties(limit: number): PoolParties {
    return listParties(this.#ledger.book, limit);
  }
}

/**
 * A call that comes late would free what its run holds by now; a repeated one says the same again. The run's journal only
 * grows, whatever became of its memory and its clock; words are told apart within one state of it.
 */
function isNewer({ seq, word, by }: TradeSlots, known: Holder | undefined): boolean {
  if (known === undefined) return true;
  if (seq !== undefined && seq < known.seq) return false;
  if (word === undefined) return true;
  return word > known.word || (word === known.word && by === known.by);
}
