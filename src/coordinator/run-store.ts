import type { Batch } from "../core/batch.ts";
import { upcastBatch } from "../core/batch.ts";
import type { Graph } from "../core/graph.ts";
import type { CreateRun } from "../core/objects.ts";
import type { Sql } from "./ports.ts";
import { LogTable } from "./run-logs.ts";
import type { Mark } from "./run-marks.ts";
import { readRequest, readXComRow, splitText } from "./run-rows.ts";
import type { XComRow } from "./run-rows.ts";

export type { Mark } from "./run-marks.ts";
export type { XComRow } from "./run-rows.ts";

/** The mark that says from which row on the run is made of what it is now; absent for the first. */
const ERA = "era";

/** What must be done once stands among the marks under this prefix. */
const DONE = "done ";

/** Carriers stand among the marks under this prefix: when their lease ends, and what they are to stop. */
const CARRIER = "carrier ";

/**
 * Version of the tables below; a store that says more was written by a newer release. A run that has taken up another
 * version of its DAG says 2: a release before would misread its journal.
 */
const VERSION = 2;
const PLAIN = 1;

/**
 * Tables a run has from the start. The journal's row 0 is what the run was made with; where it took up another version,
 * that stands at the same number as the row that says so, in parts below zero.
 */
const BASE = [
  "create table journal (seq integer not null, part integer not null, text text not null, primary key (seq, part)) without rowid",
  "create table mark (name text primary key, value integer not null, text text) without rowid",
];

/** Tables made when the first row comes: most runs need none, and a table costs more than a row. */
const LATER = {
  xcom: `create table xcom (task integer not null, map integer not null, key text not null, at integer not null,
    bytes integer not null, value text, blob_key text, sha256 text, primary key (task, map, key)) without rowid`,
  log: LogTable.SCHEMA,
  archive: "create table archive (seq integer primary key, files integer not null)",
};

/** All that stands where a run was, until nothing late can come any more. */
const TOMBSTONE = "create table tombstone (until integer not null)";

/** The platform keeps tables of its own beside these. */
const OWN = new Set(["journal", "mark", "tombstone", ...Object.keys(LATER)]);

/** A run object's tables. Every method is synchronous. */
export class RunStore {
  readonly #sql: Sql;
  readonly logs: LogTable;
  #tables: Set<string>;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.logs = new LogTable(sql, {
      isThere: () => this.#tables.has("log"),
      open: () => this.#isOpen() && this.#open("log"),
    });
    this.#tables = this.#listTables();
    const version = this.#isOpen() ? this.#readNumber("version") : VERSION;
    if (version > VERSION)
      throw new Error(`This run was written by a newer release (store version ${version}, known ${VERSION})`);
  }

  #listTables(): Set<string> {
    const rows = this.#sql.exec("select name from sqlite_master where type = 'table'");
    return new Set(rows.map((row) => String(row["name"])).filter((name) => OWN.has(name)));
  }
  /** A deleted or unknown run has no tables, and gets none by being asked. */
  #isOpen(): boolean {
    return this.#tables.has("journal");
  }
  #open(table: keyof typeof LATER): true {
    if (this.#tables.has(table)) return true;
    this.#sql.exec(LATER[table]);
    this.#tables.add(table);
    return true;
  }

  /** All or nothing. A single write needs no transaction around it. */
  write(writes: readonly (() => void)[]): void {
    try {
      if (writes.length === 1) writes[0]?.();
      else if (writes.length > 1) this.#sql.transact(() => writes.forEach((write) => write()));
    } catch (error) {
      this.#tables = this.#listTables();
      throw error;
    }
  }

  /** Leaves nothing of the run but a tombstone until then: a late call to make the run must not bring it back. */
  bury(until: number): void {
    this.write([
      ...[...this.#tables].map((table) => () => void this.#sql.exec(`drop table ${table}`)),
      () => void this.#sql.exec(TOMBSTONE),
      () => void this.#sql.exec("insert into tombstone (until) values (?)", until),
    ]);
    this.#tables = new Set(["tombstone"]);
  }
  /** Until when the tombstone stands; null when there is none. */
  readTombstone(): number | null {
    if (!this.#tables.has("tombstone")) return null;
    return Number(this.#sql.exec("select until from tombstone")[0]?.["until"]);
  }
  /** Forgets that there are tables, after the object was erased. */
  close(): void {
    this.#tables.clear();
  }

  create(request: CreateRun): void {
    for (const table of BASE) this.#sql.exec(table);
    this.#tables = new Set(["journal", "mark"]);
    this.#writeNumber("version", PLAIN);
    this.#append(0, request);
  }

  replaceHeader(request: CreateRun): void {
    this.#sql.transact(() => {
      this.#sql.exec("delete from journal where seq = 0");
      this.#append(0, request);
    });
  }

  /** What the run is made of now. */
  readHeader(): CreateRun | null {
    return this.#isOpen() ? this.#readHeaderAt(this.#readNumber(ERA)) : null;
  }
  #readHeaderAt(seq: number): CreateRun {
    const where = seq === 0 ? "order by part" : "and part < 0 order by part desc";
    const rows = this.#sql.exec(`select text from journal where seq = ? ${where}`, seq);
    return readRequest(JSON.parse(rows.map((row) => row["text"]).join("")) as { v: number });
  }

  /** From this row on the run is made of something else; the row says all there is to know of it. */
  beginEra(header: CreateRun, batch: Batch, moves: readonly (readonly [from: number, to: number])[]): void {
    splitText(JSON.stringify(header)).forEach((text, part) => this.#insert(batch.seq, -1 - part, text));
    this.#append(batch.seq, batch);
    this.#writeNumber(ERA, batch.seq);
    this.#writeNumber("version", VERSION);
    if (!this.#tables.has("xcom")) return;
    for (const [from, to] of moves) this.#sql.exec("update xcom set task = ? where task = ?", -1 - to, from);
    this.#sql.exec("update xcom set task = -1 - task where task < 0");
  }

  appendBatch(batch: Batch): void {
    this.#append(batch.seq, batch);
    if (batch.events.length > 0) this.writeMark("asset_events", batch.seq);
  }
  #append(seq: number, content: object): void {
    const parts = splitText(JSON.stringify(content));
    const insert = (text: string, part: number): void => this.#insert(seq, part, text);
    if (parts.length === 1) parts.forEach(insert);
    else this.#sql.transact(() => parts.forEach(insert));
  }
  #insert(seq: number, part: number, text: string): void {
    this.#sql.exec("insert into journal (seq, part, text) values (?, ?, ?)", seq, part, text);
  }

  /** Batches after `seq`, in order, of what the run is made of now. */
  readBatches(seq: number): Batch[] {
    return this.readHistory(Math.max(seq, this.#readNumber(ERA) - 1, 0));
  }
  /** Batches after `seq`, whatever the run was made of then. */
  readHistory(seq: number): Batch[] {
    const texts = new Map<number, string>();
    for (const row of this.#sql.exec(
      "select seq, text from journal where seq > ? and part >= 0 order by seq, part",
      seq,
    )) {
      const at = Number(row["seq"]);
      texts.set(at, (texts.get(at) ?? "") + String(row["text"]));
    }
    return [...texts.values()].map((text) => upcastBatch(JSON.parse(text) as { v: number }));
  }

  /** The whole journal, by what the run was made of: places of tasks are those of its own graph. */
  readEras(): { readonly graph: Graph; readonly batches: readonly Batch[] }[] {
    if (!this.#isOpen()) return [];
    const later =
      this.#readNumber(ERA) === 0 ? [] : this.#sql.exec("select seq from journal where part = -1 order by seq");
    const starts = [0, ...later.map((row) => Number(row["seq"]))];
    const all = this.readHistory(0);
    return starts.map((start, at) => {
      const batches = all.filter(({ seq }) => seq >= start && seq < (starts[at + 1] ?? Infinity));
      return { graph: this.#readHeaderAt(start).graph, batches };
    });
  }

  readMark(name: Mark): number {
    return this.#readNumber(name);
  }
  /** Notes how far a reader came. Of two that ran side by side the one that came further is right. */
  writeMark(name: Mark, value: number): void {
    if (this.#isOpen() && value > this.#readNumber(name)) this.#writeNumber(name, value);
  }
  /** Whether something was done that must be done once. */
  hasDone(what: string): boolean {
    return this.#readNumber(`${DONE}${what}`) > 0;
  }
  noteDone(what: string): void {
    this.#writeNumber(`${DONE}${what}`, 1);
  }
  forgetMark(name: Mark): void {
    if (this.#isOpen()) this.#writeNumber(name, 0);
  }
  #readNumber(name: string): number {
    return Number(this.#sql.exec("select value from mark where name = ?", name)[0]?.["value"] ?? 0);
  }
  #writeNumber(name: string, value: number): void {
    this.#sql.exec(
      "insert into mark (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
      name,
      value,
    );
  }

  clearXComs(task: number, map: number): void {
    if (!this.#tables.has("xcom")) return;
    this.#sql.exec("delete from xcom where task = ? and map = ?", task, map);
  }
  writeXCom({ task, map, key, at, bytes, ref }: XComRow): void {
    this.#open("xcom");
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
    if (!this.#tables.has("xcom")) return null;
    const [row] = this.#sql.exec("select * from xcom where task = ? and map = ? and key = ?", task, map, key);
    return row === undefined ? null : readXComRow(row);
  }
  /** All values of one instance, or with `map` null those of one key over all instances of a task. */
  listXComs(task: number, map: number | null, key: string | null): XComRow[] {
    if (!this.#tables.has("xcom")) return [];
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
    this.#writeNumber(`${CARRIER}${id}`, expires);
  }
  /** True when the carrier is known, and its lease now lasts to `expires`. */
  renewCarrier(id: string, expires: number): boolean {
    const update = "update mark set value = ? where name = ? returning name";
    return this.#isOpen() && this.#sql.exec(update, expires, `${CARRIER}${id}`).length > 0;
  }
  addStops(id: string, keys: readonly string[]): void {
    const stops = JSON.stringify([...this.readStops(id), ...keys]);
    this.#sql.exec("update mark set text = ? where name = ?", stops, `${CARRIER}${id}`);
  }
  readStops(id: string): string[] {
    const text = this.#sql.exec("select text from mark where name = ?", `${CARRIER}${id}`)[0]?.["text"];
    return typeof text === "string" ? (JSON.parse(text) as string[]) : [];
  }
  deleteCarrier(id: string): void {
    this.#sql.exec("delete from mark where name = ?", `${CARRIER}${id}`);
  }
  listCarriers(): { id: string; expires: number }[] {
    const rows = this.#sql.exec("select name, value from mark where name >= ? and name < ?", CARRIER, "carrier!");
    return rows.map((row) => ({ id: String(row["name"]).slice(CARRIER.length), expires: Number(row["value"]) }));
  }

  /** Remembers that the lines up to a journal row lie in so many files in R2. */
  keepArchive(seq: number, files: number): void {
    if (files === 0) return;
    this.#open("archive");
    this.#sql.exec("insert or replace into archive (seq, files) values (?, ?)", seq, files);
  }
  listArchives(): { seq: number; files: number }[] {
    if (!this.#tables.has("archive")) return [];
    const rows = this.#sql.exec("select seq, files from archive order by seq");
    return rows.map((row) => ({ seq: Number(row["seq"]), files: Number(row["files"]) }));
  }
}
