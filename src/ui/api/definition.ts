import { queryOptions } from "@tanstack/react-query";
import type { Graph } from "../../core/graph.ts";
import { get, path } from "./http.ts";

/** A DAG as the engine reads it. Instants are epoch milliseconds. */
export interface Definition {
  readonly dag_id: string;
  readonly version_number: number;
  readonly graph_hash: string;
  readonly graph: Graph;
  readonly source: string;
  readonly last_slot: { readonly start: number; readonly end: number } | null;
}

/** The newest version, or a given one. */
export const definitionQuery = (dagId: string, version?: number) =>
  queryOptions({
    queryKey: ["definition", dagId, version ?? null],
    queryFn: ({ signal }) =>
      get<Definition>(path`/api/x/dags/${dagId}/definition`, { query: { version_number: version }, signal }),
  });
