import type { AssetUpdate } from "../core/asset-update.ts";
import type { ActOnRun } from "../core/bulk.ts";
import type { AttemptName } from "../core/event.ts";
import type { DagKey, RunKey } from "../core/ids.ts";
import type {
  AdoptRun,
  AskPast,
  CancelRun,
  CreateRun,
  PastFacts,
  PoolAnswer,
  TeamLimits,
  TradeSlots,
  Woken,
} from "../core/objects.ts";
import type { TaskPast } from "../core/past.ts";
import type { RunView, TaskMessage } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";
import type { Pause } from "../core/slot-record.ts";
import type { BackfillView, DagView, InstanceView } from "../core/views.ts";

/*
 * The narrow interfaces through which a coordinator meets the world. Its logic knows nothing of Cloudflare: a Durable
 * Object supplies these in production, a simulator supplies others.
 */

export type SqlValue = string | number | null;

/** An object's own SQLite. Every call is synchronous: between reading and writing nothing else can happen. */
export interface Sql {
  exec(query: string, ...bindings: readonly SqlValue[]): readonly Readonly<Record<string, SqlValue>>[];
  /** All or nothing; a throw inside undoes everything. */
  transact<T>(body: () => T): T;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** The object's one alarm, and work that goes on after a call was answered. */
export interface Host {
  /** Arms the alarm; an instant in the past fires at once. */
  setAlarm(at: number): void;
  cancelAlarm(): void;
  /** Goes on in the background; a failure is logged, never thrown. What must not be lost is driven by the alarm too. */
  background(work: () => Promise<void>): void;
  /** Calls back after `delay` ms while the object stays in memory; nothing relies on it. */
  later(delay: number, work: () => void): void;
  /** 128 random bits as text. */
  createToken(): string;
  /** Deletes all the object has stored, its alarm included. */
  erase(): Promise<void>;
}

export interface TaskQueue {
  send(messages: readonly TaskMessage[]): Promise<void>;
}

export interface Blobs {
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string | null>;
  deletePrefix(prefix: string): Promise<void>;
}

/** The org-wide view in D1. */
export interface RunSink {
  /** Writes instances, and the run's own row when they are the last of what is to be told: it promises the others. `cells`: all tasks' states, packed. */
  write(run: RunView, instances: readonly InstanceView[], isLast: boolean, cells?: string): Promise<void>;
  delete(key: RunKey): Promise<void>;
  /** Writes down that assets were updated; those that stand there already stay as they are. */
  recordAssets(updates: readonly AssetUpdate[]): Promise<void>;
}

export interface CarryAttempts {
  readonly v: 1;
  readonly run: string;
  readonly attempts: readonly AttemptName[];
}

/** The run's way to its DAG, to pools and to carriers. */
export interface RunPeers {
  runEnded(view: RunView): Promise<void>;
  runReopened(view: RunView): Promise<void>;
  runStirs(key: RunKey): Promise<void>;
  /** Nothing of an ended run is left to do: nobody need look after it any more. */
  runRests(view: RunView): Promise<void>;
  /** Hands attempts to a carrier of their own, without the queue; resolves when it has them. */
  carryAttempts(request: CarryAttempts): Promise<void>;
  askPast(key: RunKey, request: AskPast): Promise<PastFacts>;
  pastMoved(key: RunKey): Promise<void>;
  tradeSlots(pool: string, request: TradeSlots): Promise<PoolAnswer>;
  /** Tells every DAG that is scheduled on one of them; throws unless all were reached. */
  publishAssets(updates: readonly AssetUpdate[]): Promise<void>;
}

/** The DAG's way to its runs and to D1. */
export interface DagPeers {
  /** Makes a run; with `admit` also starts one that was made and waits. */
  createRun(request: CreateRun): Promise<RunView>;
  wakeRun(key: RunKey, limits?: TeamLimits): Promise<Woken | null>;
  destroyRun(key: RunKey): Promise<void>;
  adoptRun(key: RunKey, request: AdoptRun): Promise<RunView | null>;
  actOnRun(key: RunKey, request: ActOnRun): Promise<Result<RunView, Reason>>;
  cancelRun(key: RunKey, request: CancelRun): Promise<RunView | null>;
  describePast(key: RunKey, taskIds: readonly string[]): Promise<readonly TaskPast[] | null>;
  recheckPast(key: RunKey): Promise<void>;
  projectDag(view: DagView, seq: number, at: number): Promise<void>;
  projectBackfill(view: BackfillView): Promise<void>;
  /** Which of the DAG's runs took up which asset updates, by their keys. */
  projectAssetRuns(key: DagKey, taken: readonly { readonly key: string; readonly runId: string }[]): Promise<void>;
  /** Writes down that the DAG paused itself; the same pause stands there once. */
  auditPause(key: DagKey, pause: Pause): Promise<void>;
}
