import type { RunIdentity, RunView } from "../core/protocol.ts";
import type { DataInterval } from "../core/timetable.ts";
import { ASSET_STEP } from "./dag-asset-store.ts";
import { BACKFILL_STEP } from "./dag-backfill-store.ts";
import { BULK_STEP } from "./dag-bulk-store.ts";
import { stageOf, type Open, type Stage } from "./dag-stage.ts";
import { SLOT_STEP } from "./dag-slot-store.ts";
import type { Sql } from "./ports.ts";
import { openSchema } from "./schema-version.ts";
import { StageCounts, type Place } from "./stage-counts.ts";

const STEPS = [
  [
    `create table dag (id integer primary key check (id = 1), is_paused integer not null, graph_hash text, bundle_id text,
       slot_start integer, slot_end integer, seq integer not null)`,
    `create table run (run_id text primary key, logical_date integer unique, stage text not null, run_type text not null,
       run_after integer not null, seen integer not null, identity text not null, note text) without rowid`,
    "create index run_stage on run (stage, run_after) where stage not in ('ended', 'gone')",
  ],
  // What D1 was last told: a DAG that is only looked at need not tell it again.
  ["alter table dag add column told text"],
  BACKFILL_STEP,
  SLOT_STEP,
  ["alter table dag add column is_default_pool_limited integer not null default 0"],
  BULK_STEP,
  ASSET_STEP,
];

export type { Open, Stage } from "./dag-stage.ts";

export interface DagRow {
  readonly isPaused: boolean;
  readonly graphHash: string | null;
  readonly bundleId: string | null;
  /** Data interval of the newest slot that was made. */
  readonly lastSlot: DataInterval | null;
  /** Counts changes, for the projection's guard. */
  readonly seq: number;
  /** The view that D1 was last told, as text; null when it may know an older one. */
  readonly told: string | null;
  /** What the tick said last of the team's default pool. */
  readonly isDefaultPoolLimited: boolean;
}
export interface RunRow {
  readonly identity: RunIdentity;
  readonly stage: Stage;
  /** Number of the newest journal row its DAG has heard of; 0 for none. */
  readonly seen: number;
  readonly note: string | null;
}

/** A DAG object's tables. Every method is synchronous; what is asked at every turn is kept in memory. */
export class DagStore {
  readonly #sql: Sql;
  #row: DagRow | null = null;
  #counts: StageCounts | null = null;
  /** Whether there are tables at all. */
  readonly isOpen: boolean;

  /** `create` is false for a name the deployment does not ship: asking for one must leave nothing behind. */
  constructor(sql: Sql, create: boolean) {
    this.#sql = sql;
    this.isOpen = openSchema(sql, STEPS, create);
  }

  transact<T>(body: () => T): T {
    try {
      return this.#sql.transact(body);
    } catch (error) {
      this.#row = null;
      this.#counts = null;
      throw error;
    }
  }

  read(): DagRow | null {
    this.#row ??= this.#readRow();
    return this.#row;
  }

  #readRow(): DagRow | null {
    const [row] = this.#sql.exec("select * from dag where id = 1");
    if (row === undefined) return null;
    const [start, end] = [row["slot_start"], row["slot_end"]];
    return {
      isPaused: row["is_paused"] === 1,
      graphHash: readText(row["graph_hash"]),
      bundleId: readText(row["bundle_id"]),
      lastSlot: typeof start === "number" && typeof end === "number" ? { start, end } : null,
      seq: Number(row["seq"]),
      told: readText(row["told"]),
      isDefaultPoolLimited: row["is_default_pool_limited"] === 1,
    };
  }

  write(row: DagRow): void {
    const { isPaused, graphHash, bundleId, lastSlot, seq, told, isDefaultPoolLimited } = row;
    this.#row = row;
    this.#sql.exec(
      `insert into dag (id, is_paused, graph_hash, bundle_id, slot_start, slot_end, seq, told, is_default_pool_limited)
         values (1, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set is_paused = excluded.is_paused, graph_hash = excluded.graph_hash, bundle_id = excluded.bundle_id,
         slot_start = excluded.slot_start, slot_end = excluded.slot_end, seq = excluded.seq,
         told = excluded.told, is_default_pool_limited = excluded.is_default_pool_limited`,
      isPaused ? 1 : 0,
      graphHash,
      bundleId,
      lastSlot?.start ?? null,
      lastSlot?.end ?? null,
      seq,
      told,
      isDefaultPoolLimited ? 1 : 0,
    );
  }

  /** Takes the run's id and logical date. Which of the two was taken already, or null when it is written. */
  addRun(identity: RunIdentity, note: string | null, stage: "accepted" | "live"): "run_id" | "logical_date" | null {
    const { runId, logicalDate, runType, runAfter, backfillId = null } = identity;
    if (this.findRun(runId) !== null) return "run_id";
    const isTaken =
      logicalDate !== null && this.#sql.exec("select 1 from run where logical_date = ?", logicalDate).length > 0;
    if (isTaken) return "logical_date";
    this.#sql.exec(
      `insert into run (run_id, logical_date, stage, run_type, run_after, seen, identity, note, backfill_id)
         values (?, ?, ?, ?, ?, 0, ?, ?, ?)`,
      runId,
      logicalDate,
      stage,
      runType,
      runAfter,
      JSON.stringify(identity),
      note,
      backfillId,
    );
    this.#counts?.add({ stage, isOfBackfill: backfillId !== null }, 1);
    return null;
  }

  findRun(runId: string): RunRow | null {
    const [row] = this.#sql.exec("select identity, stage, seen, note from run where run_id = ?", runId);
    return row === undefined ? null : readRun(row);
  }

  setStage(runId: string, stage: Stage): void {
    this.#restage(runId, () => this.#sql.exec("update run set stage = ? where run_id = ?", stage, runId));
  }

  /** Notes a run's own word, unless one as new is noted or the run was deleted. True when it was news. */
  noteView(view: RunView): boolean {
    const noted = this.#restage(view.runId, () =>
      this.#sql.exec(
        `update run set stage = ?, seen = ?, state = ?, backfill_id = coalesce(?, backfill_id)
           where run_id = ? and seen < ? and stage not in ('deleted', 'gone') returning 1`,
        stageOf(view),
        view.seq,
        view.state,
        view.backfillId ?? null,
        view.runId,
        view.seq,
      ),
    );
    return noted.length > 0;
  }

  /** Nothing of the run is left to do, unless there is newer word of it. */
  noteRest({ runId, seq }: RunView): void {
    this.#restage(runId, () =>
      this.#sql.exec("update run set stage = 'ended' where run_id = ? and stage = 'ending' and seen <= ?", runId, seq),
    );
  }

  noteStir(runId: string): void {
    this.#restage(runId, () =>
      this.#sql.exec("update run set stage = 'ending' where run_id = ? and stage = 'ended'", runId),
    );
  }

  /** Leaves only the tombstone; the logical date is free again. */
  buryRun(runId: string): void {
    this.#restage(runId, () =>
      this.#sql.exec("update run set stage = 'gone', logical_date = null where run_id = ?", runId),
    );
  }

  /** Runs at a stage, the earliest first; those of backfills wait for their own turn. */
  listRuns(stage: Open, limit: number): RunRow[] {
    if (this.countRuns(stage) === 0) return [];
    const mine = stage === "waiting" ? "and backfill_id is null" : "";
    const rows = this.#sql.exec(
      `select identity, stage, seen, note from run where stage = ? and stage not in ('ended', 'gone') ${mine} order by run_after limit ?`,
      stage,
      limit,
    );
    return rows.map(readRun);
  }

  /** Ids of the runs that were not deleted, in order after `after`. */
  listRunIds(after: string, limit: number): string[] {
    const rows = this.#sql.exec(
      "select run_id from run where run_id > ? and stage not in ('deleted', 'gone') order by run_id limit ?",
      after,
      limit,
    );
    return rows.map((row) => String(row["run_id"]));
  }

  /** The run with the next earlier logical date; without one of its own, or an earlier one, null. */
  findEarlier({ identity: { logicalDate } }: RunRow, isScheduledOnly: boolean): RunRow | null {
    const [row] = this.#sql.exec(
      `select identity, stage, seen, note from run where logical_date < ? and stage not in ('deleted', 'gone')
         and (run_type <> 'manual' or ?) order by logical_date desc limit 1`,
      logicalDate,
      isScheduledOnly ? 0 : 1,
    );
    return row === undefined ? null : readRun(row);
  }

  hasEarlierOfBackfill({ identity: { logicalDate } }: RunRow, backfillId: number): boolean {
    const rows = this.#sql.exec(
      "select 1 from backfill_slot where logical_date < ? and backfill_id = ? and action <> 'left' limit 1",
      logicalDate,
      backfillId,
    );
    return rows.length > 0;
  }

  /** Live runs whose run before may be this one: the next of all, and the next that was not triggered by hand. */
  listNextLive({ identity: { logicalDate } }: RunRow): RunRow[] {
    const find = (more: string) =>
      this.#sql.exec(
        `select identity, stage, seen, note from run where logical_date > ? and stage = 'live' ${more} order by logical_date limit 1`,
        logicalDate,
      );
    const rows = [...find(""), ...find("and run_type <> 'manual'")].map(readRun);
    return rows.filter(({ identity }, at) => at === 0 || identity.runId !== rows[0]?.identity.runId);
  }

  /** When the next waiting run may start; null when none waits. */
  findNextWaiting(): number | null {
    if (this.countOwnRuns("waiting") === 0) return null;
    const [row] = this.#sql.exec(
      "select min(run_after) as at from run where stage = 'waiting' and backfill_id is null",
    );
    return typeof row?.["at"] === "number" ? row["at"] : null;
  }

  countRuns(stage: Open): number {
    return this.#readCounts().count(stage);
  }
  /** Without those of backfills. */
  countOwnRuns(stage: Open): number {
    return this.#readCounts().countOwn(stage);
  }
  #readCounts(): StageCounts {
    this.#counts ??= this.#countStages();
    return this.#counts;
  }
  #countStages(): StageCounts {
    const counts = new StageCounts();
    const rows = this.#sql.exec(
      `select stage, backfill_id is not null as is_of_backfill, count(*) as count from run
         where stage not in ('ended', 'gone') group by 1, 2`,
    );
    for (const row of rows) counts.add(readPlace(row), Number(row["count"]));
    return counts;
  }

  /** Every change of a stage goes through here, so that the counts stay true. */
  #restage<T>(runId: string, change: () => T): T {
    if (this.#counts === null) return change();
    const before = this.#findPlace(runId);
    const changed = change();
    const after = this.#findPlace(runId);
    if (before !== null) this.#counts.add(before, -1);
    if (after !== null) this.#counts.add(after, 1);
    return changed;
  }
  #findPlace(runId: string): Place | null {
    const query = "select stage, backfill_id is not null as is_of_backfill from run where run_id = ?";
    const [row] = this.#sql.exec(query, runId);
    return row === undefined ? null : readPlace(row);
  }
}

function readPlace(row: Readonly<Record<string, unknown>>): Place {
  return { stage: String(row["stage"]) as Stage, isOfBackfill: row["is_of_backfill"] === 1 };
}

function readRun(row: Readonly<Record<string, unknown>>): RunRow {
  return {
    identity: JSON.parse(String(row["identity"])) as RunIdentity,
    stage: String(row["stage"]) as Stage,
    seen: Number(row["seen"]),
    note: readText(row["note"]),
  };
}

function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
