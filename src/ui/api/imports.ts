import { queryOptions } from "@tanstack/react-query";
import { get, path, type Query } from "./http.ts";
import { listQuery } from "./list.ts";

export const IMPORTS = "/api/x/imports";
export const IMPORTED_DAGS = "/api/x/importedDags";

/** What a foreign deployment said: no field of it is sure to be there. */
export type Foreign = Readonly<Record<string, unknown>>;

/** A deployment that was imported from; nulls where its copies came with an export. Dates are ISO strings. */
export interface ImportSource {
  readonly source: string;
  readonly team_name: string;
  readonly dags: number;
  readonly runs: number;
  readonly imported_at: string;
  readonly url: string | null;
  readonly version: string | null;
  readonly imported_by: string | null;
  readonly counts: readonly { readonly kind: string; readonly outcome: string; readonly count: number }[];
}
export interface ImportReport {
  /** What somebody has to see to. */
  readonly open: readonly {
    readonly kind: string;
    readonly name: string;
    readonly outcome: string;
    readonly detail: string | null;
  }[];
}
export interface ImportedLine {
  readonly source: string;
  readonly team_name: string;
  readonly dag_id: string;
  readonly imported_at: string;
  readonly url: string | null;
  /** Our own DAG of the same id. */
  readonly here: string | null;
  readonly total_runs: number;
  readonly dag: Foreign;
  /** Newest first. */
  readonly runs: readonly Foreign[];
}

export const importsQuery = queryOptions({
  queryKey: ["list", IMPORTS],
  queryFn: ({ signal }) => get<{ readonly imports: readonly ImportSource[] }>(IMPORTS, { signal }),
});

/** Two teams may have imported under one name. */
export type SourceName = Pick<ImportSource, "source" | "team_name">;

export const importReportQuery = ({ source, team_name: team }: SourceName) =>
  queryOptions({
    queryKey: ["list", IMPORTS, source, { team }],
    queryFn: ({ signal }) => get<ImportReport>(path`/api/x/imports/${source}/report`, { query: { team }, signal }),
  });

interface LinePage {
  readonly dags: readonly ImportedLine[];
  readonly total_entries: number;
}
/** One page of them: for counts, for one DAG, for what a text finds. */
export const importedLinesQuery = (filter: Query) =>
  queryOptions({
    queryKey: ["list", IMPORTED_DAGS, "page", filter],
    queryFn: ({ signal }) => get<LinePage>(IMPORTED_DAGS, { query: filter, signal }),
    staleTime: 60_000,
  });

/** The runs of one imported DAG, newest first, page by page. */
export const importedRunsQuery = ({ source, team_name: team }: SourceName, dagId: string) =>
  listQuery<Foreign>(path`/api/x/imports/${source}/dags/${dagId}/dagRuns`, "dag_runs", { team });

/** A text or a number of a foreign answer, as text. */
export function readText(shape: Foreign, name: string): string | null {
  const value = shape[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** Where the foreign deployment shows it; null when nobody knows its address. */
export function findOriginal(url: string | null, dagId: string, runId?: string): string | null {
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return runId === undefined ? url + path`/dags/${dagId}` : url + path`/dags/${dagId}/runs/${runId}`;
}
