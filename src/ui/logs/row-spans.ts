import { parseAnsi, type AnsiSpan } from "./ansi.ts";

/** A piece of a row: one style, and whether what is looked for stands there. */
export interface RowSpan extends AnsiSpan {
  readonly isFound: boolean;
}

/** One row of a line: its spans, and where it begins in the line's text without escape sequences. */
export interface TextRow {
  readonly spans: readonly AnsiSpan[];
  readonly from: number;
}

/** Characters of a row that are drawn: a browser takes long over one of a megabyte. */
export const DRAWN = 4000;

/** The rows of a text; colours go on from one to the next. */
export function splitRows(text: string): TextRow[] {
  const rows: { spans: AnsiSpan[]; from: number }[] = [{ spans: [], from: 0 }];
  let at = 0;
  for (const { text: whole, style } of parseAnsi(text)) {
    whole.split("\n").forEach((part, index) => {
      if (index > 0) {
        at += 1;
        rows.push({ spans: [], from: at });
      }
      if (part !== "") rows.at(-1)?.spans.push({ text: part, style });
      at += part.length;
    });
  }
  return rows;
}

/** The row with what was found cut out of its spans. Ranges are [from, to) in the line's text, and ascend. */
export function markFound({ spans, from }: TextRow, ranges: readonly (readonly [number, number])[]): RowSpan[] {
  const marked: RowSpan[] = [];
  let at = from;
  for (const { text, style } of spans) {
    let done = 0;
    for (const [begin, end] of ranges) {
      const [first, last] = [Math.max(done, begin - at), Math.min(text.length, end - at)];
      if (first >= last) continue;
      if (first > done) marked.push({ text: text.slice(done, first), style, isFound: false });
      marked.push({ text: text.slice(first, last), style, isFound: true });
      done = last;
    }
    if (done < text.length) marked.push({ text: text.slice(done), style, isFound: false });
    at += text.length;
  }
  return marked;
}

/** The spans up to DRAWN characters, and how many were left out. */
export function cutSpans(spans: readonly RowSpan[]): { shown: readonly RowSpan[]; left: number } {
  const size = spans.reduce((sum, { text }) => sum + text.length, 0);
  if (size <= DRAWN) return { shown: spans, left: 0 };
  const shown: RowSpan[] = [];
  let room = DRAWN;
  for (const span of spans) {
    if (room <= 0) break;
    shown.push({ ...span, text: span.text.slice(0, room) });
    room -= span.text.length;
  }
  return { shown, left: size - DRAWN };
}

/** Frames of a trace that are not the author's: the runtime's, a library's, or the bundle's own helpers. */
const MACHINERY =
  /^\s*at .*(?:node:|node_modules|cloudflare:|workerd|[/( ]worker\.js:|\/src\/(?:sdk|executors|queue-consumer|coordinator)\/|<anonymous>\)?$)/;

export function isMachinery({ spans }: TextRow): boolean {
  return MACHINERY.test(spans.map(({ text }) => text).join(""));
}
