import type { LogChunk, LogLine } from "../core/protocol.ts";
import type { LogLimits } from "./contract.ts";

/** A longer line is cut. */
const MAX_LINE = 64_000;

/** An attempt's lines on their way to its run. A line waits here until the run has said that it has it. */
export class AttemptLog {
  #lines: LogLine[] = [];
  #from: number;
  #sent = 0;
  readonly #limits: LogLimits;
  #count: number;
  #characters = 0;
  #isCut: boolean;

  /** `from` lines were logged by the same try before. */
  constructor(limits: LogLimits, from = 0) {
    this.#limits = limits;
    this.#from = from;
    this.#count = from;
    this.#isCut = from >= limits.lines;
  }

  add(line: LogLine): void {
    if (this.#isCut) return;
    const message = line.message.length > MAX_LINE ? `${line.message.slice(0, MAX_LINE)} … (cut)` : line.message;
    this.#count += 1;
    this.#characters += message.length + (line.fields === undefined ? 0 : JSON.stringify(line.fields).length);
    this.#isCut = this.#count >= this.#limits.lines || this.#characters >= this.#limits.characters;
    this.#lines.push(this.#isCut ? explainCut(line.at, this.#limits) : { ...line, message });
  }

  /** Whether there are lines that were never sent. */
  hasLines(): boolean {
    return this.#lines.length > this.#sent;
  }

  /** The lines the run may not have yet, to be sent; null when there are none. It keeps each once, however often it comes. */
  take(): LogChunk | null {
    if (this.#lines.length === 0) return null;
    this.#sent = this.#lines.length;
    return { from: this.#from, lines: [...this.#lines] };
  }

  /** The run has these lines. */
  settle({ from, lines }: LogChunk): void {
    const known = Math.max(0, from + lines.length - this.#from);
    this.#lines.splice(0, known);
    this.#sent = Math.max(0, this.#sent - known);
    this.#from += known;
  }

  /** The call that carried lines got no answer: they are to be sent again. */
  unsettle(): void {
    this.#sent = 0;
  }
}

function explainCut(at: number, { lines, characters }: LogLimits): LogLine {
  const message = `The log is cut here: an attempt keeps ${lines} lines and ${characters / 1e6} MB at most`;
  return { at, level: "warning", source: "engine", message };
}
