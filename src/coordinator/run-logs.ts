import type { LogChunk, LogLine } from "../core/protocol.ts";
import type { Sql } from "./ports.ts";

/** One try of an instance, by task id. */
export interface LogKey {
  readonly task: string;
  readonly map: number;
  readonly try: number;
}

export interface StoredChunk extends LogKey {
  readonly line: number;
  readonly text: string;
}

/** The table stands from its first row on: most runs log nothing. */
export interface Lazily {
  readonly isThere: () => boolean;
  /** Makes the table where it is missing; false where there is no run. */
  readonly open: () => boolean;
}

/** Log lines of a run that goes on, in chunks as they came; each is numbered by its first line. */
export class LogTable {
  static readonly SCHEMA = `create table log (task text not null, map integer not null, try integer not null, line integer not null,
    count integer not null, text text not null, primary key (task, map, try, line)) without rowid`;
  readonly #sql: Sql;
  readonly #table: Lazily;

  constructor(sql: Sql, table: Lazily) {
    this.#sql = sql;
    this.#table = table;
  }

  /** Keeps each line once: whatever of a chunk is there already came with a call whose answer was lost. */
  append(key: LogKey, { from, lines }: LogChunk): void {
    if (lines.length === 0 || !this.#table.open()) return;
    const known = Math.max(from, this.count(key));
    const fresh = lines.slice(known - from);
    if (fresh.length === 0) return;
    this.#sql.exec(
      "insert into log (task, map, try, line, count, text) values (?, ?, ?, ?, ?, ?)",
      key.task,
      key.map,
      key.try,
      known,
      fresh.length,
      JSON.stringify(fresh),
    );
  }

  /** Number of the line that would be next. */
  count({ task, map, try: tryNumber }: LogKey): number {
    if (!this.#table.isThere()) return 0;
    const [last] = this.#sql.exec(
      "select line + count as next from log where task = ? and map = ? and try = ? order by line desc limit 1",
      task,
      map,
      tryNumber,
    );
    return Number(last?.["next"] ?? 0);
  }

  /** Chunks with lines from `from` on, in order; many at once, but not all. */
  read({ task, map, try: tryNumber }: LogKey, from: number): { line: number; lines: LogLine[] }[] {
    if (!this.#table.isThere()) return [];
    const rows = this.#sql.exec(
      "select line, text from log where task = ? and map = ? and try = ? and line + count > ? order by line limit 200",
      task,
      map,
      tryNumber,
      from,
    );
    return rows.map((row) => ({ line: Number(row["line"]), lines: JSON.parse(String(row["text"])) as LogLine[] }));
  }

  list(): StoredChunk[] {
    if (!this.#table.isThere()) return [];
    const rows = this.#sql.exec("select task, map, try, line, text from log order by task, map, try, line");
    return rows.map((row) => ({
      task: String(row["task"]),
      map: Number(row["map"]),
      try: Number(row["try"]),
      line: Number(row["line"]),
      text: String(row["text"]),
    }));
  }

  delete({ task, map, try: tryNumber, line }: LogKey & { readonly line: number }): void {
    this.#sql.exec("delete from log where task = ? and map = ? and try = ? and line = ?", task, map, tryNumber, line);
  }
}
