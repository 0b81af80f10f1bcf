import type { Io } from "./io.ts";
import { renderFields, renderTable, type Column } from "./table.ts";

const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, grey: 90, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

const STATE_COLOURS: Readonly<Record<string, Colour>> = {
  success: "green",
  failed: "red",
  upstream_failed: "red",
  running: "cyan",
  queued: "blue",
  scheduled: "blue",
  up_for_retry: "yellow",
  up_for_reschedule: "yellow",
  deferred: "magenta",
  skipped: "grey",
  removed: "grey",
};

/** Where a command's words go: tables for people, JSON alone for programs. */
export class Printer {
  readonly isJson: boolean;
  readonly #io: Io;

  constructor(io: Io, isJson: boolean) {
    this.#io = io;
    this.isJson = isJson;
  }

  /** The command's result: the data itself with --json, else the lines. */
  show(data: unknown, render: () => readonly string[]): void {
    const lines = this.isJson ? [JSON.stringify(data, null, 2)] : render();
    this.#io.write(lines.map((line) => `${line}\n`).join(""));
  }

  showTable<T>(rows: readonly T[], columns: readonly Column<T>[], note = "", data: unknown = rows): void {
    this.show(data, () => [
      ...(rows.length === 0 ? [] : renderTable(rows, columns, this.#io.columns)),
      ...(note === "" && rows.length === 0 ? ["There is none."] : []),
      ...(note === "" ? [] : [note]),
    ]);
  }

  showFields(data: unknown, fields: Readonly<Record<string, string | number | null | undefined>>): void {
    this.show(data, () => renderFields(fields));
  }

  /** What was done, for people; with --json the data stands for it. */
  done(sentence: string, data: unknown): void {
    this.show(data, () => [sentence]);
  }

  /** Beside the result: on stderr, so that stdout stays data. */
  remark(sentence: string): void {
    this.#io.complain(`${sentence}\n`);
  }

  /** A line as it comes, of something that goes on. */
  line(text: string): void {
    this.#io.write(`${text}\n`);
  }

  paint(colour: Colour, text: string): string {
    return this.#isColoured() ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  }

  state(state: string | null): string {
    const text = state ?? "none";
    const colour = STATE_COLOURS[text];
    return colour === undefined ? text : this.paint(colour, text);
  }

  /** Of no-color.org: any text but the empty one switches colours off. */
  #isColoured(): boolean {
    const { env, isTerminal } = this.#io;
    const { NO_COLOR, FORCE_COLOR } = env;
    if (this.isJson || (NO_COLOR !== undefined && NO_COLOR !== "")) return false;
    return isTerminal || (FORCE_COLOR !== undefined && FORCE_COLOR !== "0");
  }
}
