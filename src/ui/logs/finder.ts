import type { FindAnswer, FindRequest } from "./find-messages.ts";
import { compilePattern, type Pattern } from "./find-scan.ts";
import { GrowingNumbers } from "./growing.ts";
import type { LogStore } from "./log-store.ts";

/** Lines that are looked through at once: some milliseconds of work, so that the page hears how far it is. */
const PIECE = 20_000;
/** How long one piece may take, in milliseconds: ten times what an honest expression needs on a slow machine. */
const PATIENCE = 2_000;

export type FindState =
  | { readonly kind: "idle" }
  | { readonly kind: "searching" | "done"; readonly read: number }
  | { readonly kind: "invalid"; readonly message: string }
  /** The expression takes too long: it was ended at this line. */
  | { readonly kind: "stopped"; readonly read: number };

/** The little of a Worker that is used, so that tests can stand in for it. */
export interface FindWorker {
  postMessage: (message: FindRequest, transfer: ArrayBuffer[]) => void;
  terminate: () => void;
}
/** Starts a worker that gives its answers to `take`. */
export type StartWorker = (take: (answer: FindAnswer) => void) => FindWorker;

interface Watch {
  readonly start: (end: () => void, milliseconds: number) => unknown;
  readonly stop: (timer: unknown) => void;
}
const CLOCK: Watch = {
  start: (end, milliseconds) => setTimeout(end, milliseconds),
  stop: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** Finds lines of a log that may still grow. `onChange` is called whenever state or matches are others. */
export class Finder {
  readonly #store: LogStore;
  readonly #start: StartWorker;
  readonly #onChange: () => void;
  readonly #watch: Watch;
  #worker: FindWorker | null = null;
  #pattern: Pattern | null = null;
  #ask = 0;
  #timer: unknown = null;
  #isBusy = false;
  #read = 0;
  /** End of the piece that is out. */
  #end = 0;
  matches = new GrowingNumbers();
  state: FindState = { kind: "idle" };
  readonly #waiting = new Map<number, (ranges: FindRanges) => void>();

  constructor(store: LogStore, start: StartWorker, onChange: () => void, watch: Watch = CLOCK) {
    this.#store = store;
    this.#start = start;
    this.#onChange = onChange;
    this.#watch = watch;
  }

  /** Looks for another pattern from the start; an empty one finds nothing. */
  search(pattern: Pattern): void {
    this.#drop();
    this.matches = new GrowingNumbers();
    this.#read = 0;
    this.#pattern = null;
    const compiled = compilePattern(pattern);
    if (pattern.text === "") this.state = { kind: "idle" };
    else if (!compiled.ok) this.state = { kind: "invalid", message: compiled.message };
    else {
      this.#pattern = pattern;
      this.#advance();
    }
    this.#onChange();
  }

  /** Looks at what the log has received since. */
  follow(): void {
    if (!this.#isBusy && this.#pattern !== null && this.state.kind !== "stopped") this.#advance();
  }

  /** Where the pattern stands in these texts; nothing while another search begins. */
  findRanges(texts: readonly string[]): Promise<FindRanges> {
    const pattern = this.#pattern;
    if (pattern === null || this.state.kind === "stopped" || texts.length === 0) return Promise.resolve([]);
    this.#ask += 1;
    const ask = this.#ask;
    return new Promise((resolve) => {
      this.#waiting.set(ask, resolve);
      this.#guard();
      this.#reach().postMessage({ kind: "ranges", ask, pattern, texts }, []);
    });
  }

  close(): void {
    this.#drop();
  }

  #advance(): void {
    const pattern = this.#pattern;
    this.#end = Math.min(this.#store.length, this.#read + PIECE);
    if (pattern === null || this.#end === this.#read) {
      this.state = { kind: "done", read: this.#read };
      return;
    }
    this.state = { kind: "searching", read: this.#read };
    this.#isBusy = true;
    this.#ask += 1;
    this.#guard();
    const piece = this.#store.copyLines(this.#read, this.#end);
    this.#reach().postMessage({ kind: "search", ask: this.#ask, pattern, piece }, [piece.buffer]);
  }

  #take(answer: FindAnswer): void {
    this.#watch.stop(this.#timer);
    this.#timer = null;
    if (answer.kind === "ranges") {
      this.#waiting.get(answer.ask)?.(answer.ranges);
      this.#waiting.delete(answer.ask);
      if (this.#isBusy || this.#waiting.size > 0) this.#guard();
      return;
    }
    this.#isBusy = false;
    for (const index of answer.found) this.matches.push(this.#read + index);
    this.#read = this.#end;
    if (this.#waiting.size > 0) this.#guard();
    this.#advance();
    this.#onChange();
  }

  #reach(): FindWorker {
    this.#worker ??= this.#start((answer) => this.#take(answer));
    return this.#worker;
  }

  #guard(): void {
    this.#timer ??= this.#watch.start(() => this.#stop(), PATIENCE);
  }

  #stop(): void {
    this.#drop();
    this.state = { kind: "stopped", read: this.#read };
    this.#onChange();
  }

  /** Ends the worker whatever it does: a message would wait until the expression is through. */
  #drop(): void {
    this.#watch.stop(this.#timer);
    this.#timer = null;
    this.#worker?.terminate();
    this.#worker = null;
    this.#isBusy = false;
    for (const resolve of this.#waiting.values()) resolve([]);
    this.#waiting.clear();
  }
}

export type FindRanges = readonly (readonly (readonly [number, number])[])[];
