import { queryOptions } from "@tanstack/react-query";
import { get, path } from "./http.ts";

export interface DagVersion {
  readonly version_number: number;
  readonly created_at: string;
  readonly bundle_version: string | null;
}

interface Field {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}
/** What two versions of a DAG differ in. */
export interface VersionDiff {
  readonly schedule: { readonly before: string; readonly after: string };
  readonly graph: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly renamed: readonly { readonly from: string; readonly to: string }[];
    readonly changed: readonly { readonly task: string; readonly fields: readonly Field[] }[];
    readonly dag: readonly Field[];
  };
}

/** The newest first. */
export const versionsQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "versions"],
    queryFn: ({ signal }) =>
      get<{ readonly dag_versions: readonly DagVersion[] }>(path`/api/v2/dags/${dagId}/dagVersions`, {
        query: { order_by: "-version_number", limit: 100 },
        signal,
      }),
  });

export const versionDiffQuery = (dagId: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["version-diff", dagId, from, to],
    queryFn: ({ signal }) =>
      get<VersionDiff>(path`/api/x/dags/${dagId}/versions:diff`, { query: { from, to }, signal }),
    staleTime: Infinity,
  });
