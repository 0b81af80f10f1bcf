import type { BulkFailure, BulkView, Deed } from "../core/bulk.ts";
import type { Sql } from "./ports.ts";

/** What bulk actions add to a DAG object's tables. */
export const BULK_STEP = [
  `create table bulk (id text primary key, deed text not null, on_latest integer not null, made_by text not null,
     state text not null, created_at integer not null, ended_at integer, total integer not null, done integer not null,
     failed integer not null)`,
  "create index bulk_open on bulk (created_at) where state = 'running'",
  // Ids of runs that have not answered yet, and those that refused; one row a turn, so that a turn costs one write.
  `create table bulk_chunk (bulk_id text not null, chunk integer not null, open text not null, turns integer not null,
     failures text not null, primary key (bulk_id, chunk)) without rowid`,
  "create index bulk_chunk_open on bulk_chunk (bulk_id, turns, chunk) where open <> '[]'",
] as const;

export interface BulkRow extends Omit<BulkView, "team" | "dagId" | "failures"> {
  readonly onLatestVersion: boolean;
}

export interface BulkChunk {
  readonly bulkId: string;
  readonly chunk: number;
  /** Ids of runs that have not answered. */
  readonly open: readonly string[];
  /** How often they were asked. */
  readonly turns: number;
  readonly failures: readonly BulkFailure[];
}

/** Bulks that are over and still told of. */
const KEPT = 100;

/** The tables of bulk actions; synchronous. */
export class DagBulkStore {
  readonly #sql: Sql;
  #isIdle: boolean | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(row: BulkRow, chunks: readonly (readonly string[])[]): void {
    this.write(row);
    for (const [chunk, open] of chunks.entries())
      this.writeChunk({ bulkId: row.id, chunk, open, turns: 0, failures: [] });
    const old = `select id from bulk where state <> 'running' order by created_at desc limit -1 offset ${KEPT}`;
    this.#sql.exec(`delete from bulk_chunk where bulk_id in (${old})`);
    this.#sql.exec(`delete from bulk where id in (${old})`);
  }

  write({ id, deed, onLatestVersion, by, state, createdAt, endedAt, total, done, failed }: BulkRow): void {
    this.#isIdle = null;
    this.#sql.exec(
      `insert into bulk (id, deed, on_latest, made_by, state, created_at, ended_at, total, done, failed)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set state = excluded.state, ended_at = excluded.ended_at, done = excluded.done,
         failed = excluded.failed`,
      id,
      JSON.stringify(deed),
      onLatestVersion ? 1 : 0,
      by,
      state,
      createdAt,
      endedAt,
      total,
      done,
      failed,
    );
  }

  writeChunk({ bulkId, chunk, open, turns, failures }: BulkChunk): void {
    this.#sql.exec(
      `insert into bulk_chunk (bulk_id, chunk, open, turns, failures) values (?, ?, ?, ?, ?)
       on conflict (bulk_id, chunk) do update set open = excluded.open, turns = excluded.turns, failures = excluded.failures`,
      bulkId,
      chunk,
      JSON.stringify(open),
      turns,
      JSON.stringify(failures),
    );
  }

  find(id: string): BulkRow | null {
    const [row] = this.#sql.exec("select * from bulk where id = ?", id);
    return row === undefined ? null : readBulk(row);
  }

  /** The newest first. */
  list(limit: number): BulkRow[] {
    return this.#sql.exec("select * from bulk order by created_at desc, id limit ?", limit).map(readBulk);
  }

  /** One after the other, the oldest first. */
  findOpen(): BulkRow | null {
    if (this.#isIdle === true) return null;
    const [row] = this.#sql.exec("select * from bulk where state = 'running' order by created_at limit 1");
    this.#isIdle = row === undefined;
    return row === undefined ? null : readBulk(row);
  }

  /** Those asked least come first: runs that do not answer hold no others back. */
  findOpenChunk(bulkId: string): BulkChunk | null {
    const [row] = this.#sql.exec(
      "select * from bulk_chunk where bulk_id = ? and open <> '[]' order by turns, chunk limit 1",
      bulkId,
    );
    return row === undefined ? null : readChunk(row);
  }

  listFailures(bulkId: string, limit: number): BulkFailure[] {
    const rows = this.#sql.exec(
      "select * from bulk_chunk where bulk_id = ? and failures <> '[]' order by chunk limit ?",
      bulkId,
      limit,
    );
    return rows.flatMap((row) => readChunk(row).failures).slice(0, limit);
  }
}

type Row = Readonly<Record<string, unknown>>;

function readBulk(row: Row): BulkRow {
  return {
    id: String(row["id"]),
    deed: JSON.parse(String(row["deed"])) as Deed,
    onLatestVersion: row["on_latest"] === 1,
    by: String(row["made_by"]),
    state: String(row["state"]) as BulkRow["state"],
    createdAt: Number(row["created_at"]),
    endedAt: row["ended_at"] === null ? null : Number(row["ended_at"]),
    total: Number(row["total"]),
    done: Number(row["done"]),
    failed: Number(row["failed"]),
  };
}

function readChunk(row: Row): BulkChunk {
  return {
    bulkId: String(row["bulk_id"]),
    chunk: Number(row["chunk"]),
    open: JSON.parse(String(row["open"])) as string[],
    turns: Number(row["turns"]),
    failures: JSON.parse(String(row["failures"])) as BulkFailure[],
  };
}
