import type { Random } from "./random.ts";

/** What may go wrong, with the highest rate at which a seed lets it: per call, per event, per minute as its name says. */
export const FAULTS = {
  rpc_fails: 0.1,
  /** Carried out, but the caller gets an error. */
  rpc_times_out: 0.1,
  /** The caller gets an error, and the call is carried out later nevertheless. */
  rpc_comes_late: 0.03,
  rpc_slow: 0.1,
  crash_before_commit: 0.03,
  crash_after_commit: 0.03,
  /** Some of what an event sends leaves, the rest does not. */
  crash_between_effects: 0.03,
  eviction: 0.1,
  send_fails: 0.1,
  send_times_out: 0.1,
  message_lost: 0.2,
  message_twice: 0.3,
  message_late: 0.1,
  ack_lost: 0.1,
  carrier_dies: 0.15,
  /** Stands still for longer than its lease, then goes on. */
  carrier_pauses: 0.1,
  author_hangs: 0.03,
  /** Stands for six failures, or a runtime that forgets. */
  alarm_lost: 0.2,
  alarm_twice: 0.2,
  alarm_late: 0.2,
  tick_missed: 0.4,
  tick_twice: 0.3,
  tick_late: 0.3,
  sink_fails: 0.2,
  sink_times_out: 0.1,
  sink_comes_late: 0.1,
  /** Minutes without D1. */
  sink_outage: 0.05,
  blob_fails: 0.1,
  blob_times_out: 0.1,
  clock_jumps: 0.02,
  deploy: 0.1,
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
    this.hits.set(fault, (this.hits.get(fault) ?? 0) + 1);
    return true;
  }
}
