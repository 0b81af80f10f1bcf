import { queryOptions } from "@tanstack/react-query";
import { get } from "./http.ts";

interface Health {
  readonly metadatabase: { readonly status: string | null };
  readonly scheduler: { readonly status: string | null; readonly latest_scheduler_heartbeat: string | null };
  readonly triggerer: { readonly status: string | null };
  readonly dag_processor: { readonly status: string | null } | null;
}

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => get<Health>("/api/v2/monitor/health", { signal }),
  staleTime: 0,
});

export const versionQuery = queryOptions({
  queryKey: ["version"],
  queryFn: ({ signal }) => get<{ readonly version: string }>("/api/v2/version", { signal }),
  staleTime: Infinity,
});

interface Deployed {
  readonly dag_id: string;
  readonly file: string | null;
  readonly bundle_id: string;
}
export const deploymentQuery = queryOptions({
  queryKey: ["deployment"],
  queryFn: ({ signal }) => get<{ readonly dags: readonly Deployed[] }>("/api/x/deployment", { signal }),
});
