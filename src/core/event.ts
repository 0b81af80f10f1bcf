import type { Reprocess } from "./backfill.ts";
import type { Executor } from "./graph.ts";
import type { InstanceKey } from "./ids.ts";
import type { PastAnswer } from "./past.ts";
import type { Outcome, RunIdentity } from "./protocol.ts";
import type { Reason } from "./reason.ts";
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
  /** A gate's answer to those who stand at it; without a gate, they are through all of theirs. */
  | GrantEvent
  /** Whether tasks that name no pool have to ask for slots of the default one. */
  | { readonly type: "default_pool"; readonly isLimited: boolean }
  /** What the run before says of tasks that depend on it. */
  | { readonly type: "past"; readonly answers: readonly PastAnswer[] }
  /** An event that deferred instances may wait for. */
  | { readonly type: "signal"; readonly event: string }
  /** A person lets nothing more start for now, or again. */
  | { readonly type: "hold"; readonly isHeld: boolean; readonly by: string }
  | { readonly type: "cancel"; readonly state: "success" | "failed"; readonly by: string }
  | ClearEvent
  | AdoptEvent
  | MarkEvent
  | { readonly type: "note"; readonly note: string | null }
  /** The run is of no partition any more. */
  | { readonly type: "clear_partition" }
  | NoteInstancesEvent
  | EditEvent
  | RemoveEvent;

export interface GrantEvent {
  readonly type: "grant";
  readonly granted: readonly InstanceKey[];
  readonly gate?: string;
  readonly refused?: readonly (InstanceKey & { readonly reason: Reason; readonly isHopeless: boolean })[];
  /** How many the gate wants to be asked for at once. */
  readonly window?: number;
}

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
  /** Runs what is cleared with this configuration; absent keeps the one the run has. */
  readonly conf?: RunIdentity["conf"];
  /** Another version brought tasks: the run goes on, whether or not anything is cleared. */
  readonly hasNew?: boolean;
  readonly by: string;
}
/** A backfill takes the run over; see `adoptRun`. */
export interface AdoptEvent {
  readonly type: "adopt";
  readonly backfillId: number;
  readonly reprocess: Reprocess;
  /** Null keeps the configuration it has. */
  readonly conf: RunIdentity["conf"] | null;
  readonly by: string;
}
export interface NoteInstancesEvent {
  readonly type: "note_instances";
  readonly targets: Selection["targets"];
  readonly note: string | null;
}
/** Values of an instance were edited by hand. `output` is what others can expand over; null where that stays as it is. */
export interface EditEvent extends InstanceKey {
  readonly type: "edit";
  readonly output: Output | null;
}
/** A person takes an instance out of the run. */
export interface RemoveEvent extends InstanceKey {
  readonly type: "remove";
  readonly by: string;
}
export interface MarkEvent extends Selection {
  readonly type: "mark";
  readonly state: "success" | "failed" | "skipped";
  readonly by: string;
}
