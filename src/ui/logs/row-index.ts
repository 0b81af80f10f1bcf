import { GrowingNumbers } from "./growing.ts";
import type { LogStore } from "./log-store.ts";

/** One row on screen: which line of the log, and which row of that line. */
export interface RowPlace {
  readonly line: number;
  readonly row: number;
}

/**
 * The rows of the lines whose level is chosen. It follows a store that grows, and answers in the time of a binary
 * search whatever the length.
 */
export class RowIndex {
  readonly #store: LogStore;
  readonly #levels: readonly boolean[];
  readonly #lines = new GrowingNumbers();
  readonly #starts = new GrowingNumbers();
  #read = 0;
  #rows = 0;

  /** `levels` says for each of LEVELS whether it is shown. */
  constructor(store: LogStore, levels: readonly boolean[]) {
    this.#store = store;
    this.#levels = levels;
  }

  /** Takes in what the store has received since. */
  follow(): void {
    for (; this.#read < this.#store.length; this.#read += 1) {
      if (this.#levels[this.#store.levelOf(this.#read)] !== true) continue;
      this.#lines.push(this.#read);
      this.#starts.push(this.#rows);
      this.#rows += this.#store.rowsOf(this.#read);
    }
  }

  get rows(): number {
    return this.#rows;
  }

  get lines(): number {
    return this.#lines.length;
  }

  /** What stands in a row; null behind the end. */
  placeOf(row: number): RowPlace | null {
    if (row < 0 || row >= this.#rows) return null;
    const at = this.#starts.findLast(row);
    return { line: this.#lines.at(at), row: row - this.#starts.at(at) };
  }

  /** The row where a line begins, or, when its level is not shown, where the shown line before it begins. */
  rowOf(line: number): number {
    return this.#starts.at(Math.max(0, this.#lines.findLast(line)));
  }
}
