import type { Fault, Faults } from "./faults.ts";
import type { Loop, Scope } from "./loop.ts";

/** Whoever calls. What an object sends leaves it when the event that sent it is kept. */
export interface Caller extends Scope {
  emit(output: () => void): void;
}

/** How a call ended, said once by the one who was called. */
export interface Answer<T> {
  readonly succeed: (value: T) => void;
  readonly fail: (error: Error) => void;
}

/** Which faults a kind of call can meet. */
export interface CallFaults {
  readonly fails: Fault;
  readonly timesOut: Fault;
  readonly comesLate?: Fault;
  readonly overloaded?: Fault;
}
export const RPC_FAULTS: CallFaults = {
  fails: "rpc_fails",
  timesOut: "rpc_times_out",
  comesLate: "rpc_comes_late",
  overloaded: "rpc_overloaded",
};
export const SINK_FAULTS: CallFaults = {
  fails: "sink_fails",
  timesOut: "sink_times_out",
  comesLate: "sink_comes_late",
};
export const BLOB_FAULTS: CallFaults = { fails: "blob_fails", timesOut: "blob_times_out" };
export const SEND_FAULTS: CallFaults = { fails: "send_fails", timesOut: "send_times_out" };

/** What a caller sees of a call that failed on its way; it cannot know how far it came. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly retryable = true;
}
/** The platform's word that calling again makes it worse. */
export class OverloadedError extends Error {
  override readonly name = "OverloadedError";
  readonly overloaded = true;
}

/** Calls between parts: each takes time, may fail, may be carried out without an answer, may come late. */
export class Network {
  readonly #loop: Loop;
  readonly #faults: Faults;

  constructor(loop: Loop, faults: Faults) {
    this.#loop = loop;
    this.#faults = faults;
  }

  call<T>(from: Caller, kinds: CallFaults, execute: (answer: Answer<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      from.emit(() => this.#send(from, kinds, execute, { succeed: resolve, fail: reject }));
    });
  }

  /** A call that is carried out at once where it arrives. */
  serve<T>(from: Caller, kinds: CallFaults, work: () => T): Promise<T> {
    return this.call(from, kinds, (answer: Answer<T>) => {
      let value: T;
      try {
        value = work();
      } catch (error) {
        answer.fail(toError(error));
        return;
      }
      answer.succeed(value);
    });
  }

  #send<T>(from: Caller, kinds: CallFaults, execute: (answer: Answer<T>) => void, caller: Answer<T>): void {
    const faults = this.#faults;
    const reject = (delay: number, text: string): void =>
      this.#loop.after(delay, from, () => caller.fail(new CallError(text)));
    if (kinds.overloaded !== undefined && faults.strikes(kinds.overloaded))
      return this.#loop.after(this.#drawDelay(), from, () =>
        caller.fail(new OverloadedError("The object is overloaded")),
      );
    if (faults.strikes(kinds.fails)) return reject(this.#drawDelay(), "The call did not get through");
    const nobody: Answer<T> = { succeed: () => undefined, fail: () => undefined };
    if (kinds.comesLate !== undefined && faults.strikes(kinds.comesLate)) {
      this.#loop.after(faults.random.between(1_000, 40_000), null, () => execute(nobody));
      return reject(this.#drawDelay(), "The connection was lost");
    }
    if (faults.strikes(kinds.timesOut)) {
      this.#loop.after(this.#drawDelay(), null, () => execute(nobody));
      return reject(faults.random.between(50, 5_000), "The call got no answer");
    }
    const answer: Answer<T> = {
      succeed: (value) => this.#loop.after(this.#drawDelay(), from, () => caller.succeed(value)),
      fail: (error) => this.#loop.after(this.#drawDelay(), from, () => caller.fail(error)),
    };
    this.#loop.after(this.#drawDelay(), null, () => execute(answer));
  }

  #drawDelay(): number {
    if (this.#faults.strikes("rpc_slow")) return this.#faults.random.between(100, 8_000);
    return this.#faults.random.between(1, 20);
  }
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
