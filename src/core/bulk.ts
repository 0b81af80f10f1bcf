import type { DagKey } from "./ids.ts";
import type { RunIdentity } from "./protocol.ts";
import type { Reason } from "./reason.ts";
import type { RunVersion } from "./run-requests.ts";

/*
 * One deed, done to many runs of a DAG. Its DAG's object owns it: what is asked and the ids of the runs are written down
 * first, then each run is asked, some at a time, until every one has answered. A run does the deed of one bulk once,
 * however often it is asked.
 */

/** Runs of one bulk at most. */
export const MAX_BULK = 10_000;

export type Deed =
  | {
      readonly kind: "clear" | "rerun";
      /** Null is all tasks of the run; tasks that a run does not have are left out. */
      readonly taskIds: readonly string[] | null;
      readonly upstream: boolean;
      readonly downstream: boolean;
      readonly onlyFailed: boolean;
      readonly onlyRunning: boolean;
      /** Null keeps the configuration each run has. */
      readonly conf: RunIdentity["conf"] | null;
    }
  | { readonly kind: "mark"; readonly taskIds: readonly string[]; readonly state: "success" | "failed" | "skipped" }
  | { readonly kind: "cancel"; readonly state: "success" | "failed" }
  | { readonly kind: "hold" | "resume" | "delete" };

/** What a run is asked to do. */
export interface ActOnRun {
  readonly v: 1;
  /** Names the asking: the run does it once. */
  readonly once: string;
  readonly deed: Deed;
  /** Runs what is cleared on this version; absent keeps the one the run has. */
  readonly version?: RunVersion;
  readonly by: string;
}

export interface CreateBulk {
  readonly v: 1;
  /** Given by the caller, once in the DAG: a repeated call finds what the first one made. */
  readonly id: string;
  readonly deed: Deed;
  readonly onLatestVersion: boolean;
  readonly runIds: readonly string[];
  readonly by: string;
}

export interface BulkView extends DagKey {
  readonly id: string;
  readonly deed: Deed;
  readonly state: "running" | "cancelled" | "completed";
  readonly by: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** The first of the runs that refused, and why. */
  readonly failures: readonly BulkFailure[];
}
export interface BulkFailure {
  readonly runId: string;
  readonly reason: Reason;
}
