import type { QueryClient } from "@tanstack/react-query";
import { packCells, unpackCells } from "../../core/cells.ts";
import type { CellsChanged, LiveRun } from "../../live/messages.ts";
import type { GridAnswer, GridAnswerRun } from "../api/grid.ts";

/** Changes a run's column where it stands. False when a grid lacks the run, or something between was missed. */
export function putIntoGrids(queries: QueryClient, dagId: string, { run, before, cells }: CellsChanged): boolean {
  let isWhole = cells !== null;
  queries.setQueriesData<GridAnswer>({ queryKey: ["dag", dagId, "grid"] }, (answer) => {
    const column = answer?.runs.find(({ dag_run_id }) => dag_run_id === run.runId);
    if (answer === undefined || column === undefined || cells === null || answer.tasks === null) {
      isWhole = false;
      return answer;
    }
    if (column.revision >= run.revision) return answer;
    if (column.revision !== before) isWhole = false;
    const places = new Map(answer.tasks.map(({ task_id }, at) => [task_id, at]));
    const next = { ...column, ...toTimes(run), cells: changeCells(column.cells, cells, places) };
    return { ...answer, runs: answer.runs.map((one) => (one === column ? next : one)) };
  });
  return isWhole;
}

function changeCells(
  packed: string,
  changed: NonNullable<CellsChanged["cells"]>,
  places: ReadonlyMap<string, number>,
): string {
  const { letters, mapped } = unpackCells(packed);
  const next = { letters: [...letters], mapped: new Map(mapped) };
  for (const [taskId, letter, counts] of changed) {
    const at = places.get(taskId);
    if (at === undefined) continue;
    next.letters[at] = letter;
    if (counts !== undefined) next.mapped.set(at, counts);
  }
  return packCells(next);
}

/** What a live message says of a run, as the API writes it. */
export function toTimes({ state, startedAt, endedAt, revision }: LiveRun) {
  return {
    state,
    start_date: formatInstant(startedAt),
    end_date: formatInstant(endedAt),
    duration: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000,
    revision,
  } satisfies Partial<GridAnswerRun>;
}

export function formatInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
