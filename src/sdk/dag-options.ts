import type { z } from "zod";
import type { Json } from "../core/json.ts";
import type { Duration } from "./duration.ts";
import type { Schedule } from "./schedule.ts";
import type { CommonOptions } from "./task-options.ts";

/** A DAG without `params` takes any object, and `ctx.params` is that object. */
export type ParamsOf<S> = [S] extends [never]
  ? Readonly<Record<string, Json>>
  : S extends z.ZodObject
    ? z.output<S>
    : never;

export interface DagOptions<S extends z.ZodObject = never> {
  /** Null, as when it is left out: runs are made by hand only. */
  readonly schedule?: Schedule;
  /** The first and last logical dates there may be. A text without a zone is UTC. */
  readonly startDate?: string | Date;
  readonly endDate?: string | Date;
  /**
   * What becomes of slots missed since `startDate`, or while the DAG was paused: "all", or true, runs every one of them;
   * "latest", or false, and unless given, only the latest; "none" runs only what comes due from now on.
   */
  readonly catchup?: boolean | "none" | "latest" | "all";
  /**
   * What becomes of a slot that is due while `maxActiveRuns` are at work: it waits, unless given; "skip" leaves it out;
   * "cancel_older" cancels the oldest scheduled run for it. Both leave a record.
   */
  readonly overlap?: "queue" | "skip" | "cancel_older";
  /** Each scheduled run starts up to so much later, always the same for one slot; its dates stay those of the slot. */
  readonly jitter?: Duration;
  /** So many failed runs in a row pause the DAG; never, unless given. */
  readonly maxConsecutiveFailedDagRuns?: number;
  /** The run's configuration: unknown fields are refused, missing ones take their defaults. */
  readonly params?: S;
  /** Options of every task that does not say otherwise. */
  readonly defaults?: CommonOptions;
  /** 16 unless given. */
  readonly maxActiveRuns?: number;
  /** Instances of one run queued or running at once; no limit unless given. */
  readonly maxActiveTasks?: number | null;
  readonly dagrunTimeout?: Duration;
  /** The first failure ends the run; allowed only where every rule is all_success. */
  readonly failFast?: boolean;
  readonly tags?: readonly string[];
  readonly owners?: readonly string[];
  /** "default" unless given. A DAG is known by team and id. */
  readonly team?: string;
  readonly description?: string;
  readonly displayName?: string;
  readonly isPausedUponCreation?: boolean;
}
