import type { TaskMessage } from "../../../src/core/protocol.ts";
import type { Faults } from "./faults.ts";
import type { Loop } from "./loop.ts";

export interface Delivery {
  readonly id: string;
  readonly body: unknown;
  attempts: number;
}

/** A batch of at most so many messages, after at most so long. */
const BATCH = 10;
const BATCH_WAIT = 1_000;
/** As the queue is configured: then a message goes to the dead letters. */
export const MAX_RETRIES = 5;

export interface Consumers {
  tasks(batch: readonly Delivery[]): void;
  deadLetters(batch: readonly Delivery[]): void;
}

/** A queue at least once: it may lose, repeat, delay and reorder what it is given, and cut batches as it likes. */
export class Queue {
  readonly #loop: Loop;
  readonly #faults: Faults;
  readonly #consumers: Consumers;
  /** Set to keep what is sent instead of delivering it. */
  held: TaskMessage[] | null = null;
  /** Takes nothing. */
  isBusy = false;
  #isStopped = false;
  #ready: Delivery[] = [];
  #isPlanned = false;
  #sent = 0;

  constructor(loop: Loop, faults: Faults, consumers: Consumers) {
    this.#loop = loop;
    this.#faults = faults;
    this.#consumers = consumers;
  }

  send(messages: readonly TaskMessage[]): void {
    if (this.isBusy) throw new Error("Too Many Requests");
    if (this.held !== null) {
      this.held.push(...messages);
      return;
    }
    for (const body of messages) this.#take(body);
  }

  #take(message: TaskMessage): void {
    const faults = this.#faults;
    this.#sent += 1;
    const id = `m${this.#sent}`;
    const body = faults.strikes("message_from_newer") ? { ...message, urgency: "high" } : message;
    if (faults.strikes("message_poisoned")) this.#arrive({ id: `${id}p`, body: { ...body, v: 99 }, attempts: 0 }, 0);
    if (faults.strikes("message_lost")) return;
    this.#arrive({ id, body, attempts: 0 }, 0);
    if (faults.strikes("message_twice")) this.#arrive({ id, body, attempts: 0 }, faults.random.between(0, 30_000));
  }

  /** Delivers nothing until it is started again. */
  stop(): void {
    this.#isStopped = true;
  }
  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    if (this.#ready.length > 0) this.#planBatch();
  }

  #arrive(delivery: Delivery, delay: number): void {
    const { random } = this.#faults;
    this.#loop.after(delay + this.#drawLateness(), null, () => {
      this.#ready.splice(random.int(this.#ready.length + 1), 0, delivery);
      this.#planBatch();
    });
  }

  #drawLateness(): number {
    const { random } = this.#faults;
    if (this.#faults.strikes("message_very_late")) return random.between(200_000, 12 * 3_600_000);
    return this.#faults.strikes("message_late") ? random.between(1_000, 200_000) : random.between(0, 50);
  }

  #planBatch(): void {
    if (this.#isPlanned || this.#isStopped) return;
    this.#isPlanned = true;
    this.#loop.after(this.#faults.random.between(0, BATCH_WAIT), null, () => {
      this.#isPlanned = false;
      if (this.#isStopped) return;
      const next = this.#ready.splice(0, this.#faults.random.between(1, BATCH));
      const batch = next.filter(() => !this.#faults.strikes("message_expired"));
      if (this.#ready.length > 0) this.#planBatch();
      for (const delivery of batch) delivery.attempts += 1;
      this.#consumers.tasks(batch);
    });
  }

  /** A message that was not acked comes again, until it has come often enough. */
  retry(delivery: Delivery, delay: number): void {
    if (delivery.attempts <= MAX_RETRIES) return this.#arrive(delivery, delay);
    this.#loop.after(delay, null, () => this.#consumers.deadLetters([delivery]));
  }
}
