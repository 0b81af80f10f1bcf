import type { GateTerms } from "../core/gates.ts";
import type { PoolSettings, TradeSlots } from "../core/objects.ts";
import { PoolBook } from "./pool-book.ts";
import { PoolStore } from "./pool-store.ts";
import type { Holder, Lease, Want } from "./pool-store.ts";
import type { Clock, Sql } from "./ports.ts";

/** Who holds and who wants slots of one gate, on disk and, until it is lost, in memory. */
export class PoolLedger {
  readonly #clock: Clock;
  readonly store: PoolStore;
  #memory: { readonly book: PoolBook; readonly settings: PoolSettings | null } | null = null;
  #lastNow = 0;

  constructor(sql: Sql, clock: Clock) {
    this.#clock = clock;
    this.store = new PoolStore(sql);
  }

  /** Milliseconds, never going back: a period is never shorter than it says. */
  now(): number {
    this.#lastNow = Math.max(this.#lastNow, this.#clock.now());
    return this.#lastNow;
  }

  get book(): PoolBook {
    return this.#load().book;
  }
  get settings(): PoolSettings | null {
    return this.#load().settings;
  }

  #load(): { readonly book: PoolBook; readonly settings: PoolSettings | null } {
    if (this.#memory !== null) return this.#memory;
    const settings = this.store.readSettings();
    const book = new PoolBook(settings?.includeDeferred ?? false);
    for (const holder of this.store.listHolders()) book.holders.set(holder.run, holder);
    for (const lease of this.store.listLeases()) {
      book.putLease(lease);
      this.#lastNow = Math.max(this.#lastNow, lease.grantedAt);
    }
    for (const want of this.store.listWants()) book.putWant(want);
    this.#memory = { book, settings };
    return this.#memory;
  }

  /** All or nothing, on disk and in memory alike. */
  change<T>(body: () => T): T {
    try {
      return this.store.transact(body);
    } catch (error) {
      this.#memory = null;
      throw error;
    }
  }

  configure(settings: PoolSettings): void {
    this.store.writeSettings(settings);
    this.#memory = null;
  }

  /** Notes all a run holds and wants; what it no longer names is free. */
  take(request: TradeSlots): void {
    const { run, holding, wants } = request;
    const { book } = this;
    const kept = new Set([...holding, ...wants].map(({ lease }) => lease));
    const holder = describeHolder(request, this.now());
    if (kept.size > 0) {
      book.holders.set(run, holder);
      this.store.writeHolder(holder);
    }
    this.#expire();
    for (const lease of book.listLeases(run)) if (!kept.has(lease.lease) && lease.until === null) this.#free(lease);
    for (const want of book.listWants(run)) if (!kept.has(want.lease)) this.#forget(want);
    for (const { lease, slots, isDeferred = false } of holding) {
      const found = book.findLease(run, lease);
      const grantedAt = found?.grantedAt ?? this.now();
      if (found === undefined || found.isDeferred !== isDeferred)
        this.#hold({ run, lease, slots, isDeferred, grantedAt, until: null });
    }
    for (const want of wants) this.#note({ ...want, run });
    if (kept.size > 0) return;
    book.holders.delete(run);
    this.store.deleteHolder(run);
  }

  #note({ run, lease, slots, priority, since }: Want): void {
    const { book } = this;
    const held = this.#wake(book.findLease(run, lease));
    // An answer that was lost is given again; a start that was granted then, begins now.
    if (held !== undefined) return held.until === null ? undefined : this.#hold(this.#grantTo(held));
    const found = book.findWant(run, lease);
    if (found?.slots === slots && found.priority === priority && found.since === since) return;
    const want = { run, lease, slots, priority, since };
    book.putWant(want);
    this.store.writeWant(want);
  }
  /**
   * A deferred attempt that wants to go on bears its lease's name still when no time has passed. Where deferred ones do not
   * count, others may have its slots by now.
   */
  #wake(held: Lease | undefined): Lease | undefined {
    if (held === undefined || !held.isDeferred || held.until !== null) return held;
    if (this.book.listTerms().length === 0 && this.settings?.includeDeferred !== true) {
      this.#free(held);
      return undefined;
    }
    this.#hold({ ...held, isDeferred: false });
    return held;
  }
  #hold(lease: Lease): void {
    this.book.putLease(lease);
    this.store.writeLease(lease);
  }
  #free(lease: Lease): void {
    this.book.dropLease(lease);
    this.store.deleteLease(lease);
  }
  #forget(want: Want): void {
    this.book.dropWant(want);
    this.store.deleteWant(want);
  }

  /** Starts of a period that is over count no more. */
  #expire(): void {
    const now = this.now();
    if (this.book.listTerms().every(({ period }) => period === null)) return;
    for (const lease of this.book.listAllLeases()) if (lease.until !== null && lease.until <= now) this.#free(lease);
  }

  #grantTo({ run, lease, slots }: Pick<Want, "run" | "lease" | "slots">): Lease {
    const period = this.book.holders.get(run)?.terms?.period ?? null;
    const grantedAt = this.now();
    return { run, lease, slots, isDeferred: false, grantedAt, until: period === null ? null : grantedAt + period };
  }

  grant(): Map<string, string[]> {
    const granted = new Map<string, string[]>();
    const { book } = this;
    this.#expire();
    if (book.waiting === 0) return granted;
    for (let free = this.#countFree(); free > 0;) {
      const want = book.chooseNext(free);
      if (want === null) break;
      free -= want.slots;
      this.#forget(want);
      this.#hold(this.#grantTo(want));
      granted.set(want.run, [...(granted.get(want.run) ?? []), want.lease]);
    }
    return granted;
  }

  /** Slots to give out: by the graphs' terms, all of them, or as the organization says. */
  #countFree(): number {
    const { book, settings } = this;
    const terms = book.listTerms();
    if (terms.length > 0) return Math.min(...terms.map((one) => one.limit - this.countUsed(one)));
    if (settings === null) return 0;
    return settings.slots < 0 ? Infinity : settings.slots - this.store.countHeld(settings.includeDeferred);
  }
  /** Airflow's task limits count deferred instances, too. */
  countUsed({ period }: GateTerms): number {
    if (period === null) return this.store.countHeld(true);
    return this.#listRecent(period).reduce((sum, { slots }) => sum + slots, 0);
  }

  #listRecent(period: number): Lease[] {
    const since = this.now() - period;
    return this.book.listAllLeases().filter(({ grantedAt }) => grantedAt > since);
  }

  /** Slots there are; null when nobody has said. */
  countTotal(): number | null {
    const { book, settings } = this;
    const terms = book.listTerms();
    if (terms.length > 0) return Math.min(...terms.map(({ limit }) => limit));
    if (settings === null) return null;
    return settings.slots < 0 ? Infinity : settings.slots;
  }

  /** When the oldest grant that fills a period counts no more. */
  findNextStart(): number {
    const { book } = this;
    const starts = book.listTerms().flatMap(({ limit, period }) => {
      if (period === null) return [];
      const recent = this.#listRecent(period).map(({ grantedAt }) => grantedAt);
      return (recent.toSorted((a, b) => b - a)[limit - 1] ?? -Infinity) + period;
    });
    const next = Math.max(-Infinity, ...starts);
    return next > this.now() ? next : Infinity;
  }
}

function describeHolder({ run, seq, word, by, isBackfill, date, terms }: TradeSlots, heard: number): Holder {
  return {
    run,
    heard,
    seq: seq ?? 0,
    word: word ?? 0,
    by: by ?? "",
    isBackfill: isBackfill ?? false,
    date: date ?? 0,
    terms: terms ?? null,
  };
}
