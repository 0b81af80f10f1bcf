import type { AliasRef, AssetRef } from "./asset.ts";
import type { Json } from "./json.ts";
import type { Timetable } from "./timetable.ts";
import type { TriggerRule } from "./trigger-rule.ts";

export type { AliasRef, AssetRef } from "./asset.ts";

/**
 * The compiled form of one DAG: plain JSON, hashed, pinned by every run. Nothing in it is executable.
 * Durations are milliseconds, instants epoch milliseconds. A field that may be absent has the default said beside it:
 * graphs of an older release lack it, and keep their hash.
 */
export interface Graph {
  readonly v: 1;
  readonly team: string;
  readonly dagId: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  readonly timetable: Timetable;
  readonly startDate: number | null;
  readonly endDate: number | null;
  /** True makes up for every missed slot, false for the latest only. */
  readonly catchup: boolean;
  /** With catchup false: not for the latest either; only slots that come due from now on are run. Absent: false. */
  readonly skipsMissed?: boolean;
  /** Runs of this DAG that may be running at once. */
  readonly maxActiveRuns: number;
  /**
   * What becomes of a slot that is due while the DAG is at its limit of runs: absent, it waits; else it is left out, or
   * the oldest run is cancelled for it.
   */
  readonly overlap?: "skip" | "cancel_older";
  /** Each scheduled run starts up to this many milliseconds later, by a hash of its slot. */
  readonly jitter?: number;
  /** So many failed runs in a row pause the DAG; absent: never. */
  readonly maxConsecutiveFailedDagRuns?: number;
  /** Instances of one run that may be queued or running at once; null is no limit of the DAG's own. */
  readonly maxActiveTasks: number | null;
  readonly dagrunTimeout: number | null;
  readonly failFast: boolean;
  readonly isPausedUponCreation: boolean;
  /** JSON Schema of the run's configuration; null accepts any object. */
  readonly paramsSchema: Json;
  readonly paramsDefaults: Readonly<Record<string, Json>>;
  readonly groups: readonly GroupNode[];
  /** In topological order: a task stands after everything upstream of it. */
  readonly tasks: readonly TaskNode[];
}

export interface GroupNode {
  readonly id: string;
  readonly parent: string | null;
  /** A mapped group: every task in it has one instance per element. */
  readonly expand: Expand | null;
}

/** The engine decides an `empty` and a `latest_only` task itself: no carrier sees them. */
export type TaskKind = "task" | "sensor" | "branch" | "short_circuit" | "empty" | "latest_only";

/**
 * Who carries an attempt: the queue consumer's invocation, an object of its own behind the queue, or such an object
 * called at once, without the queue; `auto` leaves it to the deployment.
 */
export type Executor = "auto" | "inline" | "detached" | "direct";

export interface TaskNode {
  readonly id: string;
  readonly kind: TaskKind;
  /** The innermost group, or null. */
  readonly group: string | null;
  /** Ids of the tasks directly upstream, each once. */
  readonly upstream: readonly string[];
  /** The values the handler receives by name. */
  readonly inputs: Readonly<Record<string, Input>>;
  readonly expand: Expand | null;
  readonly triggerRule: TriggerRule;
  /** Only of a branch: label → ids of the tasks that hang on it. A direct downstream in no arm follows always. */
  readonly arms: Readonly<Record<string, readonly string[]>> | null;
  /** Only of a short circuit: false skips direct downstreams only. */
  readonly ignoreDownstreamTriggerRules: boolean;
  readonly isSetup: boolean;
  readonly teardown: { readonly setups: readonly string[]; readonly onFailureFailDagrun: boolean } | null;
  readonly retry: Retry;
  readonly executionTimeout: number | null;
  readonly sensor: SensorOptions | null;
  readonly pool: string | null;
  readonly poolSlots: number;
  readonly priorityWeight: number;
  readonly weightRule: "downstream" | "upstream" | "absolute";
  /** Instances queued or running at once: over all runs of the DAG, and in one run. Absent: no limit. */
  readonly maxActiveTisPerDag?: number;
  readonly maxActiveTisPerDagrun?: number;
  /** At most `limit` starts in any `period` milliseconds, over all tasks of the team that share the key. */
  readonly rate?: { readonly key: string; readonly limit: number; readonly period: number };
  /** Waits until this task succeeded or was skipped in the run before; with `waitForDownstream` its direct downstreams too. */
  readonly dependsOnPast?: boolean;
  readonly waitForDownstream?: boolean;
  /** A skip waits for the run before as well. */
  readonly waitForPastDependsBeforeSkipping?: boolean;
  /** Lets a task go on that no run before has had; without it, it waits for ever, as in Airflow. */
  readonly ignoreFirstDependsOnPast?: boolean;
  /** Who carries an attempt: `auto` lets the deployment's profile decide. */
  readonly executor: Executor;
  /** A CPU-heavy task never shares an invocation. */
  readonly cpuHeavy: boolean;
  readonly inlets: readonly AssetRef[];
  readonly outlets: readonly AssetRef[];
  /** Aliases by way of which it updates assets that it names when it runs. Absent: none. */
  readonly outletAliases?: readonly AliasRef[];
  /** Of a run's own graph alone: the version it took up lacks the task, whose instances are `removed`. */
  readonly isRemoved?: true;
  readonly owner: string | null;
  readonly doc: string | null;
}

/** What a lease tells of them; what is empty is left out. */
export function assetsOf({ inlets, outlets, outletAliases = [] }: TaskNode): TaskAssets {
  return {
    outlets,
    ...(inlets.length === 0 ? {} : { inlets }),
    ...(outletAliases.length === 0 ? {} : { outletAliases }),
  };
}
export interface TaskAssets extends Pick<TaskNode, "outlets" | "outletAliases"> {
  readonly inlets?: readonly AssetRef[];
}

export interface Retry {
  /** Tries after the first one. */
  readonly limit: number;
  readonly delay: number;
  /** Airflow's retry_exponential_backoff: 0 or 1 is constant, 2 doubles. */
  readonly multiplier: number;
  readonly maxDelay: number | null;
}

export interface SensorOptions {
  readonly every: number;
  readonly timeout: number;
  readonly softFail: boolean;
  readonly exponential: boolean;
  readonly maxWait: number | null;
}

/** One value of a handler's input: another task's output, a part of it, or a literal. */
export type Input =
  | { readonly kind: "output"; readonly task: string; readonly stream: boolean }
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "element"; readonly name: string };

/** One list to fan out over. `length` is known when the list is written in the DAG itself. */
export type ExpandSource =
  | { readonly kind: "output"; readonly task: string }
  | { readonly kind: "literal"; readonly value: Json; readonly length: number };

/** Airflow's expand (cross product, the last name varies fastest), zip, and expand_kwargs. */
export type Expand =
  | { readonly kind: "product"; readonly sources: readonly (readonly [name: string, source: ExpandSource])[] }
  | { readonly kind: "zip"; readonly sources: readonly (readonly [name: string, source: ExpandSource])[] }
  | { readonly kind: "kwargs"; readonly source: ExpandSource };
