import { stripAnsi } from "./ansi.ts";
import { writeText } from "./log-entry.ts";

/** What is looked for. */
export interface Pattern {
  readonly text: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
}

export type CompiledPattern =
  | { readonly ok: true; readonly regex: RegExp }
  | { readonly ok: false; readonly message: string };

/** An expression for one row; `message` says what is wrong with one that is none. */
export function compilePattern({ text, isRegex, isCaseSensitive }: Pattern): CompiledPattern {
  try {
    const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    return { ok: true, regex: new RegExp(source, isCaseSensitive ? "g" : "gi") };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Numbers of the lines that match, counted from the first of the piece. The piece is newline-delimited JSON. */
export function searchPiece(regex: RegExp, piece: Uint8Array): number[] {
  const found: number[] = [];
  readTexts(new TextDecoder().decode(piece)).forEach((text, index) => {
    regex.lastIndex = 0;
    if (regex.test(text)) found.push(index);
  });
  return found;
}

/** Where a text matches, as [from, to) in the text without escape sequences; matches of nothing are left out. */
export function findRanges(regex: RegExp, text: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(regex)) {
    if (match[0] !== "") ranges.push([match.index, match.index + match[0].length]);
    if (ranges.length === 1000) break;
  }
  return ranges;
}

/**
 * Colours as JSON writes them, taken out of all lines at once; what is left of them goes line by line. A backslash that
 * is text itself stands before none.
 */
const COLOURS = /(?<!\\)\\u001b\[[0-9;:]*m/g;

/** One parse for all lines of a piece is several times faster than one for each. */
function readTexts(piece: string): string[] {
  const lines = (piece.endsWith("\n") ? piece.slice(0, -1) : piece).replace(COLOURS, "");
  try {
    const entries = JSON.parse(`[${lines.replaceAll("\n", ",")}]`) as Record<string, unknown>[];
    return entries.map(readText);
  } catch {
    return lines.split("\n").map((line) => readLoneText(line));
  }
}

function readLoneText(line: string): string {
  try {
    return readText(JSON.parse(line) as Record<string, unknown>);
  } catch {
    return line;
  }
}

function readText(fields: Record<string, unknown>): string {
  return stripAnsi(writeText(fields));
}
