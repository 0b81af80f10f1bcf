import { Heap } from "../../../src/core/heap.ts";
import { drainMicrotasks } from "./microtasks.ts";

/** Whoever an event happens to: an object in memory, an invocation. What happens to the dead does not happen. */
export interface Scope {
  readonly isAlive: boolean;
  /** Stands still until then: events wait for it. */
  readonly pausedUntil: number;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly scope: Scope | null;
  readonly work: () => void;
}

/** Discrete events in virtual time. Time jumps from one to the next; equals happen in the order they were planned. */
export class Loop {
  readonly #events = new Heap<Event>((a, b) => a.at - b.at || a.order - b.order);
  #now: number;
  #planned = 0;
  #happened = 0;
  readonly #endings: (() => void)[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** Epoch milliseconds. */
  get now(): number {
    return this.#now;
  }
  /** Events that have happened. */
  get happened(): number {
    return this.#happened;
  }

  at(time: number, scope: Scope | null, work: () => void): void {
    this.#planned += 1;
    this.#events.push({ at: Math.max(time, this.#now), order: this.#planned, scope, work });
  }
  after(delay: number, scope: Scope | null, work: () => void): void {
    this.at(this.#now + delay, scope, work);
  }

  /** Calls back when the current event, and all that its promises led to, is over. */
  atEventEnd(work: () => void): void {
    this.#endings.push(work);
  }

  /** The next event, if it lies before `until`. False when there is none. */
  step(until: number): boolean {
    const next = this.#events.peek();
    if (next === undefined || next.at > until) {
      this.#now = Math.max(this.#now, until);
      return false;
    }
    this.#events.pop();
    this.#now = Math.max(this.#now, next.at);
    const { scope } = next;
    if (scope !== null && !scope.isAlive) return true;
    if (scope !== null && scope.pausedUntil > this.#now) this.at(scope.pausedUntil, scope, next.work);
    else this.perform(next.work);
    return true;
  }

  /** Does something as one event, now. */
  perform(work: () => void): void {
    this.#happened += 1;
    work();
    drainMicrotasks();
    for (let end = this.#endings.shift(); end !== undefined; end = this.#endings.shift()) {
      end();
      drainMicrotasks();
    }
  }
}
