import type { RunKey } from "../core/ids.ts";
import type { RunView } from "../core/protocol.ts";
import type { DagView, InstanceView } from "../core/views.ts";

/** What a run's object tells the projection: its newest view, and the instances that changed since it last told. */
export interface RunProjection {
  readonly run: RunView;
  readonly graphHash: string;
  readonly instances: readonly InstanceView[];
}

/** What a DAG's object tells the projection. `seq` grows with every change of the object, `at` is when it advanced. */
export interface DagProjection {
  readonly view: DagView;
  readonly seq: number;
  readonly at: number;
}

/**
 * Writes a run and its changed instances, all or nothing. May be repeated and may come late: a row is written only by a
 * higher `run.seq` than it holds, and nothing is written for a deleted run.
 */
export declare function projectRun(db: D1Database, projection: RunProjection): Promise<void>;

/** Writes what a DAG's object owns (pause, next run, due time, live runs) under the same guard. */
export declare function projectDag(db: D1Database, projection: DagProjection): Promise<void>;

/** Deletes a run's rows and leaves a tombstone, so that a late projection cannot bring it back. `at` in epoch ms. */
export declare function deleteRunRows(db: D1Database, key: RunKey, at: number): Promise<void>;
