import type { InstanceKey } from "../../../src/core/ids.ts";
import type { AttemptFinish, Leases, Outcome, XComWrite } from "../../../src/core/protocol.ts";
import type { RunUnderTest } from "./run-object.ts";

const SUCCESS: Outcome = { type: "success" };

/** `"task"` or `"task[2]"`. */
export type Name = string;

/** Carries attempts of one run by hand, each step a second after the one before. */
export class Hand {
  readonly #run: RunUnderTest;

  constructor(run: RunUnderTest) {
    this.#run = run;
  }

  async start(names: readonly Name[], carrier: string): Promise<Leases | null> {
    const leases = this.#run.carriers.start({ v: 1, carrier, attempts: names.map((name) => this.attempt(name)) });
    await this.rest();
    return leases;
  }

  /** By the token of the newest message of that name. */
  attempt(name: Name): InstanceKey & { token: string } {
    const key = parseName(name);
    const message = this.#run.desk.messages.findLast(
      ({ taskId, mapIndex }) => taskId === key.taskId && mapIndex === key.mapIndex,
    );
    if (message === undefined) throw new Error(`Nobody was sent for ${name}`);
    return { ...key, token: message.token };
  }

  describeFinish(name: Name, outcome: Outcome, more: Partial<AttemptFinish>): AttemptFinish {
    const none = { tryNumber: 1, xcoms: [], events: [], logs: null };
    return { ...this.attempt(name), ...none, outcome, ...more };
  }

  async finish(name: Name, outcome: Outcome = SUCCESS, more: Partial<AttemptFinish> = {}, carrier = "c1") {
    const finishes = [this.describeFinish(name, outcome, more)];
    this.#run.carriers.finish({ v: 1, carrier, finishes, take: 0, accepts: [], holding: null });
    await this.rest();
  }

  async perform(name: Name, outcome: Outcome = SUCCESS, more: Partial<AttemptFinish> = {}): Promise<void> {
    await this.start([name], "c1");
    await this.finish(name, outcome, more);
  }

  async rest(): Promise<void> {
    await this.#run.desk.settle();
    this.#run.desk.now += 1_000;
  }
}

export function returned(value: unknown): Partial<AttemptFinish> {
  const length = Array.isArray(value) ? value.length : null;
  const write: XComWrite = { key: "return_value", value: { at: "inline", json: JSON.stringify(value) }, length };
  return { xcoms: [write] };
}

export function parseName(name: Name): InstanceKey {
  const [, taskId = name, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? [];
  return { taskId, mapIndex: index === undefined ? -1 : Number(index) };
}
