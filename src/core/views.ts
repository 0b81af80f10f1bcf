import type { BackfillSpec, BackfillState, SlotLeft } from "./backfill.ts";
import type { DagKey, InstanceKey, RunKey } from "./ids.ts";
import type { TaskKind } from "./graph.ts";
import type { Json } from "./json.ts";
import type { LogLine, TriggeredBy } from "./protocol.ts";
import type { Reason } from "./reason.ts";
import type { Pause } from "./slot-record.ts";
import type { TaskState } from "./state.ts";

/** A task instance as lists show it; one row of the projection. Instants are epoch milliseconds. */
export interface InstanceView extends RunKey, InstanceKey {
  readonly state: TaskState;
  /** In the answer to a clear or a mark: the state it had before. */
  readonly before?: TaskState;
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly kind: TaskKind;
  readonly pool: string | null;
  readonly poolSlots: number;
  readonly priorityWeight: number;
  readonly scheduledAt: number | null;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly carrier: string | null;
  /** Why it is in this state, where there is more to say than the state. */
  readonly reason: Reason | null;
  readonly note: string | null;
}

/** One try of an instance, over or not. */
export interface AttemptView extends InstanceView {
  /** The state this try ended in, or is in. */
  readonly state: TaskState;
}

export interface LogPage {
  readonly lines: readonly LogLine[];
  /** Pass back to read on; null when the attempt is over and everything was read. */
  readonly next: number | null;
}

export interface XComView extends InstanceKey {
  readonly key: string;
  readonly at: number;
  readonly bytes: number;
  readonly value: Json;
  /** Set when the value lies in R2: `value` is then null and the reader fetches it. */
  readonly blobKey: string | null;
}

/** A DAG as its own object knows it. */
export interface DagView {
  readonly team: string;
  readonly dagId: string;
  readonly isPaused: boolean;
  readonly isStale: boolean;
  readonly graphHash: string | null;
  readonly bundleId: string | null;
  /** Data interval of the newest slot that was made or left out; absent when a release before it speaks, as the next ones. */
  readonly lastSlot?: { readonly start: number; readonly end: number } | null;
  /** Slots that were due before are missed ones; absent where that makes no difference. */
  readonly awakeSince?: number;
  /** Who paused it, when and why, where that is known. */
  readonly pause?: Pause;
  /** How many slots were left out, or had their runs cancelled for others; absent for none. */
  readonly leftOut?: number;
  /** Slot of the next scheduled run, or null. */
  readonly nextRun: {
    readonly runAfter: number;
    readonly logicalDate: number;
    readonly start: number;
    readonly end: number;
  } | null;
  readonly liveRuns: readonly string[];
  /** When this object wants to be advanced again; null when nothing is due. */
  readonly dueAt: number | null;
}

/** A backfill as its DAG's object knows it; one row of the projection. */
export interface BackfillView extends DagKey {
  readonly id: number;
  readonly spec: BackfillSpec;
  readonly state: BackfillState;
  readonly by: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it was completed or cancelled. */
  readonly endedAt: number | null;
  readonly progress: BackfillProgress;
  /** Counts its changes. */
  readonly seq: number;
}

/** Slots by what was done about them. */
export interface BackfillProgress {
  readonly made: number;
  readonly rerun: number;
  readonly left: Readonly<Record<SlotLeft, number>>;
  /** Logical date of the newest slot that was decided. */
  readonly at: number | null;
  /** Whether all slots are decided. */
  readonly isWalked: boolean;
}

export interface TriggerRequest {
  readonly v: 1;
  readonly runId: string | null;
  readonly logicalDate: number | null;
  readonly dataInterval: { readonly start: number; readonly end: number } | null;
  readonly runAfter: number | null;
  readonly conf: Readonly<Record<string, Json>>;
  readonly note: string | null;
  readonly partitionKey: string | null;
  readonly triggeredBy: TriggeredBy;
  readonly triggeringUser: string | null;
  /** Absent: `manual`. */
  readonly runType?: "manual" | "asset_materialization";
}
