import type { GateTerms } from "../core/gates.ts";
import type { PoolSettings } from "../core/objects.ts";
import type { Sql } from "./ports.ts";
import { openSchema } from "./schema-version.ts";

const STEPS = [
  [
    "create table settings (id integer primary key check (id = 1), slots integer not null, include_deferred integer not null)",
    "create table lease (run text not null, lease text not null, slots integer not null, primary key (run, lease)) without rowid",
    `create table want (run text not null, lease text not null, slots integer not null, priority integer not null,
       since integer not null, primary key (run, lease)) without rowid`,
    "create table holder (run text primary key, heard integer not null) without rowid",
  ],
  ["alter table holder add column seq integer not null default 0"],
  [
    "alter table holder add column word integer not null default 0",
    "alter table holder add column by text not null default ''",
    "alter table holder add column is_backfill integer not null default 0",
    "alter table holder add column terms_limit integer",
    "alter table holder add column terms_period integer",
    "alter table lease add column is_deferred integer not null default 0",
    "alter table lease add column granted_at integer not null default 0",
    "alter table lease add column until integer",
  ],
  ["alter table holder add column date integer not null default 0"],
];

/** Slots that an attempt has. `until`: they count until then, whatever the run says. Epoch milliseconds. */
export interface Lease {
  readonly run: string;
  readonly lease: string;
  readonly slots: number;
  readonly isDeferred: boolean;
  readonly grantedAt: number;
  readonly until: number | null;
}
export interface Want {
  readonly run: string;
  readonly lease: string;
  readonly slots: number;
  readonly priority: number;
  readonly since: number;
}
/** A run that holds or wants something, and its newest call. */
export interface Holder {
  readonly run: string;
  readonly heard: number;
  readonly seq: number;
  readonly word: number;
  readonly by: string;
  readonly isBackfill: boolean;
  /** Its logical date, or when it came due. Epoch milliseconds. */
  readonly date: number;
  readonly terms: GateTerms | null;
}

/** What a pool's object keeps on disk. */
export class PoolStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    openSchema(sql, STEPS, true);
  }

  transact<T>(body: () => T): T {
    return this.#sql.transact(body);
  }

  readSettings(): PoolSettings | null {
    const [row] = this.#sql.exec("select slots, include_deferred from settings");
    return row === undefined ? null : { slots: Number(row["slots"]), includeDeferred: row["include_deferred"] === 1 };
  }
  writeSettings({ slots, includeDeferred }: PoolSettings): void {
    this.#sql.exec(
      `insert into settings (id, slots, include_deferred) values (1, ?, ?)
       on conflict (id) do update set slots = excluded.slots, include_deferred = excluded.include_deferred`,
      slots,
      includeDeferred ? 1 : 0,
    );
  }

  listLeases(): Lease[] {
    return this.#sql.exec("select * from lease").map((row) => ({
      run: String(row["run"]),
      lease: String(row["lease"]),
      slots: Number(row["slots"]),
      isDeferred: row["is_deferred"] === 1,
      grantedAt: Number(row["granted_at"]),
      until: row["until"] === null || row["until"] === undefined ? null : Number(row["until"]),
    }));
  }
  /** Slots that count; of deferred attempts only where asked. */
  countHeld(includeDeferred: boolean): number {
    const sum = "select coalesce(sum(slots), 0) as held from lease where is_deferred <= ?";
    return Number(this.#sql.exec(sum, includeDeferred ? 1 : 0)[0]?.["held"]);
  }
  writeLease({ run, lease, slots, isDeferred, grantedAt, until }: Lease): void {
    this.#sql.exec(
      "insert or replace into lease (run, lease, slots, is_deferred, granted_at, until) values (?, ?, ?, ?, ?, ?)",
      run,
      lease,
      slots,
      isDeferred ? 1 : 0,
      grantedAt,
      until,
    );
  }
  deleteLease({ run, lease }: Pick<Lease, "run" | "lease">): void {
    this.#sql.exec("delete from lease where run = ? and lease = ?", run, lease);
  }

  listWants(): Want[] {
    return this.#sql.exec("select * from want").map((row) => ({
      run: String(row["run"]),
      lease: String(row["lease"]),
      slots: Number(row["slots"]),
      priority: Number(row["priority"]),
      since: Number(row["since"]),
    }));
  }
  writeWant({ run, lease, slots, priority, since }: Want): void {
    this.#sql.exec(
      "insert or replace into want (run, lease, slots, priority, since) values (?, ?, ?, ?, ?)",
      run,
      lease,
      slots,
      priority,
      since,
    );
  }
  deleteWant({ run, lease }: Pick<Want, "run" | "lease">): void {
    this.#sql.exec("delete from want where run = ? and lease = ?", run, lease);
  }

  listHolders(): Holder[] {
    return this.#sql.exec("select * from holder").map((row) => {
      const [limit, period] = [row["terms_limit"] ?? null, row["terms_period"] ?? null];
      return {
        run: String(row["run"]),
        heard: Number(row["heard"]),
        seq: Number(row["seq"]),
        word: Number(row["word"]),
        by: String(row["by"]),
        isBackfill: row["is_backfill"] === 1,
        date: Number(row["date"]),
        terms: limit === null ? null : { limit: Number(limit), period: period === null ? null : Number(period) },
      };
    });
  }
  /** Runs that were not heard of since. */
  listSilent(since: number): string[] {
    return this.#sql.exec("select run from holder where heard <= ?", since).map((row) => String(row["run"]));
  }
  writeHolder({ run, heard, seq, word, by, isBackfill, date, terms }: Holder): void {
    this.#sql.exec(
      `insert or replace into holder (run, heard, seq, word, by, is_backfill, date, terms_limit, terms_period)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      run,
      heard,
      seq,
      word,
      by,
      isBackfill ? 1 : 0,
      date,
      terms?.limit ?? null,
      terms?.period ?? null,
    );
  }
  deleteHolder(run: string): void {
    this.#sql.exec("delete from holder where run = ?", run);
  }
}
