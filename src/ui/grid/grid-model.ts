import { TASK_STATES, type RunState, type TaskState } from "../../core/state.ts";
import type { RunType } from "../api/runs.ts";
import { STATES } from "../theme/states.ts";

/** A row of the grid: a task, or a group that holds the rows up to `end`. */
export interface GridNode {
  readonly id: string;
  /** The id without its group's. */
  readonly label: string;
  readonly isGroup: boolean;
  readonly isMapped: boolean;
  readonly depth: number;
  /** Index of the group it stands in; -1 for none. */
  readonly parent: number;
  /** Index after the last row inside; for a task the next index. */
  readonly end: number;
}

/** A column of the grid. Instants are epoch milliseconds. */
export interface GridRun {
  readonly runId: string;
  readonly state: RunState;
  readonly runType: RunType;
  readonly runAfter: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly hasNote: boolean;
}

/** How many instances of a mapped task, or tasks of a group, are in each state; by index into TASK_STATES. */
export type Counts = Readonly<Record<number, number>>;

/** No such task in the version this run is pinned to. */
export const ABSENT = 255;

const CODES: ReadonlyMap<string, number> = new Map(TASK_STATES.map((state, code) => [state, code]));
/** What asks most for attention first, by code. */
const RANKS = TASK_STATES.map((state) => STATES[state].rank);

export function codeOf(state: TaskState | null): number {
  return CODES.get(state ?? "none") ?? 0;
}

export function stateOf(code: number): TaskState | null {
  return TASK_STATES[code] ?? null;
}

/** A column as it came: the run, and a code for each row. Codes of groups are made here. */
export interface GridColumn {
  readonly run: GridRun;
  readonly codes: Uint8Array;
  /** By row: mapped tasks only. */
  readonly counts: ReadonlyMap<number, Counts>;
}

/** States of all rows in all runs: a byte each, so that half a million cells are half a megabyte. */
export class GridModel {
  readonly nodes: readonly GridNode[];
  readonly columns: readonly GridColumn[];
  readonly #rowOf: ReadonlyMap<string, number>;

  constructor(nodes: readonly GridNode[], columns: readonly GridColumn[]) {
    this.nodes = nodes;
    this.columns = columns;
    this.#rowOf = new Map(nodes.map((node, row) => [node.id, row]));
    for (const column of columns) foldGroups(nodes, column.codes);
  }

  rowOf(id: string): number {
    return this.#rowOf.get(id) ?? -1;
  }

  columnOf(runId: string): number {
    return this.columns.findIndex(({ run }) => run.runId === runId);
  }

  code(row: number, column: number): number {
    return this.columns[column]?.codes[row] ?? ABSENT;
  }

  /** Of a mapped task what came with it, of a group what is counted in it, of a task null. */
  counts(row: number, column: number): Counts | null {
    const known = this.columns[column]?.counts.get(row);
    if (known !== undefined) return known;
    return this.nodes[row]?.isGroup === true ? this.#countGroup(row, column) : null;
  }

  /** The same grid with other columns; the rows are shared. */
  withColumns(columns: readonly GridColumn[]): GridModel {
    return new GridModel(this.nodes, columns);
  }

  #countGroup(group: number, column: number): Counts {
    const counts: Record<number, number> = {};
    const end = this.nodes[group]?.end ?? group;
    for (let row = group + 1; row < end; row += 1) {
      const code = this.code(row, column);
      if (this.nodes[row]?.isGroup === true || code === ABSENT) continue;
      counts[code] = (counts[code] ?? 0) + 1;
    }
    return counts;
  }
}

/** A group is in the state among its rows that asks most for attention. */
function foldGroups(nodes: readonly GridNode[], codes: Uint8Array): void {
  nodes.forEach((node, row) => {
    if (node.isGroup) codes[row] = ABSENT;
  });
  for (let row = nodes.length - 1; row >= 0; row -= 1) {
    const parent = nodes[row]?.parent ?? -1;
    if (parent < 0) continue;
    const code = codes[row] ?? ABSENT;
    const worst = codes[parent] ?? ABSENT;
    if (rankOf(code) < rankOf(worst)) codes[parent] = code;
  }
}

function rankOf(code: number): number {
  return RANKS[code] ?? RANKS.length;
}
