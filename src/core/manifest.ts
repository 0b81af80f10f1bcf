import type { Graph } from "./graph.ts";
import type { Reason } from "./reason.ts";

/** What a deployment ships, as data: one entry a DAG file, made by bundling and compiling each file alone. */
export interface Manifest {
  readonly v: 1;
  /** Hash over all entries: a changed one means that something was deployed. */
  readonly hash: string;
  readonly files: readonly ManifestFile[];
}

export type ManifestFile = CompiledFile | BrokenFile;

export interface CompiledFile {
  readonly kind: "compiled";
  /** Path below dags/, with forward slashes. */
  readonly file: string;
  /** Hash of the file's executable bundle, comments and white space aside. */
  readonly bundleId: string;
  readonly source: string;
  readonly dags: readonly { readonly graph: Graph; readonly hash: string }[];
}

export interface BrokenFile {
  readonly kind: "broken";
  readonly file: string;
  readonly source: string;
  readonly errors: readonly { readonly reason: Reason; readonly message: string }[];
}
