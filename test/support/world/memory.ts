import type { Caller } from "./network.ts";

/** One life of an object. */
export class Memory<Engine> implements Caller {
  isAlive = true;
  /** Reset, and not yet stopped: what it sends leaves at once, and its storage refuses it. */
  isStale = false;
  /** The latest time it has read from its clock. */
  latest = 0;
  readonly pausedUntil = 0;
  readonly emit: (output: () => void) => void;
  readonly whenDead = new Set<() => void>();
  #engine: Engine | null = null;

  constructor(emit: (output: () => void) => void) {
    this.emit = emit;
  }
  get engine(): Engine {
    if (this.#engine === null) throw new Error("The object is being built");
    return this.#engine;
  }
  set engine(engine: Engine) {
    this.#engine = engine;
  }
}
