import type { Batch } from "../core/batch.ts";
import { upcastBatch } from "../core/batch.ts";
import type { CreateRun } from "../core/objects.ts";
import type { LogLine, ValueRef } from "../core/protocol.ts";
import type { Sql } from "./ports.ts";
import { openSchema } from "./schema-version.ts";

/** Characters a row holds at most: under 1 MB in any script. */
const CHUNK = 300_000;

const STEPS = [
  [
    "create table header (part integer primary key, text text not null)",
    "create table journal (seq integer not null, part integer not null, text text not null, primary key (seq, part)) without rowid",
    "create table mark (name text primary key, value integer not null) without rowid",
    `create table xcom (task integer not null, map integer not null, key text not null, at integer not null,
       bytes integer not null, value text, blob_key text, sha256 text, primary key (task, map, key)) without rowid`,
    "create table carrier (id text primary key, expires integer not null, stops text not null) without rowid",
    `create table log (task text not null, map integer not null, try integer not null, line integer not null,
       count integer not null, text text not null, primary key (task, map, try, line)) without rowid`,
    "create table archive (seq integer primary key, files integer not null)",
  ],
];

/** What was done outside with what is stored: the newest batch each reader has taken up. */
export type Mark = "projected" | "told" | "registered" | "archived";

export interface XComRow {
  readonly task: number;
  readonly map: number;
  readonly key: string;
  readonly at: number;
  readonly bytes: number;
  readonly ref: ValueRef;
}

/** A run object's tables. Every method is synchronous. */
export class RunStore {
  readonly #sql: Sql;
  #isOpen: boolean;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#isOpen = openSchema(sql, STEPS, false);
  }

  transact<T>(body: () => T): T {
    return this.#sql.transact(body);
  }

  /** Forgets that there are tables, after the object was erased. */
  close(): void {
    this.#isOpen = false;
  }

  create(request: CreateRun): void {
    this.#isOpen = openSchema(this.#sql, STEPS, true);
    splitText(JSON.stringify(request)).forEach((text, part) => {
      this.#sql.exec("insert into header (part, text) values (?, ?)", part, text);
    });
  }

  readHeader(): CreateRun | null {
    if (!this.#isOpen) return null;
    const rows = this.#sql.exec("select text from header order by part");
    return rows.length === 0 ? null : (JSON.parse(rows.map((row) => row["text"]).join("")) as CreateRun);
  }

  appendBatch(batch: Batch): void {
    splitText(JSON.stringify(batch)).forEach((text, part) => {
      this.#sql.exec("insert into journal (seq, part, text) values (?, ?, ?)", batch.seq, part, text);
    });
  }

  /** Batches after `seq`, in order. */
  readBatches(seq: number): Batch[] {
    const texts = new Map<number, string>();
    for (const row of this.#sql.exec("select seq, text from journal where seq > ? order by seq, part", seq)) {
      const at = Number(row["seq"]);
      texts.set(at, (texts.get(at) ?? "") + String(row["text"]));
    }
    return [...texts.values()].map((text) => upcastBatch(JSON.parse(text) as { v: number }));
  }

  readMark(name: Mark): number {
    return Number(this.#sql.exec("select value from mark where name = ?", name)[0]?.["value"] ?? 0);
  }
  writeMark(name: Mark, value: number): void {
    this.#sql.exec(
      "insert into mark (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
      name,
      value,
    );
  }

  clearXComs(task: number, map: number): void {
    this.#sql.exec("delete from xcom where task = ? and map = ?", task, map);
  }
  writeXCom({ task, map, key, at, bytes, ref }: XComRow): void {
    const value = ref.at === "inline" ? ref.json : null;
    const [blobKey, sha256] = ref.at === "blob" ? [ref.key, ref.sha256] : [null, null];
    this.#sql.exec(
      "insert or replace into xcom (task, map, key, at, bytes, value, blob_key, sha256) values (?, ?, ?, ?, ?, ?, ?, ?)",
      task,
      map,
      key,
      at,
      bytes,
      value,
      blobKey,
      sha256,
    );
  }
  readXCom(task: number, map: number, key: string): XComRow | null {
    const [row] = this.#sql.exec("select * from xcom where task = ? and map = ? and key = ?", task, map, key);
    return row === undefined ? null : readXComRow(row);
  }
  /** All values of one instance, or with `map` null those of one key over all instances of a task. */
  listXComs(task: number, map: number | null, key: string | null): XComRow[] {
    const rows = this.#sql.exec(
      "select * from xcom where task = ? and (? is null or map = ?) and (? is null or key = ?) order by map, key",
      task,
      map,
      map,
      key,
      key,
    );
    return rows.map(readXComRow);
  }

  writeCarrier(id: string, expires: number): void {
    this.#sql.exec(
      "insert into carrier (id, expires, stops) values (?, ?, '[]') on conflict (id) do update set expires = excluded.expires",
      id,
      expires,
    );
  }
  /** True when the carrier is known, and its lease now lasts to `expires`. */
  renewCarrier(id: string, expires: number): boolean {
    return (
      this.#isOpen && this.#sql.exec("update carrier set expires = ? where id = ? returning id", expires, id).length > 0
    );
  }
  addStops(id: string, keys: readonly string[]): void {
    this.#sql.exec("update carrier set stops = ? where id = ?", JSON.stringify([...this.readStops(id), ...keys]), id);
  }
  readStops(id: string): string[] {
    const text = this.#sql.exec("select stops from carrier where id = ?", id)[0]?.["stops"];
    return typeof text === "string" ? (JSON.parse(text) as string[]) : [];
  }
  deleteCarrier(id: string): void {
    this.#sql.exec("delete from carrier where id = ?", id);
  }
  listCarriers(): { id: string; expires: number }[] {
    const rows = this.#sql.exec("select id, expires from carrier");
    return rows.map((row) => ({ id: String(row["id"]), expires: Number(row["expires"]) }));
  }

  /** Keeps lines once: a chunk that begins where one is kept already is a repeat. */
  appendLog(task: string, map: number, tryNumber: number, from: number, lines: readonly LogLine[]): void {
    if (!this.#isOpen) return;
    this.#sql.exec(
      "insert or ignore into log (task, map, try, line, count, text) values (?, ?, ?, ?, ?, ?)",
      task,
      map,
      tryNumber,
      from,
      lines.length,
      JSON.stringify(lines),
    );
  }
  readLog(task: string, map: number, tryNumber: number, from: number): { line: number; lines: LogLine[] }[] {
    const rows = this.#sql.exec(
      "select line, text from log where task = ? and map = ? and try = ? and line + count > ? order by line limit 200",
      task,
      map,
      tryNumber,
      from,
    );
    return rows.map((row) => ({ line: Number(row["line"]), lines: JSON.parse(String(row["text"])) as LogLine[] }));
  }
  listLogs(): { task: string; map: number; try: number; line: number; text: string }[] {
    const rows = this.#sql.exec("select task, map, try, line, text from log order by task, map, try, line");
    return rows.map((row) => ({
      task: String(row["task"]),
      map: Number(row["map"]),
      try: Number(row["try"]),
      line: Number(row["line"]),
      text: String(row["text"]),
    }));
  }
  deleteLog(task: string, map: number, tryNumber: number, line: number): void {
    this.#sql.exec("delete from log where task = ? and map = ? and try = ? and line = ?", task, map, tryNumber, line);
  }
  /** Remembers that the lines up to a journal row lie in so many files in R2. */
  keepArchive(seq: number, files: number): void {
    if (files > 0) this.#sql.exec("insert or replace into archive (seq, files) values (?, ?)", seq, files);
  }
  listArchives(): { seq: number; files: number }[] {
    const rows = this.#sql.exec("select seq, files from archive order by seq");
    return rows.map((row) => ({ seq: Number(row["seq"]), files: Number(row["files"]) }));
  }
}

function readXComRow(row: Readonly<Record<string, unknown>>): XComRow {
  const bytes = Number(row["bytes"]);
  const { value } = row;
  const ref: ValueRef =
    typeof value === "string"
      ? { at: "inline", json: value }
      : { at: "blob", key: String(row["blob_key"]), bytes, sha256: String(row["sha256"]) };
  return {
    task: Number(row["task"]),
    map: Number(row["map"]),
    key: String(row["key"]),
    at: Number(row["at"]),
    bytes,
    ref,
  };
}

/** Cuts a text into rows, never through a surrogate pair. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + CHUNK;
    const isPair = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end < text.length;
    parts.push(text.slice(at, isPair ? end - 1 : end));
    at = isPair ? end - 1 : end;
  }
  return parts;
}
