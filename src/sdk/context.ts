import type { AssetUpdate } from "../core/asset-update.ts";
import type { Json } from "../core/json.ts";
import type { RunType } from "../core/protocol.ts";
import type { Asset, AssetAlias } from "./asset.ts";
import type { ReadConnection, ReadVariable } from "./configuration.ts";
import type { Env } from "./env.ts";
import type { Log } from "./log.ts";

export interface Emit {
  (outlet: Asset, extra?: Readonly<Record<string, Json>>): void;
  (alias: AssetAlias, asset: Asset, extra?: Readonly<Record<string, Json>>): void;
}

/** What a handler is told about its attempt, and the ways it has to speak. Words are Airflow's. */
export interface TaskContext<Params = unknown> {
  readonly team: string;
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number;
  /** Counts from 1. */
  readonly tryNumber: number;
  /** Airflow's max_tries: a failed try is followed by another while `tryNumber <= maxTries`. */
  readonly maxTries: number;
  readonly logicalDate: Date | null;
  readonly dataInterval: { readonly start: Date; readonly end: Date } | null;
  readonly runAfter: Date;
  readonly partitionKey: string | null;
  readonly runType: RunType;
  /** The run's configuration as given, laid over the defaults of the params. */
  readonly conf: Readonly<Record<string, Json>>;
  /** The configuration as the DAG's `params` read it; the configuration itself for a DAG without. */
  readonly params: Params;
  /** Aborted when the attempt must stop: timeout, cancellation, a newer attempt. */
  readonly signal: AbortSignal;
  readonly env: Env;
  readonly variable: ReadVariable;
  readonly connection: ReadConnection;
  readonly log: Log;
  /** One per (run, task, map index, try): lets a side effect happen once though code may start twice. */
  readonly idempotencyKey: string;
  /** What a deferral left for the attempt that goes on after it; null at a first start. */
  readonly resume: Json;
  /**
   * Says more about the update of an outlet; every outlet of a success is updated, with or without. By way of an alias
   * among the outlets it updates any asset: `emit(alias, asset(name), extra)`.
   */
  readonly emit: Emit;
  /** The asset events that brought the run about, in order: the newest 1,000. Empty for any other run. */
  readonly triggeringAssetEvents: readonly AssetUpdate[];
  /** Those of them that updated this inlet. */
  readonly inletEvents: (inlet: Asset) => readonly AssetUpdate[];
  readonly xcom: { readonly push: (key: string, value: Json) => void };
}
