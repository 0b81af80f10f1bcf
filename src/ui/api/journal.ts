import { queryOptions } from "@tanstack/react-query";
import type { RunState, TaskState } from "../../core/state.ts";
import type { Row } from "../timeline/lanes.ts";
import { get, path } from "./http.ts";

interface JournalPage {
  readonly rows: readonly {
    readonly revision: number;
    /** ISO. */
    readonly at: string;
    readonly cause: string;
    readonly run_state: RunState | null;
    readonly expansions: readonly (readonly [taskId: string, length: number])[];
    readonly changes: readonly (readonly [taskId: string, mapIndex: number, state: TaskState, tryNumber: number])[];
  }[];
  readonly next_after: number | null;
}

/** Instants are epoch milliseconds. */
export interface JournalRow extends Row {
  readonly cause: string;
  readonly runState: RunState | null;
}

const PAGE = 5_000;

/** All that ever changed in a run, in order. */
export const journalQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "run", runId, "journal"],
    queryFn: ({ signal }) => readJournal(path`/api/x/dags/${dagId}/dagRuns/${runId}/journal`, signal),
  });

async function readJournal(address: string, signal: AbortSignal): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: JournalPage = await get<JournalPage>(address, { query: { after, limit: PAGE }, signal });
    rows.push(...page.rows.map(({ at, run_state, ...row }) => ({ ...row, at: Date.parse(at), runState: run_state })));
    after = page.next_after;
  }
  return rows;
}
