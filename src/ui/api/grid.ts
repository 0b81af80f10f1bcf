import { queryOptions } from "@tanstack/react-query";
import { NO_TASK, STATE_LETTERS, unpackCells } from "../../core/cells.ts";
import { TASK_STATES, type RunState } from "../../core/state.ts";
import { ABSENT, codeOf, GridModel, type Counts, type GridColumn } from "../grid/grid-model.ts";
import { flattenTree, type TreeItem } from "../grid/grid-rows.ts";
import { get, path } from "./http.ts";
import type { RunType } from "./runs.ts";

/** Answer of /api/x/dags/{id}/grid. Dates are ISO strings, durations seconds. */
export interface GridAnswer {
  readonly dag_id: string;
  readonly tasks_key: string;
  readonly version_number: number;
  readonly tasks: readonly GridTask[] | null;
  readonly groups: readonly GridGroup[] | null;
  /** Newest first. */
  readonly runs: readonly GridAnswerRun[];
  readonly next_cursor: string | null;
}
export interface GridTask {
  readonly task_id: string;
  readonly kind: string;
  readonly group: string | null;
  readonly is_mapped: boolean;
  readonly is_removed: boolean;
}
interface GridGroup {
  readonly group_id: string;
  readonly parent: string | null;
  readonly is_mapped: boolean;
}
export interface GridAnswerRun {
  readonly dag_run_id: string;
  readonly state: RunState;
  readonly run_type: RunType;
  readonly run_after: string;
  readonly logical_date: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly duration: number | null;
  readonly note: string | null;
  readonly revision: number;
  readonly version_number: number | null;
  readonly cells: string;
}

export interface GridAsk {
  readonly dagId: string;
  readonly runs: number;
  readonly state?: string;
  readonly runType?: string;
  /** Only runs before this one. */
  readonly cursor?: string;
}

export const gridQuery = ({ dagId, runs, state = "", runType = "", cursor = "" }: GridAsk) =>
  queryOptions({
    queryKey: ["dag", dagId, "grid", { runs, state, runType, cursor }],
    queryFn: ({ signal }) =>
      get<GridAnswer>(path`/api/x/dags/${dagId}/grid`, { query: { runs, state, run_type: runType, cursor }, signal }),
  });

/** A run and those before it: the run's states, and durations to compare it with. */
export const historyQuery = (dagId: string, runId: string, runAfter: string) =>
  gridQuery({ dagId, runs: 25, cursor: `${Date.parse(runAfter)}~${runId}~` });

/** The answer as rows and columns, the oldest run first. */
export function buildGrid({ tasks, groups, runs }: GridAnswer): GridModel {
  const nodes = flattenTree(buildTree(tasks ?? [], groups ?? []));
  const rowOf = new Map(nodes.map((node, row) => [node.id, row]));
  const rows = (tasks ?? []).map(({ task_id }) => rowOf.get(task_id) ?? -1);
  const columns = runs.map((run) => buildColumn(run, rows, nodes.length)).toReversed();
  return new GridModel(nodes, columns);
}

const CODES = new Map<string, number>([
  [NO_TASK, ABSENT],
  ...TASK_STATES.map((state): [string, number] => [STATE_LETTERS[state], codeOf(state)]),
]);

function buildColumn(run: GridAnswerRun, rows: readonly number[], size: number): GridColumn {
  const cells = unpackCells(run.cells);
  const codes = new Uint8Array(size).fill(ABSENT);
  cells.letters.forEach((letter, at) => {
    const row = rows[at] ?? -1;
    if (row >= 0) codes[row] = CODES.get(letter) ?? ABSENT;
  });
  const counts = new Map<number, Counts>();
  for (const [at, byLetter] of cells.mapped) {
    const entries = Object.entries(byLetter).map(([letter, count]) => [CODES.get(letter) ?? ABSENT, count]);
    counts.set(rows[at] ?? -1, Object.fromEntries(entries));
  }
  return {
    run: {
      runId: run.dag_run_id,
      state: run.state,
      runType: run.run_type,
      runAfter: Date.parse(run.run_after),
      startedAt: run.start_date === null ? null : Date.parse(run.start_date),
      endedAt: run.end_date === null ? null : Date.parse(run.end_date),
      hasNote: run.note !== null,
    },
    codes,
    counts,
  };
}

/** Tasks in their order; a group stands where its first task does. */
function buildTree(tasks: readonly GridTask[], groups: readonly GridGroup[]): TreeItem[] {
  const known = new Map(groups.map((group) => [group.group_id, group]));
  const top: TreeItem[] = [];
  const open = new Map<string, TreeItem[]>();
  const listOf = (groupId: string | null): TreeItem[] => {
    if (groupId === null) return top;
    const there = open.get(groupId);
    if (there !== undefined) return there;
    const children: TreeItem[] = [];
    open.set(groupId, children);
    const group = known.get(groupId);
    listOf(group?.parent ?? null).push({ id: groupId, isMapped: group?.is_mapped ?? false, children });
    return children;
  };
  for (const task of tasks) listOf(task.group).push({ id: task.task_id, isMapped: task.is_mapped, children: null });
  return top;
}
