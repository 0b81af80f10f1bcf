import { stripAnsi } from "./ansi.ts";
import type { LogEntry } from "./log-entry.ts";
import type { LogStore } from "./log-store.ts";

/** A line for a file or the clipboard: whole instant in UTC, level, text without colours. */
export function writeLine({ at, level, text }: LogEntry): string {
  const when = at === null ? "" : `${new Date(at).toISOString()} `;
  return `${when}${level.toUpperCase()} ${stripAnsi(text)}`;
}

/** Lines `from` to `to` (exclusive) whose level is shown, in pieces: a long log is never one string on the way. */
export function* writeLines(
  store: LogStore,
  levels: readonly boolean[],
  [from, to]: readonly [number, number],
): Generator<string> {
  let piece: string[] = [];
  for (let index = from; index < to; index += 1) {
    if (levels[store.levelOf(index)] !== true) continue;
    piece.push(writeLine(store.entry(index)));
    if (piece.length < 5000) continue;
    yield `${piece.join("\n")}\n`;
    piece = [];
  }
  if (piece.length > 0) yield `${piece.join("\n")}\n`;
}
