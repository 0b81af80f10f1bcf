import { stripAnsi } from "./ansi.ts";
import type { StartWorker } from "./finder.ts";
import { Finder } from "./finder.ts";
import type { Pattern } from "./find-scan.ts";
import type { LogLine } from "../../core/protocol.ts";
import { encodeLine, type LogEntry } from "./log-entry.ts";
import { LogFeed, type FeedState, type LogSource } from "./log-feed.ts";
import { LogStore } from "./log-store.ts";
import { RowIndex, type RowPlace } from "./row-index.ts";
import { splitRows, type TextRow } from "./row-spans.ts";

/** Parsed lines that are kept: what is on screen a few times over. */
const KEPT = 600;

export interface ShownLine {
  readonly entry: LogEntry;
  readonly rows: readonly TextRow[];
}

type Ranges = readonly (readonly [number, number])[];

/** One open log: what was read, what is shown of it, what is looked for. It tells of changes once a frame at most. */
export class LogSession {
  readonly #source: LogSource;
  readonly #startWorker: StartWorker;
  #store = new LogStore();
  #finder: Finder;
  #feed: LogFeed;
  #rows: RowIndex;
  #levels: readonly boolean[] = [true, true, true, true];
  #pattern: Pattern = { text: "", isRegex: false, isCaseSensitive: false };
  #lines = new Map<number, ShownLine>();
  #ranges = new Map<number, Ranges>();
  #version = 0;
  #frame = 0;
  readonly #listeners = new Set<() => void>();

  constructor(source: LogSource, startWorker: StartWorker) {
    this.#source = source;
    this.#startWorker = startWorker;
    this.#rows = new RowIndex(this.#store, this.#levels);
    this.#feed = new LogFeed(source, this.#store, () => this.#changeSoon());
    this.#finder = new Finder(this.#store, startWorker, () => this.#changeSoon());
  }

  /** Reads from the start; gives what ends it. A session may be opened again. */
  open(): () => void {
    if (this.#store.length > 0) {
      this.#store = new LogStore();
      this.#lines = new Map();
    }
    const feed = new LogFeed(this.#source, this.#store, () => this.#changeSoon());
    this.#feed = feed;
    this.#finder = new Finder(this.#store, this.#startWorker, () => this.#changeSoon());
    this.setLevels(this.#levels);
    this.search(this.#pattern);
    void feed.run();
    return () => {
      feed.close();
      this.#finder.close();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    };
  }

  get store(): LogStore {
    return this.#store;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getVersion = (): number => this.#version;

  get feed(): FeedState {
    return this.#feed.state;
  }
  get found() {
    return { state: this.#finder.state, matches: this.#finder.matches };
  }
  get rowCount(): number {
    return this.#rows.rows;
  }
  get lineCount(): number {
    return this.#rows.lines;
  }
  placeOf(row: number): RowPlace | null {
    return this.#rows.placeOf(row);
  }
  rowOf(line: number): number {
    return this.#rows.rowOf(line);
  }
  rangesOf(line: number): Ranges {
    return this.#ranges.get(line) ?? [];
  }

  /** A line ready to be drawn. */
  lineOf(index: number): ShownLine {
    const known = this.#lines.get(index);
    if (known !== undefined) return known;
    const entry = this.store.entry(index);
    const shown = { entry, rows: splitRows(entry.text) };
    if (this.#lines.size >= KEPT) this.#lines = new Map();
    this.#lines.set(index, shown);
    return shown;
  }

  /** Which of LEVELS are shown. */
  setLevels(levels: readonly boolean[]): void {
    this.#levels = levels;
    this.#rows = new RowIndex(this.#store, levels);
    this.#rows.follow();
    this.#changeSoon();
  }

  search(pattern: Pattern): void {
    this.#pattern = pattern;
    this.#ranges = new Map();
    this.#finder.search(pattern);
  }

  /** Asks where the pattern stands in these lines; told as a change. */
  async markLines(lines: readonly number[]): Promise<void> {
    const { matches } = this.#finder;
    const fresh = lines.filter((line) => !this.#ranges.has(line) && matches.at(matches.findLast(line)) === line);
    if (fresh.length === 0 || matches.length === 0) return;
    const into = this.#ranges;
    const ranges = await this.#finder.findRanges(fresh.map((line) => stripAnsi(this.store.entry(line).text)));
    ranges.forEach((found, index) => into.set(fresh[index] ?? -1, found));
    if (ranges.length > 0) this.#changeSoon();
  }

  /** Lines that were told, `from` being the number of the first. What does not fit what is there is asked for. */
  push(from: number, lines: readonly LogLine[]): void {
    const known = this.#store.length;
    const isFitting = this.#feed.state.kind === "waiting" && from <= known;
    if (!isFitting) return this.#feed.nudge();
    const fresh = lines.slice(known - from).map((line) => `${encodeLine(line)}\n`);
    if (fresh.length > 0) this.#feed.push(new TextEncoder().encode(fresh.join("")));
  }

  nudge(): void {
    this.#feed.nudge();
  }

  #changeSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#rows.follow();
      this.#finder.follow();
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }
}
