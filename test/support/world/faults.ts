import type { Random } from "./random.ts";

/**
 * What may go wrong, with the highest rate at which a seed lets it: per call, event, message, invocation or ring, and
 * those of the last group per quarter of a minute.
 */
export const FAULTS = {
  rpc_fails: 0.1,
  /** Carried out, but the caller gets an error. */
  rpc_times_out: 0.1,
  /** The caller gets an error, and the call is carried out later nevertheless. */
  rpc_comes_late: 0.05,
  /** Refused, with the word not to call again. */
  rpc_overloaded: 0.05,
  rpc_slow: 0.1,

  crash_before_commit: 0.03,
  crash_after_commit: 0.03,
  /** Some of what an event sends leaves, the rest does not. */
  crash_between_effects: 0.03,
  eviction: 0.1,
  /** An object that was reset goes on for a while beside the new one: it may call others, but not touch its storage. */
  stale_instance: 0.5,

  send_fails: 0.55,
  send_times_out: 0.7,
  message_lost: 0.6,
  message_twice: 0.7,
  /** Late by minutes, and so in any order. */
  message_late: 0.4,
  /** Late by hours. */
  message_very_late: 0.3,
  /** A copy that no release can read comes beside it. */
  message_poisoned: 0.6,
  /** With fields that only a newer release knows. */
  message_from_newer: 0.5,
  /** Has waited until its time in the queue was over. */
  message_expired: 0.45,
  ack_lost: 0.6,

  carrier_dies: 0.35,
  /** Stands still for longer than its lease, then goes on. */
  carrier_pauses: 0.35,
  /** Its clock is, or jumps, as much as ten minutes off. */
  carrier_clock: 0.35,
  author_hangs: 1,
  /** Logs without end. */
  author_floods: 0.8,

  /** A runtime that forgets. */
  alarm_lost: 0.2,
  /** Its handler fails as often as the platform tries it, and is given up. */
  alarm_given_up: 0.2,
  alarm_twice: 0.2,
  alarm_late: 0.2,

  tick_missed: 0.9,
  /** Minutes in a row, up to ten; counted by tick. */
  tick_gap: 0.25,
  tick_twice: 1,
  tick_late: 1,
  /** Comes after the next one. */
  tick_reversed: 0.9,

  sink_fails: 0.2,
  sink_times_out: 0.15,
  sink_comes_late: 0.15,
  blob_fails: 0.35,
  blob_times_out: 0.3,

  /** Up to minutes without D1. */
  sink_outage: 0.25,
  /** Up to minutes without R2. */
  blob_outage: 0.25,
  /** Too many requests: the queue takes nothing for a while. */
  queue_busy: 0.25,
  /** Nothing is delivered for a while. */
  queue_stops: 0.25,
  clock_jumps: 0.02,
  deploy: 0.25,
} as const;
export type Fault = keyof typeof FAULTS;
export type FaultRates = Readonly<Record<Fault, number>>;

/** Every fault by name, in order. */
export function listFaults(): Fault[] {
  // The object's keys are its type's.
  return Object.keys(FAULTS) as Fault[];
}

export const NO_FAULTS = createRates(() => 0);

export function createRates(rate: (fault: Fault) => number): FaultRates {
  return Object.fromEntries(listFaults().map((fault) => [fault, rate(fault)])) as Record<Fault, number>;
}

export function isCalm(rates: FaultRates): boolean {
  return Object.values(rates).every((rate) => rate === 0);
}

/** Decides what goes wrong, and counts it. */
export class Faults {
  readonly rates: FaultRates;
  readonly hits = new Map<Fault, number>();
  readonly random: Random;
  /** False once the world is to be fair. */
  isActive = true;

  constructor(rates: FaultRates, random: Random) {
    this.rates = rates;
    this.random = random;
  }

  strikes(fault: Fault): boolean {
    if (!this.isActive || !this.random.chance(this.rates[fault])) return false;
    this.count(fault);
    return true;
  }

  /** One more moment of a fault that goes on. */
  count(fault: Fault): void {
    this.hits.set(fault, (this.hits.get(fault) ?? 0) + 1);
  }
}
