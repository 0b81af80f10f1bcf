import type { InstanceKey, RunKey } from "./ids.ts";
import type { AssetUpdate } from "./asset-update.ts";
import type { AliasRef, AssetRef, Executor, TaskKind } from "./graph.ts";
import type { Json } from "./json.ts";
import type { Reason } from "./reason.ts";
import type { RunState } from "./state.ts";

/**
 * What the parts say to each other. Every message carries `v`; a reader ignores fields it does not know, and a change
 * that an older reader could misunderstand raises the number.
 */
export const PROTOCOL = 1;

export type RunType =
  | "scheduled"
  | "manual"
  | "backfill"
  | "operator_triggered"
  | "asset_triggered"
  | "asset_materialization";
export type TriggeredBy = "cli" | "operator" | "rest_api" | "ui" | "test" | "timetable" | "asset" | "backfill";

/** What is known of a run when it is made, and never changes. */
export interface RunIdentity extends RunKey {
  readonly logicalDate: number | null;
  readonly dataInterval: { readonly start: number; readonly end: number } | null;
  readonly runAfter: number;
  readonly partitionKey: string | null;
  readonly runType: RunType;
  /** The backfill that made it, or took it over; absent for none. */
  readonly backfillId?: number | null;
  readonly triggeredBy: TriggeredBy;
  readonly triggeringUser: string | null;
  /** The caller's configuration laid over the params' defaults. */
  readonly conf: Readonly<Record<string, Json>>;
  readonly graphHash: string;
  /** Hash of the executable bundle of the DAG's file. */
  readonly bundleId: string;
  /**
   * The asset events that brought the run about, the newest `MOST_TRIGGERING` of them, in order. Its DAG's object knows
   * all of them; what the run's own object tells of itself leaves them out. Absent for none.
   */
  readonly assetEvents?: readonly AssetUpdate[];
}
/** Asset events that a run itself knows of. */
export const MOST_TRIGGERING = 1_000;

/** Who holds a run, since when (epoch milliseconds). */
export interface Hold {
  readonly by: string;
  readonly at: number;
}

/** A run as lists show it. */
export interface RunView extends RunIdentity {
  readonly state: RunState;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly note: string | null;
  readonly clearNumber: number;
  /** Absent when nobody holds it, and where only D1 was asked. */
  readonly held?: Hold;
  /** Number of the newest journal row this view has seen. */
  readonly seq: number;
}

/** The queue's message: ids and a token, never data. */
export interface TaskMessage extends InstanceKey {
  readonly v: 1;
  readonly run: string;
  readonly token: string;
  /** Who may carry it, as its task says. */
  readonly executor: Executor;
  /** A CPU-heavy attempt shares its invocation with no other. */
  readonly cpuHeavy: boolean;
}

export interface StartRequest {
  readonly v: 1;
  readonly carrier: string;
  readonly attempts: readonly (InstanceKey & { readonly token: string })[];
}

/** A value on its way: in the reply itself, or in R2 under its key. */
export type ValueRef =
  | { readonly at: "inline"; readonly json: string }
  | { readonly at: "blob"; readonly key: string; readonly bytes: number; readonly sha256: string };

/** An input of a lease; `ref` points into the answer's values. */
export type InputValue =
  | { readonly kind: "value"; readonly ref: number }
  /** One element of a list, or one [key, value] pair of an object, that lies in R2. */
  | { readonly kind: "element"; readonly ref: number; readonly index: number }
  /** The outputs of all instances of a mapped task. */
  | { readonly kind: "list"; readonly refs: readonly number[] }
  /** The same, to be read in pages. */
  | { readonly kind: "stream"; readonly task: string; readonly count: number }
  /** Too much to be handed over at once, in bytes. */
  | { readonly kind: "too_large"; readonly bytes: number; readonly limit: number }
  | { readonly kind: "absent" };

export interface Lease extends InstanceKey {
  readonly token: string;
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly kind: TaskKind;
  readonly startedAt: number;
  /** First start of this try, over reschedules: a sensor's timeout counts from it. */
  readonly firstStartedAt: number;
  readonly executionTimeout: number | null;
  /** By name; the fields of the object under `*` are inputs of their own. */
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** What a deferred attempt left for itself; null at a first start. */
  readonly resume: Json;
  readonly outlets: readonly AssetRef[];
  /** Absent: none. */
  readonly outletAliases?: readonly AliasRef[];
  readonly inlets?: readonly AssetRef[];
  /** Lines this try has logged before it was rescheduled or deferred; none when it is missing. */
  readonly logFrom?: number;
}

/** Answer to start, and the part of the answer to finish that hands over the next attempts. */
export interface Leases {
  readonly v: 1;
  /** The run they belong to; null in an answer to finish, whose carrier knows it, and when there is none. */
  readonly run: RunIdentity | null;
  readonly leases: readonly Lease[];
  /** Values the leases' inputs point into, each once. */
  readonly values: readonly ValueRef[];
  /** Asked for and refused: another carrier has it, it is over, or it was superseded. */
  readonly gone: readonly InstanceKey[];
}

/** One published value of an attempt; `length` is set when it is a list or an object that can be expanded over. */
export interface XComWrite {
  readonly key: string;
  readonly value: ValueRef;
  readonly length: number | null;
}

export interface AssetEvent {
  readonly asset: AssetRef;
  readonly extra: Readonly<Record<string, Json>>;
  readonly partitionKey: string | null;
  /** Names of the aliases by way of which it came; absent for none. */
  readonly aliases?: readonly string[];
}

/** How author code ended, as a value. `decision` is a branch's labels or a short circuit's verdict. */
export type Outcome =
  | { readonly type: "success"; readonly decision?: Decision }
  | { readonly type: "skip"; readonly reason: Reason }
  | { readonly type: "fail"; readonly reason: Reason; readonly retryable: boolean }
  | { readonly type: "retry_after"; readonly reason: Reason; readonly delay: number }
  | { readonly type: "reschedule"; readonly delay: number }
  | { readonly type: "defer"; readonly until: number | null; readonly event: string | null; readonly resume: Json };

export type Decision =
  | { readonly kind: "branch"; readonly labels: readonly string[] }
  | { readonly kind: "short_circuit"; readonly proceed: boolean };

export interface AttemptFinish extends InstanceKey {
  readonly token: string;
  readonly tryNumber: number;
  readonly outcome: Outcome;
  readonly xcoms: readonly XComWrite[];
  readonly events: readonly AssetEvent[];
  readonly logs: LogChunk | null;
}

export interface FinishRequest {
  readonly v: 1;
  readonly carrier: string;
  readonly finishes: readonly AttemptFinish[];
  /** How many next attempts the carrier would run at once. */
  readonly take: number;
  /** What kinds of task it may carry. */
  readonly accepts: readonly Executor[];
  /**
   * Set when an earlier call got no answer: the attempts the carrier knows it holds. Leases it was given in the lost
   * answer are given again.
   */
  readonly holding: readonly InstanceKey[] | null;
}

export interface FinishReply extends Leases {
  /** Finishes that were refused as stale: nothing of them was kept but their logs, with their own try. */
  readonly stale: readonly InstanceKey[];
}

export type LogLevel = "debug" | "info" | "warning" | "error";
export interface LogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly source: "task" | "engine";
  readonly message: string;
  readonly fields?: Readonly<Record<string, Json>>;
}
/** Lines of one attempt in order; `from` is the number of the first, so that a repeat is known as one. */
export interface LogChunk {
  readonly from: number;
  readonly lines: readonly LogLine[];
}

export interface HeartbeatRequest {
  readonly v: 1;
  readonly carrier: string;
  readonly attempts: readonly (InstanceKey & {
    readonly token: string;
    readonly tryNumber: number;
    readonly logs: LogChunk | null;
  })[];
}
export interface HeartbeatReply {
  readonly v: 1;
  /** Attempts that must stop: cancelled, superseded, or no longer this carrier's. */
  readonly stop: readonly InstanceKey[];
}
