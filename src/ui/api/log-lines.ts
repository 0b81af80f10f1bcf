import { queryOptions } from "@tanstack/react-query";
import type { InstanceKey } from "./instance.ts";
import { get, path } from "./http.ts";

export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: string;
}

/** The first lines of an attempt, as one page of the interface gives them: for looks at a moment, not for reading a log. */
export const logQuery = ({ dagId, runId, taskId, mapIndex }: InstanceKey, tryNumber: number) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "task", taskId, mapIndex, "lines", tryNumber],
    queryFn: async ({ signal }) => {
      const address = path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/logs/${tryNumber}`;
      const { content } = await get<{ readonly content: readonly { timestamp?: string; event: string }[] }>(address, {
        query: { map_index: mapIndex },
        signal,
      });
      return content.map(({ timestamp, event }): LogLine => ({ at: Date.parse(timestamp ?? "") || 0, event }));
    },
  });
