import type { Executor } from "./graph.ts";
import type { InstanceKey } from "./ids.ts";
import type { PastAnswer } from "./past.ts";
import type { Outcome } from "./protocol.ts";
import type { Output } from "./run.ts";

/** Everything that can happen to a run. Instants and durations in milliseconds. */
export type RunEvent =
  /** Its DAG lets it run. */
  | { readonly type: "admit" }
  | { readonly type: "start"; readonly carrier: string; readonly attempts: readonly AttemptName[] }
  | {
      readonly type: "finish";
      readonly carrier: string;
      readonly finishes: readonly (AttemptName & { readonly outcome: Outcome; readonly output: Output })[];
      readonly take: number;
      readonly accepts: readonly Executor[];
      readonly holding: readonly InstanceKey[] | null;
    }
  /** Time has passed: whatever is due now happens. */
  | { readonly type: "due" }
  /** The object forgot what it had sent; queued instances are sent again. */
  | { readonly type: "redispatch" }
  /** Carriers that have not been heard of for longer than a lease. */
  | { readonly type: "lost"; readonly carriers: readonly string[] }
  /** A pool's answer. */
  | { readonly type: "grant"; readonly granted: readonly InstanceKey[] }
  /** What the run before says of tasks that depend on it. */
  | { readonly type: "past"; readonly answers: readonly PastAnswer[] }
  /** An event that deferred instances may wait for. */
  | { readonly type: "signal"; readonly event: string }
  | { readonly type: "cancel"; readonly state: "success" | "failed"; readonly by: string }
  | ClearEvent
  | MarkEvent
  | { readonly type: "note"; readonly note: string | null };

export interface AttemptName extends InstanceKey {
  readonly token: string;
}

/** Instances chosen by task; a map index of null is all of them. */
export interface Selection {
  readonly targets: readonly { readonly taskId: string; readonly mapIndex: number | null }[];
  readonly upstream: boolean;
  readonly downstream: boolean;
}
export interface ClearEvent extends Selection {
  readonly type: "clear";
  readonly onlyFailed: boolean;
  readonly onlyRunning: boolean;
  /** Whether a run that has ended goes back to waiting for admission. */
  readonly resetRun: boolean;
  readonly by: string;
}
export interface MarkEvent extends Selection {
  readonly type: "mark";
  readonly state: "success" | "failed" | "skipped";
  readonly by: string;
}
