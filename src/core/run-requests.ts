import type { Reprocess } from "./backfill.ts";
import type { Graph } from "./graph.ts";
import type { InstanceKey } from "./ids.ts";
import type { RunIdentity, ValueRef } from "./protocol.ts";

/* What people, and a DAG on their behalf, ask of a run. */

export interface CancelRun {
  readonly v: 1;
  readonly state: "success" | "failed";
  readonly by: string;
}

/** A definition of the run's DAG, as the DAG's object hands it over. */
export interface RunVersion {
  readonly graph: Graph;
  readonly graphHash: string;
  readonly bundleId: string;
}

export interface HoldRun {
  readonly v: 1;
  readonly isHeld: boolean;
  readonly by: string;
}

export interface ClearInstances {
  readonly v: 1;
  /** Instances by task; a map index of null means all of the task. */
  readonly targets: readonly { readonly taskId: string; readonly mapIndex: number | null }[];
  readonly upstream: boolean;
  readonly downstream: boolean;
  readonly onlyFailed: boolean;
  readonly onlyRunning: boolean;
  readonly resetRun: boolean;
  readonly dryRun: boolean;
  /** Runs what is cleared on this version, and with this configuration; absent keeps what the run has. */
  readonly version?: RunVersion;
  readonly conf?: RunIdentity["conf"];
  /** Only the tasks that the version brings; what is there already stays as it is. */
  readonly onlyNew?: boolean;
  /** Refuses when one of the instances is running. */
  readonly preventRunning?: boolean;
  readonly by: string;
}

export interface AdoptRun {
  readonly v: 1;
  readonly backfillId: number;
  readonly reprocess: Reprocess;
  /** Null keeps the configuration the run has. */
  readonly conf: RunIdentity["conf"] | null;
  /** Runs it on this version; absent keeps the one it has. */
  readonly version?: RunVersion;
  readonly by: string;
}

export interface NoteInstances {
  readonly v: 1;
  readonly targets: readonly { readonly taskId: string; readonly mapIndex: number | null }[];
  /** Null takes it away. */
  readonly note: string | null;
}

/** A value of an instance edited by hand. Null deletes it; `isNew` says whether it must be new, or be there. */
export interface EditValue extends InstanceKey {
  readonly v: 1;
  readonly key: string;
  readonly write: { readonly value: ValueRef; readonly length: number | null } | null;
  readonly isNew: boolean;
}

export interface RemoveInstance extends InstanceKey {
  readonly v: 1;
  readonly by: string;
}

export interface MarkInstances {
  readonly v: 1;
  readonly targets: readonly { readonly taskId: string; readonly mapIndex: number | null }[];
  readonly state: "success" | "failed" | "skipped";
  readonly upstream: boolean;
  readonly downstream: boolean;
  readonly dryRun: boolean;
  readonly by: string;
}
