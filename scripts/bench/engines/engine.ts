import type { HttpClient } from "../http-client.ts";

/**
 * What runs workloads: the product, started here or at a URL, or another engine. It has DAGs under the ids and in the shapes of
 * bench/dags. A further engine is one file that makes one of these, and a line in all.ts.
 */
export interface Engine {
  /** With its version. */
  readonly name: string;
  /** Logged in. */
  readonly client: HttpClient;
  trigger(dagId: string): Promise<Run>;
  /** Resolves when the run has ended. Throws unless it succeeded. */
  waitEnd(dagId: string, runId: string): Promise<void>;
  readRun(dagId: string, runId: string): Promise<Run>;
  /** From the first start of an instance to the last end, by the engine's own clock, in milliseconds. */
  readSpan(dagId: string, runId: string): Promise<number>;
  /** What a task returned. */
  readValue(dagId: string, runId: string, taskId: string): Promise<unknown>;
}

/** Times are epoch milliseconds by the engine's own clock. */
export interface Run {
  readonly dag_run_id: string;
  readonly state: string;
  readonly queued_at: number | null;
  readonly start_date: number | null;
  readonly end_date: number | null;
  readonly run_after: number;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Where an engine is, and how to get in. */
export interface EngineAddress extends Credentials {
  readonly url: string;
}

/** One kind of engine. `--NAME URL --NAME-user U --NAME-password P` asks for it. */
export interface EngineAdapter {
  readonly name: string;
  open(address: EngineAddress): Promise<Engine>;
}
