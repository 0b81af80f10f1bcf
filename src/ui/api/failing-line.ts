import { queryOptions } from "@tanstack/react-query";
import { stripAnsi } from "../logs/ansi.ts";
import { LEVELS } from "../logs/entry-scan.ts";
import { decodeEntry, type LogEntry } from "../logs/log-entry.ts";
import { get, path } from "./http.ts";
import type { InstanceKey } from "./instance.ts";

type Attempt = InstanceKey & { readonly tryNumber: number };

interface Survey {
  readonly total: number;
  readonly last_error: number | null;
  readonly from: number;
  readonly lines: readonly { readonly level: string }[];
}

/** What stands about the error that ended an attempt, read without the rest of its log. Lines are numbered from 0. */
export interface FailingLines {
  readonly total: number;
  readonly error: number | null;
  readonly from: number;
  readonly entries: readonly LogEntry[];
}

/** The first row of the last error in a failed attempt's log: what ended it. Null when it logged none. */
export const failingLineQuery = (key: Attempt) =>
  queryOptions({
    queryKey: ["dag", key.dagId, "failing-line", key.runId, key.taskId, key.mapIndex, key.tryNumber],
    queryFn: async ({ signal }) => {
      const { error, entries } = await readAbout(key, { from: 0, limit: 1 }, signal);
      return error === null ? null : (stripAnsi(entries[0]?.text ?? "").split("\n")[0] ?? null);
    },
    staleTime: Infinity,
  });

/** The lines about it. */
export const failingLinesQuery = (key: Attempt) =>
  queryOptions({
    queryKey: ["dag", key.dagId, "failing-lines", key.runId, key.taskId, key.mapIndex, key.tryNumber],
    queryFn: ({ signal }) => readAbout(key, { from: 8, limit: 60 }, signal),
    staleTime: Infinity,
  });

async function readAbout(
  { dagId, runId, taskId, mapIndex, tryNumber }: Attempt,
  part: { readonly from: number; readonly limit: number },
  signal: AbortSignal,
): Promise<FailingLines> {
  const address = path`/api/x/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/logs/${tryNumber}`;
  const query = { map_index: mapIndex, error: "last", ...part };
  const { total, last_error: error, from, lines } = await get<Survey>(address, { query, signal });
  const entries = lines.map((line) =>
    decodeEntry(
      JSON.stringify(line),
      Math.max(
        0,
        LEVELS.findIndex((level) => level === line.level),
      ),
    ),
  );
  return { total, error, from, entries };
}
