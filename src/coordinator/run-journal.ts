import type { Batch } from "../core/batch.ts";
import type { Graph } from "../core/graph.ts";
import type { JournalPage, JournalRow } from "../core/journal.ts";
import type { RunAccess } from "./run-access.ts";

/** Changes of one page at most; a single row may hold more. */
const CHANGES = 20_000;

/** The history of a run as people may read it: without tokens, values and events. */
export function readJournal(access: RunAccess, after: number, limit: number): JournalPage | null {
  const run = access.load();
  if (run === null) return null;
  const rows: JournalRow[] = [];
  let changes = 0;
  for (const { graph, batches } of access.store.readEras()) {
    for (const batch of batches) {
      if (batch.seq <= after) continue;
      if (rows.length >= limit || changes >= CHANGES) return { rows, newest: run.seq };
      const row = describeRow(graph, batch);
      changes += row.changes.length;
      rows.push(row);
    }
  }
  return { rows, newest: run.seq };
}

function describeRow({ tasks }: Graph, { seq, at, cause, run, expansions, changes }: Batch): JournalRow {
  const idOf = (task: number): string => tasks[task]?.id ?? "";
  return {
    seq,
    at,
    cause,
    runState: run?.state ?? null,
    expansions: expansions.map(([task, length]) => [idOf(task), length] as const),
    changes: changes.flatMap(({ status, instances }) =>
      instances.map(([task, mapIndex, tryNumber]) => [idOf(task), mapIndex, status.state, tryNumber] as const),
    ),
  };
}
