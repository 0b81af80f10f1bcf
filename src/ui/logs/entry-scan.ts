/** Levels by how bad they are; a critical one is an error. */
export const LEVELS = ["debug", "info", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];

export interface EntryFacts {
  /** Index into LEVELS. */
  readonly level: number;
  /** Rows its text takes when nothing wraps; at least one. */
  readonly rows: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING = new Set([91, 123]);
const CLOSING = new Set([93, 125]);
const COMMA = 44;
const LETTER_N = 110;

const INFO = 1;
/** The first letter tells a level: debug, trace, info, warning, error, critical, fatal. */
const BY_LETTER = new Map([
  [100, 0],
  [116, 0],
  [105, INFO],
  [119, 2],
  [101, 3],
  [99, 3],
  [102, 3],
]);

const EVENT = toBytes("event");
const LEVEL = toBytes("level");

/**
 * Level and height of one line of a log, which is a JSON object without white space. It is read byte by byte and
 * nothing is made of it: a million lines are indexed so, and only those on show are ever parsed.
 */
export function scanEntry(bytes: Uint8Array, from: number, to: number): EntryFacts {
  let level = INFO;
  let rows = 1;
  let at = from + 1;
  while (at < to && bytes[at] === QUOTE) {
    const keyEnd = skipString(bytes, at, to);
    const value = keyEnd + 1;
    const end = bytes[value] === QUOTE ? skipString(bytes, value, to) : skipValue(bytes, value, to);
    if (isKey(bytes, at, keyEnd, LEVEL)) level = BY_LETTER.get((bytes[value + 1] ?? 0) | 32) ?? INFO;
    if (isKey(bytes, at, keyEnd, EVENT)) rows = 1 + countNewlines(bytes, value, end);
    at = end + 1;
  }
  return { level, rows };
}

/** Position after the string that begins at `from`. */
function skipString(bytes: Uint8Array, from: number, to: number): number {
  let at = from + 1;
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Position of the comma or brace after the value that begins at `from`. */
function skipValue(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0;
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (depth === 0 && (byte === COMMA || CLOSING.has(byte))) return at;
    if (OPENING.has(byte)) depth += 1;
    if (CLOSING.has(byte)) depth -= 1;
    at = byte === QUOTE ? skipString(bytes, at, to) : at + 1;
  }
  return at;
}

/** Newlines inside a string; those at its end make no row. */
function countNewlines(bytes: Uint8Array, from: number, end: number): number {
  let count = 0;
  let waiting = 0;
  let at = from + 1;
  while (at < end - 1) {
    const isEscape = bytes[at] === BACKSLASH;
    if (isEscape && bytes[at + 1] === LETTER_N) waiting += 1;
    else {
      count += waiting;
      waiting = 0;
    }
    at += isEscape ? 2 : 1;
  }
  return count;
}

function isKey(bytes: Uint8Array, from: number, end: number, key: Uint8Array): boolean {
  return end - from === key.length + 2 && key.every((byte, index) => bytes[from + 1 + index] === byte);
}

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
