import type { CompiledFile } from "../../src/core/manifest.ts";
import type { Reason } from "../../src/core/reason.ts";

/** To the compiling process: import this bundle and compile its DAGs. */
export interface CompileJob {
  readonly file: string;
  readonly code: string;
}

export type CompiledDag = CompiledFile["dags"][number];

/** An error as it crosses a process boundary. */
export interface ThrownError {
  readonly message: string;
  /** Frames in author code name `tradewind-dag:` and the bundle's line and column. */
  readonly stack: string;
}

/** One thing `compile` refuses; its params name the DAG and, where one is concerned, the task. */
export interface Mistake {
  readonly reason: Reason;
  readonly message: string;
}

/** From the compiling process: one answer a job. */
export type CompileAnswer =
  | { readonly kind: "compiled"; readonly dags: readonly CompiledDag[] }
  | { readonly kind: "none" }
  | { readonly kind: "invalid"; readonly mistakes: readonly Mistake[] }
  | { readonly kind: "threw"; readonly error: ThrownError }
  | { readonly kind: "exited"; readonly call: string; readonly error: ThrownError }
  /** The last words of a process that cannot go on. */
  | { readonly kind: "crashed"; readonly error: ThrownError };
