import { queryOptions } from "@tanstack/react-query";
import type { InstanceKey } from "./instance.ts";
import { ApiError, path } from "./http.ts";
import { LogStore } from "../logs/log-store.ts";
import { stripAnsi } from "../logs/ansi.ts";

/** The first row of the last error in a failed attempt's log: what ended it. Null when it logged none. */
export const failingLineQuery = (key: InstanceKey & { readonly tryNumber: number }) =>
  queryOptions({
    queryKey: ["dag", key.dagId, "failing-line", key.runId, key.taskId, key.mapIndex, key.tryNumber],
    queryFn: ({ signal }) => readFailingLine(key, signal),
    staleTime: Infinity,
  });

async function readFailingLine(
  { dagId, runId, taskId, mapIndex, tryNumber }: InstanceKey & { readonly tryNumber: number },
  signal: AbortSignal,
): Promise<string | null> {
  const base = path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/logs/${tryNumber}`;
  const response = await fetch(`${base}?full_content=true&map_index=${mapIndex}`, {
    headers: { Accept: "application/x-ndjson" },
    credentials: "same-origin",
    signal,
  });
  if (!response.ok) throw new ApiError(response.status, response.statusText);
  const store = new LogStore();
  store.append(new Uint8Array(await response.arrayBuffer()));
  return store.lastError === null ? null : (stripAnsi(store.entry(store.lastError).text).split("\n")[0] ?? null);
}
