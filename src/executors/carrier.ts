import { HEARTBEAT, LEASE } from "../core/limits.ts";
import type { AttemptName } from "../core/event.ts";
import type { Executor } from "../core/graph.ts";
import { PROTOCOL } from "../core/protocol.ts";
import type { AttemptFinish, Leases, RunIdentity } from "../core/protocol.ts";
import { ActiveAttempt } from "./active-attempt.ts";
import type { AttemptWorld } from "./active-attempt.ts";
import type { CarrierBudget, RunLink } from "./contract.ts";

export interface CarrierWorld extends Omit<AttemptWorld, "log"> {
  readonly link: RunLink;
  readonly budget: CarrierBudget;
  readonly accepts: readonly Executor[];
  /** Resolves after so many milliseconds. */
  readonly wait: (delay: number) => Promise<void>;
  /** Calls until the returned function is called. */
  readonly repeat: (interval: number, work: () => void) => () => void;
}

/** How often lines that wait are sent on. Milliseconds. */
const LOG_INTERVAL = 1_000;
/** After a call with so many finishes all else gets a turn: calls in close sequence would hold up the whole thread. */
const MANY = 50;
/** A call without an answer is made again after this, then twice as long, while the lease may last. */
const FIRST_RETRY = 100;

/**
 * Carries attempts of one run out: starts them in one call, runs them side by side, commits each as it ends, and goes on
 * with what the answer hands over. It holds no state that its run does not: when it dies, its attempts are given away.
 */
export class Carrier {
  readonly #world: CarrierWorld;
  readonly #attemptWorld: AttemptWorld;
  readonly #id: string;
  readonly #active = new Map<string, ActiveAttempt>();
  readonly #known = new Set<string>();
  readonly #began: number;
  #run: RunIdentity | null = null;
  #taken = 0;
  #finished: AttemptFinish[] = [];
  #isFlushPlanned = false;
  #lastBeat: number;
  #isBeating = false;
  #end: () => void = () => undefined;

  constructor(world: CarrierWorld, id: string) {
    this.#world = world;
    this.#attemptWorld = { ...world, log: world.budget.log };
    this.#id = id;
    this.#began = world.now();
    this.#lastBeat = this.#began;
  }

  /** Resolves when all of it, and all that was handed over, is committed or given up. Throws when it cannot start. */
  async carry(attempts: readonly AttemptName[]): Promise<void> {
    const request = { v: PROTOCOL, carrier: this.#id, attempts } as const;
    const leases = await this.#insist(() => this.#world.link.start(request));
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    this.#begin(leases);
    this.#endIfIdle();
    const stop = this.#world.repeat(LOG_INTERVAL, () => void this.#beat());
    await ended;
    stop();
  }

  #begin(leased: Leases): void {
    const run = leased.run ?? this.#run;
    this.#run = run;
    if (run === null) return;
    for (const lease of leased.leases) {
      const name = `${lease.token} ${lease.taskId} ${lease.mapIndex}`;
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      this.#taken += 1;
      const attempt = new ActiveAttempt(this.#attemptWorld, { run, values: leased.values }, lease);
      this.#active.set(name, attempt);
      void attempt.perform().then((finish) => this.#finish(name, finish));
    }
  }

  #finish(name: string, finish: AttemptFinish | null): void {
    if (this.#active.delete(name) && finish !== null) this.#finished.push(finish);
    if (this.#finished.length > 0) this.#planFlush();
    this.#endIfIdle();
  }

  /**
   * Attempts that end in the same turn share a call; a few microtasks are no wait. What ends while a call is under way
   * goes with the next: else attempts that were once handed over one by one would be committed one by one for ever.
   */
  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    void settleMicrotasks().then(async () => {
      while (this.#finished.length > 0) {
        const finishes = this.#finished;
        this.#finished = [];
        await this.#flush(finishes);
        if (finishes.length >= MANY) await this.#world.wait(0);
        await settleMicrotasks();
      }
      this.#isFlushPlanned = false;
      this.#endIfIdle();
    });
  }

  async #flush(finishes: readonly AttemptFinish[]): Promise<void> {
    let isRepeat = false;
    try {
      const leases = await this.#insist(() => {
        const holding = isRepeat ? [...this.#active.values()].map((attempt) => attempt.key()) : null;
        isRepeat = true;
        const take = this.#countTake(finishes.length);
        return this.#world.link.finish({
          v: PROTOCOL,
          carrier: this.#id,
          finishes,
          take,
          accepts: this.#world.accepts,
          holding,
        });
      });
      this.#begin(leases);
    } catch (error) {
      // The run gives these attempts to another carrier when the lease has run out.
      console.warn(`Carrier ${this.#id} could not commit ${finishes.length} attempts`, error);
    }
  }

  /** As many as have just ended, or more where the carrier may grow, while its budget lasts. */
  #countTake(ended: number): number {
    const { attempts, wall, parallel, growth } = this.#world.budget;
    if (this.#world.now() - this.#began > wall) return 0;
    return Math.max(0, Math.min(ended * growth, parallel - this.#active.size, attempts - this.#taken));
  }

  #endIfIdle(): void {
    if (this.#active.size === 0 && this.#finished.length === 0 && !this.#isFlushPlanned) this.#end();
  }

  /** Renews the lease and sends log lines on; stops what the run no longer wants. */
  async #beat(): Promise<void> {
    const attempts = [...this.#active.values()];
    const hasLines = attempts.some((attempt) => attempt.log.hasLines());
    const isDue = this.#world.now() - this.#lastBeat >= HEARTBEAT;
    if (attempts.length === 0 || (!isDue && (!hasLines || this.#isBeating))) return;
    this.#lastBeat = this.#world.now();
    this.#isBeating = true;
    const beats = attempts.map((attempt) => attempt.beat());
    try {
      const { stop } = await this.#world.link.heartbeat({ v: PROTOCOL, carrier: this.#id, attempts: beats });
      beats.forEach(({ logs }, index) => logs !== null && attempts[index]?.log.settle(logs));
      const stopped = new Set(stop.map(({ taskId, mapIndex }) => `${taskId} ${mapIndex}`));
      for (const attempt of attempts)
        if (stopped.has(`${attempt.key().taskId} ${attempt.key().mapIndex}`)) attempt.stop();
    } catch (error) {
      // An attempt that has ended meanwhile has sent them along with its end.
      for (const attempt of attempts) attempt.log.unsettle();
      console.warn(`A heartbeat of carrier ${this.#id} got no answer`, error);
    } finally {
      this.#isBeating = false;
    }
  }

  /** Calls until there is an answer, or the lease would be over. Never again what the platform says is overloaded. */
  async #insist<T>(call: () => Promise<T>): Promise<T> {
    const until = this.#world.now() + LEASE;
    for (let delay = FIRST_RETRY; ; delay *= 2) {
      try {
        return await call();
      } catch (error) {
        if (isOverloaded(error) || this.#world.now() + delay > until) throw error;
        await this.#world.wait(delay);
      }
    }
  }
}

function isOverloaded(error: unknown): boolean {
  return typeof error === "object" && error !== null && "overloaded" in error && error.overloaded === true;
}

async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}
