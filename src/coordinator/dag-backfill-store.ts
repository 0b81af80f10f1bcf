import type { ExistingRun } from "../core/backfill-plan.ts";
import type { BackfillSpec, BackfillState, SlotLeft } from "../core/backfill.ts";
import type { RunIdentity } from "../core/protocol.ts";
import type { RunState } from "../core/state.ts";
import type { DataInterval } from "../core/timetable.ts";
import type { BackfillProgress } from "../core/views.ts";
import type { Stage } from "./dag-stage.ts";
import type { Sql } from "./ports.ts";

/** What a backfill adds to a DAG object's tables. */
export const BACKFILL_STEP = [
  `create table backfill (id integer primary key, spec text not null, made_by text not null, state text not null,
     created_at integer not null, updated_at integer not null, ended_at integer, cursor_start integer, cursor_end integer,
     progress text not null, seq integer not null, told text not null)`,
  "create index backfill_open on backfill (id) where state in ('running', 'paused', 'cancelling')",
  // What was done about each slot: made, rerun, adopting (its run is being asked to be run again), left.
  `create table backfill_slot (backfill_id integer not null, logical_date integer not null, action text not null, reason text,
     run_id text, primary key (backfill_id, logical_date)) without rowid`,
  "create index backfill_adopting on backfill_slot (backfill_id, logical_date) where action = 'adopting'",
  "alter table run add column backfill_id integer",
  // How a run that is over ended, as it said itself; null when that was before this column.
  "alter table run add column state text",
  `create index run_of_backfill on run (backfill_id, stage, run_after)
     where backfill_id is not null and stage not in ('ended', 'gone')`,
] as const;

export interface BackfillRow {
  readonly id: number;
  readonly spec: BackfillSpec;
  readonly by: string;
  readonly state: BackfillState;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly endedAt: number | null;
  /** Data interval of the newest slot that was decided. */
  readonly cursor: DataInterval | null;
  readonly progress: BackfillProgress;
  readonly seq: number;
  /** What D1 was last told. */
  readonly told: { readonly seq: number; readonly state: BackfillState | null; readonly at: number };
}

export interface SlotRow {
  readonly backfillId: number;
  readonly logicalDate: number;
  readonly action: "made" | "rerun" | "adopting" | "left";
  readonly reason: SlotLeft | null;
  readonly runId: string | null;
}

/** The run of a slot, as the object knows it. */
export interface SlotRun {
  readonly runId: string;
  readonly stage: Stage;
  readonly state: RunState | null;
}

const OPEN = "state in ('running', 'paused', 'cancelling')";

/** The tables of backfills; synchronous. Each question costs what it answers, not what there is. */
export class DagBackfillStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(id: number): BackfillRow | null {
    const [row] = this.#sql.exec("select * from backfill where id = ?", id);
    return row === undefined ? null : readBackfill(row);
  }

  /** Those with something left to do; at most one of them is not being cancelled. */
  listOpen(): BackfillRow[] {
    return this.#sql.exec(`select * from backfill where ${OPEN} order by id`).map(readBackfill);
  }

  listUntold(): BackfillRow[] {
    return this.#sql
      .exec("select * from backfill where seq > told ->> '$.seq' order by id limit 100")
      .map(readBackfill);
  }

  /** D1 may have lost them. */
  forgetTold(): void {
    this.#sql.exec("update backfill set told = ?", JSON.stringify({ seq: 0, state: null, at: 0 }));
  }

  write(row: BackfillRow): void {
    const { id, spec, by, state, createdAt, updatedAt, endedAt, cursor, progress, seq, told } = row;
    this.#sql.exec(
      `insert into backfill (id, spec, made_by, state, created_at, updated_at, ended_at, cursor_start, cursor_end, progress, seq, told)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set state = excluded.state, updated_at = excluded.updated_at, ended_at = excluded.ended_at,
         cursor_start = excluded.cursor_start, cursor_end = excluded.cursor_end, progress = excluded.progress,
         seq = excluded.seq, told = excluded.told`,
      id,
      JSON.stringify(spec),
      by,
      state,
      createdAt,
      updatedAt,
      endedAt,
      cursor?.start ?? null,
      cursor?.end ?? null,
      JSON.stringify(progress),
      seq,
      JSON.stringify(told),
    );
  }

  /** A slot is decided once: a second row for it is an error that undoes the transaction. */
  addSlot({ backfillId, logicalDate, action, reason, runId }: SlotRow): void {
    this.#sql.exec(
      "insert into backfill_slot (backfill_id, logical_date, action, reason, run_id) values (?, ?, ?, ?, ?)",
      backfillId,
      logicalDate,
      action,
      reason,
      runId,
    );
  }

  /** Settles what became of a run that was asked. False when that was known already. */
  settleSlot({ backfillId, logicalDate, action, reason }: Omit<SlotRow, "runId">): boolean {
    const settled = this.#sql.exec(
      "update backfill_slot set action = ?, reason = ? where backfill_id = ? and logical_date = ? and action = 'adopting' returning 1",
      action,
      reason,
      backfillId,
      logicalDate,
    );
    return settled.length > 0;
  }

  listAdopting(backfillId: number): SlotRow[] {
    const rows = this.#sql.exec(
      "select * from backfill_slot where action = 'adopting' and backfill_id = ? order by logical_date",
      backfillId,
    );
    return rows.map(readSlot);
  }

  findRunAt(logicalDate: number): SlotRun | null {
    const [row] = this.#sql.exec("select run_id, stage, state from run where logical_date = ?", logicalDate);
    return row === undefined ? null : readSlotRun(row);
  }

  /** Runs of a backfill that are not over, and those it is about to run again. */
  countActive(backfillId: number): number {
    const [adopting] = this.#sql.exec(
      "select count(*) as count from backfill_slot where action = 'adopting' and backfill_id = ?",
      backfillId,
    );
    const stages = ["accepted", "waiting", "live"] as const;
    const runs = stages.reduce((sum, stage) => sum + this.countRuns(backfillId, stage), 0);
    return runs + Number(adopting?.["count"] ?? 0);
  }

  countRuns(backfillId: number, stage: "accepted" | "waiting" | "live"): number {
    const [row] = this.#sql.exec(
      "select count(*) as count from run where backfill_id = ? and stage = ? and stage not in ('ended', 'gone')",
      backfillId,
      stage,
    );
    return Number(row?.["count"] ?? 0);
  }

  /** Waiting runs of all backfills, or of one. */
  listWaiting(limit: number, backfillId: number | null): { readonly runId: string; readonly backfillId: number }[] {
    const rows = this.#sql.exec(
      `select run_id, backfill_id from run where backfill_id is not null and stage = 'waiting' and stage not in ('ended', 'gone')
         and (? is null or backfill_id = ?) order by backfill_id, run_after limit ?`,
      backfillId,
      backfillId,
      limit,
    );
    return rows.map((row) => ({ runId: String(row["run_id"]), backfillId: Number(row["backfill_id"]) }));
  }

  /** From now on the run is the backfill's, in this object's own words too. */
  takeOver(identity: RunIdentity): void {
    this.#sql.exec(
      "update run set backfill_id = ?, run_type = ?, identity = ? where run_id = ?",
      identity.backfillId ?? null,
      identity.runType,
      JSON.stringify(identity),
      identity.runId,
    );
  }

  /** Of a run that ended before its end was noted here, success is taken for granted. */
  listRunStates(from: number, to: number, limit: number): ExistingRun[] {
    const rows = this.#sql.exec(
      `select run_id, logical_date, stage, state from run where logical_date between ? and ? and stage not in ('deleted', 'gone')
         order by logical_date limit ?`,
      from,
      to,
      limit,
    );
    return rows.map((row) => ({ logicalDate: Number(row["logical_date"]), state: stateOf(readSlotRun(row)) }));
  }
}

/** The state of a slot's run, from its stage. */
export function stateOf({ stage, state }: Pick<SlotRun, "stage" | "state">): RunState {
  // One that is being deleted still has its logical date, and is left alone.
  if (stage === "live" || stage === "deleted") return "running";
  return stage === "accepted" || stage === "waiting" ? "queued" : (state ?? "success");
}

type Row = Readonly<Record<string, unknown>>;

function readBackfill(row: Row): BackfillRow {
  const [start, end] = [row["cursor_start"], row["cursor_end"]];
  return {
    id: Number(row["id"]),
    spec: JSON.parse(String(row["spec"])) as BackfillSpec,
    by: String(row["made_by"]),
    state: String(row["state"]) as BackfillState,
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"]),
    endedAt: row["ended_at"] === null ? null : Number(row["ended_at"]),
    cursor: typeof start === "number" && typeof end === "number" ? { start, end } : null,
    progress: JSON.parse(String(row["progress"])) as BackfillProgress,
    seq: Number(row["seq"]),
    told: JSON.parse(String(row["told"])) as BackfillRow["told"],
  };
}

function readSlot(row: Row): SlotRow {
  return {
    backfillId: Number(row["backfill_id"]),
    logicalDate: Number(row["logical_date"]),
    action: String(row["action"]) as SlotRow["action"],
    reason: readText(row["reason"]) as SlotLeft | null,
    runId: readText(row["run_id"]),
  };
}

function readSlotRun(row: Row): SlotRun {
  return {
    runId: String(row["run_id"]),
    stage: String(row["stage"]) as Stage,
    state: readText(row["state"]) as RunState | null,
  };
}

function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
