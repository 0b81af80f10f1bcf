import type { AssetEvent, Hold, RunIdentity } from "./protocol.ts";
import type { Run, Status, TaskInstance } from "./run.ts";
import { expandTask, taskOf } from "./run.ts";
import { setStatus } from "./set-status.ts";
import type { RunState } from "./state.ts";

/**
 * What one accepted event changed; the content of a journal row. `v` is the version of this shape: a reader upcasts
 * older ones (`upcastBatch`) and refuses newer ones.
 */
export interface Batch {
  readonly v: 1;
  readonly seq: number;
  readonly at: number;
  /** The event's type, for people who read the history. */
  readonly cause: string;
  readonly run: RunChange | null;
  /** Tasks that gained instances, by index, with their new number of instances. */
  readonly expansions: readonly (readonly [task: number, length: number])[];
  /** Instances by new status; those that came to share one stand together. */
  readonly changes: readonly Change[];
  /** Asset events of the successes among the changes; the reader that delivers them follows the journal. */
  readonly events: readonly CommittedEvent[];
  /** Small values that attempts have published, and instances whose values of an earlier try are void. */
  readonly values: readonly SmallValue[];
  readonly dropped: readonly (readonly [task: number, mapIndex: number])[];
  /** Notes that people put on instances, or took away; absent for none. */
  readonly notes?: readonly (readonly [task: number, mapIndex: number, note: string | null])[];
}

/** `at` where it is older than its row. */
export type SmallValue = readonly [task: number, mapIndex: number, key: string, json: string, at?: number];

export interface CommittedEvent extends AssetEvent {
  readonly task: number;
  readonly mapIndex: number;
  readonly tryNumber: number;
  /** Outlives the place in the graph when the run takes up another version. Absent in rows of an older release. */
  readonly taskId?: string;
}

export interface RunChange {
  readonly state: RunState;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly clearNumber: number;
  readonly note: string | null;
  readonly verdict: Run["verdict"];
  /** Absent when nobody holds the run. */
  readonly held?: Hold;
  /** What is new of what the run was made with; absent for nothing. */
  readonly identity?: IdentityChange;
}

/** A backfill that takes a run over, a rerun, another version and a person who clears its partition change these. */
export type IdentityChange = Partial<
  Pick<RunIdentity, "runType" | "triggeredBy" | "backfillId" | "conf" | "graphHash" | "bundleId" | "partitionKey">
>;

export interface Change {
  readonly status: Status;
  readonly instances: readonly (readonly [task: number, mapIndex: number, tryNumber: number, maxTries: number])[];
}

/** A row that changes nothing. */
export function createBatch(seq: number, at: number, cause: string): Batch {
  return { v: 1, seq, at, cause, run: null, expansions: [], changes: [], events: [], values: [], dropped: [] };
}

/** Brings a batch of any known version to the newest; throws on one from the future, which must not be misread. */
export function upcastBatch(batch: { readonly v: number }): Batch {
  if (isCurrent(batch)) return batch;
  throw new Error(`A journal row of version ${batch.v} was written by a newer release than this one`);
}
function isCurrent(batch: { readonly v: number }): batch is Batch {
  return batch.v === 1;
}

/** Folds one batch into a run; `advance` and replay end in the same state. */
export function applyBatch(run: Run, batch: Batch): void {
  if (batch.run !== null) applyRunChange(run, batch.run);
  for (const [task, length] of batch.expansions) expandTask(run, taskOf(run, task), length);
  for (const { status, instances } of batch.changes) {
    for (const [task, mapIndex, tryNumber, maxTries] of instances) {
      const instance = findAt(run, task, mapIndex);
      instance.tryNumber = tryNumber;
      instance.maxTries = maxTries;
      setStatus(run, instance, status);
    }
  }
  for (const [task, mapIndex, note] of batch.notes ?? []) findAt(run, task, mapIndex).note = note;
  run.seq = batch.seq;
  run.dirty.clear();
}

function applyRunChange(run: Run, { identity, held, ...change }: RunChange): void {
  Object.assign(run, change, { held: held ?? null });
  if (identity !== undefined) run.identity = { ...run.identity, ...identity };
}

function findAt(run: Run, task: number, mapIndex: number): TaskInstance {
  const instance = taskOf(run, task).instances[Math.max(0, mapIndex)];
  if (instance === undefined)
    throw new Error(`The journal names instance ${mapIndex} of task ${task}, which does not exist`);
  return instance;
}

export function describeRun(run: Run): RunChange {
  const { state, queuedAt, startedAt, endedAt, clearNumber, note, verdict, held } = run;
  return { state, queuedAt, startedAt, endedAt, clearNumber, note, verdict, ...(held === null ? {} : { held }) };
}
