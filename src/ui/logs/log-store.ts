import { LEVELS, scanEntry } from "./entry-scan.ts";
import { GrowingNumbers } from "./growing.ts";
import { decodeEntry, type LogEntry } from "./log-entry.ts";

const NEWLINE = 10;
/** Bytes of one block: a line never crosses from one to the next, unless it is longer than a block. */
const BLOCK = 1 << 20;
const ERROR = LEVELS.indexOf("error");

/**
 * The lines of one attempt, as the bytes that came: newline-delimited JSON in blocks outside of the JavaScript heap.
 * Beside them stand a level and a number of rows for each line; a line is parsed when it is shown.
 */
export class LogStore {
  readonly #blocks: Uint8Array[] = [];
  #used = 0;
  /** Block of a line times BLOCK plus where it begins there; a block that is longer holds one line alone. */
  readonly #starts = new GrowingNumbers();
  readonly #lengths = new GrowingNumbers();
  #levels = new Uint8Array(1024);
  readonly #rows = new GrowingNumbers();
  readonly #decoder = new TextDecoder();
  #rest = new Uint8Array(0);
  readonly counts: number[] = LEVELS.map(() => 0);
  /** Index of the first line that is an error; null while there is none. */
  firstError: number | null = null;
  /** And of the last: what ended an attempt stands there. */
  lastError: number | null = null;

  /** Index of the next error after a line, or the first one behind the last; null when there is none. */
  findError(after: number): number | null {
    for (let index = after + 1; index < this.length; index += 1) if (this.#levels[index] === ERROR) return index;
    return this.firstError;
  }

  get length(): number {
    return this.#starts.length;
  }

  /** Takes bytes as they arrive; a line may be cut anywhere. */
  append(bytes: Uint8Array): void {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      const line = bytes.subarray(from, end);
      if (this.#rest.length > 0) this.#add(this.#takeRest(line));
      else if (line.length > 0) this.#add(line);
      from = end + 1;
    }
    if (from < bytes.length) this.#rest = join(this.#rest, bytes.subarray(from));
  }

  /** Index into LEVELS of a line's level. */
  levelOf(index: number): number {
    return this.#levels[index] ?? 1;
  }

  /** Rows of a line when nothing wraps. */
  rowsOf(index: number): number {
    return this.#rows.at(index);
  }

  entry(index: number): LogEntry {
    return decodeEntry(this.#decoder.decode(this.bytesOf(index)), this.levelOf(index));
  }

  bytesOf(index: number): Uint8Array {
    const start = this.#starts.at(index);
    const block = this.#blocks[Math.floor(start / BLOCK)] ?? this.#rest;
    const from = start % BLOCK;
    return block.subarray(from, from + this.#lengths.at(index));
  }

  /** The stored bytes of lines `from` to `to` (exclusive), each with its newline: a copy, fit to be handed over. */
  copyLines(from: number, to: number): Uint8Array<ArrayBuffer> {
    let size = 0;
    for (let index = from; index < to; index += 1) size += this.#lengths.at(index) + 1;
    const copy = new Uint8Array(size);
    let at = 0;
    for (let index = from; index < to; index += 1) {
      const line = this.bytesOf(index);
      copy.set(line, at);
      at += line.length + 1;
      copy[at - 1] = NEWLINE;
    }
    return copy;
  }

  #takeRest(line: Uint8Array): Uint8Array {
    const whole = join(this.#rest, line);
    this.#rest = new Uint8Array(0);
    return whole;
  }

  #add(line: Uint8Array): void {
    const { level, rows } = scanEntry(line, 0, line.length);
    const index = this.length;
    this.#starts.push(this.#store(line));
    this.#lengths.push(line.length);
    this.#rows.push(rows);
    if (index === this.#levels.length) {
      const wider = new Uint8Array(index * 2);
      wider.set(this.#levels);
      this.#levels = wider;
    }
    this.#levels[index] = level;
    this.counts[level] = (this.counts[level] ?? 0) + 1;
    if (level !== ERROR) return;
    this.firstError ??= index;
    this.lastError = index;
  }

  #store(line: Uint8Array): number {
    const last = this.#blocks.at(-1);
    if (last === undefined || this.#used + line.length > last.length) {
      this.#blocks.push(new Uint8Array(Math.max(BLOCK, line.length)));
      this.#used = 0;
    }
    this.#blocks.at(-1)?.set(line, this.#used);
    const start = (this.#blocks.length - 1) * BLOCK + this.#used;
    // A block longer than the others is full with its one line: the next begins a new block.
    this.#used += line.length;
    return start;
  }
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
