import type { LogChunk, LogLine } from "../core/protocol.ts";

/** What one attempt may log: more is cut, and the cut is marked. */
const MAX_LINES = 50_000;
const MAX_CHARACTERS = 10_000_000;
/** A longer line is cut. */
const MAX_LINE = 64_000;

/** An attempt's lines on their way to its run. */
export class AttemptLog {
  #lines: LogLine[] = [];
  #from = 0;
  #count = 0;
  #characters = 0;
  #isCut = false;

  add(line: LogLine): void {
    if (this.#isCut) return;
    const message = line.message.length > MAX_LINE ? `${line.message.slice(0, MAX_LINE)} … (cut)` : line.message;
    this.#count += 1;
    this.#characters += message.length + (line.fields === undefined ? 0 : JSON.stringify(line.fields).length);
    this.#isCut = this.#count >= MAX_LINES || this.#characters >= MAX_CHARACTERS;
    this.#lines.push(this.#isCut ? explainCut(line.at) : { ...line, message });
  }

  hasLines(): boolean {
    return this.#lines.length > 0;
  }

  /** The lines not handed over yet; null when there are none. */
  take(): LogChunk | null {
    if (this.#lines.length === 0) return null;
    const chunk: LogChunk = { from: this.#from, lines: this.#lines };
    this.#from += this.#lines.length;
    this.#lines = [];
    return chunk;
  }

  /** Puts lines back that could not be handed over. */
  putBack(chunk: LogChunk): void {
    this.#lines = [...chunk.lines, ...this.#lines];
    this.#from = chunk.from;
  }
}

function explainCut(at: number): LogLine {
  const message = `The log is cut here: an attempt keeps ${MAX_LINES} lines and ${MAX_CHARACTERS / 1e6} MB at most`;
  return { at, level: "warning", source: "engine", message };
}
