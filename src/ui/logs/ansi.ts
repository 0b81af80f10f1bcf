/** A colour of a terminal: one of the palette's 256, or red, green and blue from 0 to 255. */
export type AnsiColour = number | readonly [red: number, green: number, blue: number];

export interface AnsiStyle {
  readonly foreground: AnsiColour | null;
  readonly background: AnsiColour | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

/** Text of one style. It is text alone: nothing a line says becomes markup. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
}

export const PLAIN: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
};

/**
 * Escape sequences: control sequences (the last byte tells which), strings of the operating system (titles, links) up
 * to their end, and sequences of two characters. Source: ECMA-48, 5.4 and 8.3.
 */
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- escape sequences are made of control characters
  /\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~]?)/g;

/** Characters that move a terminal's cursor or ring its bell, and have no place in a page; tab and newline stay. */
// oxlint-disable-next-line no-control-regex -- control characters are what it takes out
const CONTROLS = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f]/g;

/** Spans of a text with SGR sequences; other sequences leave nothing behind. */
export function parseAnsi(raw: string): AnsiSpan[] {
  const text = overwriteLines(raw);
  const spans: AnsiSpan[] = [];
  let style = PLAIN;
  let from = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    pushSpan(spans, text.slice(from, match.index), style);
    from = match.index + match[0].length;
    if (match[2] === "m") style = applyCodes(style, readCodes(match[1] ?? ""));
  }
  pushSpan(spans, text.slice(from), style);
  return spans;
}

/** What a person reads of a text, without its escape sequences. */
export function stripAnsi(raw: string): string {
  const text = overwriteLines(raw);
  return (text.includes("\u001b") ? text.replace(SEQUENCE, "") : text).replace(CONTROLS, "");
}

/** A carriage return writes its line anew, as progress bars do: what stands is what came last. */
function overwriteLines(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.replace(/\r+$/, "").replace(/^[^]*\r/, ""))
    .join("\n");
}

function pushSpan(spans: AnsiSpan[], text: string, style: AnsiStyle): void {
  const shown = text.replace(CONTROLS, "");
  if (shown !== "") spans.push({ text: shown, style });
}

/** Parameters of one sequence; a colon parts the fields of one colour, as a semicolon does in practice. */
function readCodes(parameters: string): number[] {
  return parameters.split(/[;:]/).map((code) => (code === "" ? 0 : Number(code)));
}

const SIMPLE: Readonly<Record<number, Partial<AnsiStyle>>> = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null },
};

function applyCodes(before: AnsiStyle, codes: readonly number[]): AnsiStyle {
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, taken } = readColour(codes.slice(at + 1));
      at += taken;
      if (colour !== null) style = { ...style, [code === 38 ? "foreground" : "background"]: colour };
    } else style = { ...style, ...applyCode(code) };
  }
  return style;
}

function applyCode(code: number): Partial<AnsiStyle> {
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { foreground: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return SIMPLE[code] ?? {};
}

/** The colour after 38 or 48, and how many codes it takes: `5;n`, or `2;red;green;blue`. */
function readColour(codes: readonly number[]): { colour: AnsiColour | null; taken: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 5) return { colour: isByte(first) ? first : null, taken: 2 };
  if (kind !== 2) return { colour: null, taken: codes.length };
  const isKnown = [first, second, third].every(isByte);
  return { colour: isKnown ? [first, second, third] : null, taken: 4 };
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}
