import type { RunIdentity } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { Pause, SlotRecord, SlotRecords } from "../core/slot-record.ts";
import type { RunState } from "../core/state.ts";
import type { Sql, SqlValue } from "./ports.ts";

/** What looking out for slots adds to a DAG object's tables. */
export const SLOT_STEP = [
  `create table schedule (id integer primary key check (id = 1), awake_since integer, held_since integer,
     paused_at integer, paused_by text, paused_reason text, is_pause_told integer not null)`,
  `create table slot_record (number integer primary key, kind text not null, logical_date integer not null,
     slot_start integer not null, slot_end integer not null, at integer not null, run_id text, superseded_by integer,
     is_open integer not null)`,
  "create index slot_record_open on slot_record (number) where is_open = 1",
  "create index run_by_time on run (run_after)",
] as const;

/** Records that are kept. */
const MOST_RECORDS = 1_000;

export interface ScheduleRow {
  /** Slots that were due before are missed ones. */
  readonly awakeSince: number | null;
  /** Since when a slot that is due waits for room; null when none does. */
  readonly heldSince: number | null;
  readonly pause: Pause | null;
  /** Whether the audit log has the pause. */
  readonly isPauseTold: boolean;
}

const NOTHING: ScheduleRow = { awakeSince: null, heldSince: null, pause: null, isPauseTold: true };

/** The tables of `SLOT_STEP`. */
export class DagSlotStore {
  readonly #sql: Sql;
  #row: ScheduleRow | null = null;
  /** How many records there have been, and how many of them are open: asked at every turn. */
  #counts: { readonly total: number; readonly open: number } | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#row = null;
    this.#counts = null;
  }

  read(): ScheduleRow {
    this.#row ??= this.#readRow();
    return this.#row;
  }

  #readRow(): ScheduleRow {
    const [row] = this.#sql.exec("select * from schedule where id = 1");
    if (row === undefined) return NOTHING;
    const [at, by, reason] = [row["paused_at"], row["paused_by"], row["paused_reason"]];
    const pause = typeof at === "number" ? { at, by: String(by), reason: parseReason(reason) } : null;
    return {
      awakeSince: toNumber(row["awake_since"]),
      heldSince: toNumber(row["held_since"]),
      pause,
      isPauseTold: row["is_pause_told"] === 1,
    };
  }

  change(values: Partial<ScheduleRow>): void {
    const row = { ...this.read(), ...values };
    this.#row = row;
    const { awakeSince, heldSince, pause, isPauseTold } = row;
    this.#sql.exec(
      `insert into schedule (id, awake_since, held_since, paused_at, paused_by, paused_reason, is_pause_told)
         values (1, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set awake_since = excluded.awake_since, held_since = excluded.held_since,
         paused_at = excluded.paused_at, paused_by = excluded.paused_by, paused_reason = excluded.paused_reason,
         is_pause_told = excluded.is_pause_told`,
      awakeSince,
      heldSince,
      pause?.at ?? null,
      pause?.by ?? null,
      pause === null || pause.reason === null ? null : JSON.stringify(pause.reason),
      isPauseTold ? 1 : 0,
    );
  }

  /** Keeps a record; one of a run stays open until that run is known to be cancelled. */
  record(record: Omit<SlotRecord, "number">): void {
    const { kind, logicalDate, interval, at, runId, supersededBy } = record;
    const { total, open } = this.#readCounts();
    const number = total + 1;
    this.#counts = { total: number, open: open + (runId === null ? 0 : 1) };
    this.#sql.exec(
      `insert into slot_record (number, kind, logical_date, slot_start, slot_end, at, run_id, superseded_by, is_open)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      number,
      kind,
      logicalDate,
      interval.start,
      interval.end,
      at,
      runId,
      supersededBy,
      runId === null ? 0 : 1,
    );
    this.#sql.exec("delete from slot_record where number <= ? and is_open = 0", number - MOST_RECORDS);
  }

  close(number: number): void {
    this.#counts = null;
    this.#sql.exec("update slot_record set is_open = 0 where number = ?", number);
  }

  countRecords(): number {
    return this.#readCounts().total;
  }
  #readCounts(): { readonly total: number; readonly open: number } {
    this.#counts ??= this.#count();
    return this.#counts;
  }
  #count(): { readonly total: number; readonly open: number } {
    const [newest] = this.#sql.exec("select max(number) as total from slot_record");
    const [open] = this.#sql.exec("select count(*) as open from slot_record where is_open = 1");
    return { total: toNumber(newest?.["total"]) ?? 0, open: toNumber(open?.["open"]) ?? 0 };
  }

  /** The newest first, older than `before`. */
  list(before: number | null, limit: number): SlotRecords {
    const rows = this.#sql.exec(
      "select * from slot_record where number < ? order by number desc limit ?",
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return { total: this.countRecords(), records: rows.map(readRecord) };
  }

  /** Runs that are to be cancelled and are not known to be. */
  listOpen(): SlotRecord[] {
    if (!this.hasOpen()) return [];
    return this.#sql.exec("select * from slot_record where is_open = 1 order by number").map(readRecord);
  }
  hasOpen(): boolean {
    return this.#readCounts().open > 0;
  }

  /** The oldest scheduled run that is not over and was not cancelled for another; null without one. */
  findOldest(): RunIdentity | null {
    const [row] = this.#sql.exec(
      `select identity from run where stage in ('accepted', 'waiting', 'live') and run_type = 'scheduled'
         and run_id not in (select run_id from slot_record where run_id is not null) order by run_after limit 1`,
    );
    return row === undefined ? null : (JSON.parse(String(row["identity"])) as RunIdentity);
  }

  /** How a run ended as far as its DAG knows; null while it has not. */
  findState(runId: string): RunState | null {
    const [row] = this.#sql.exec("select state from run where run_id = ?", runId);
    return typeof row?.["state"] === "string" ? (row["state"] as RunState) : null;
  }

  /** Whether the newest `count` runs there are have all failed; one that was cancelled for another is not counted. */
  haveNewestFailed(count: number): boolean {
    const rows = this.#sql.exec(
      `select state from run where stage not in ('deleted', 'gone')
         and run_id not in (select run_id from slot_record where run_id is not null) order by run_after desc limit ?`,
      count,
    );
    return rows.length === count && rows.every((row) => row["state"] === "failed");
  }
}

function readRecord(row: Readonly<Record<string, SqlValue>>): SlotRecord {
  return {
    number: Number(row["number"]),
    kind: row["kind"] === "left_out" ? "left_out" : "superseded",
    logicalDate: Number(row["logical_date"]),
    interval: { start: Number(row["slot_start"]), end: Number(row["slot_end"]) },
    at: Number(row["at"]),
    runId: typeof row["run_id"] === "string" ? row["run_id"] : null,
    supersededBy: toNumber(row["superseded_by"]),
  };
}

function parseReason(text: unknown): Reason | null {
  return typeof text === "string" ? (JSON.parse(text) as Reason) : null;
}

function toNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
