import {
  NO_TASK,
  packCells,
  pickGravest,
  reorderCells,
  STATE_LETTERS,
  unpackCells,
  type Cells,
  type LetterCounts,
} from "../core/cells.ts";
import type { TaskState } from "../core/state.ts";
import type { GridRun, GridVersion, StateCount } from "../store/grid.ts";

/** A row of the grid. */
export interface GridTask {
  readonly taskId: string;
  readonly kind: string;
  readonly group: string | null;
  readonly isMapped: boolean;
  readonly isRemoved: boolean;
}

/** Brings the states of runs of several versions into one order: the newest version's tasks, then those it lacks. */
export class GridPacker {
  readonly tasks: readonly GridTask[];
  /** Names the order of the tasks. */
  readonly key: string;
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly newest: GridVersion;
  readonly #orders = new Map<string, readonly number[]>();
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #counts = new Map<string, StateCount[]>();

  constructor(newest: GridVersion, older: readonly GridVersion[], counts: readonly StateCount[]) {
    this.newest = newest;
    this.tasks = listTasks(newest, older);
    this.#placeOf = new Map(this.tasks.map(({ taskId }, at) => [taskId, at]));
    const gone = this.tasks.filter(({ isRemoved }) => isRemoved).map(({ taskId }) => taskId);
    this.key = [newest.graphHash, ...gone].join(" ");
    for (const version of older) this.#orders.set(version.graphHash, this.#order(version));
    this.#numbers = new Map([...older, newest].map(({ graphHash, versionNumber }) => [graphHash, versionNumber]));
    for (const count of counts) this.#counts.set(count[0], [...(this.#counts.get(count[0]) ?? []), count]);
  }

  #order(version: GridVersion): readonly number[] {
    const places = new Map(version.graph.tasks.map(({ id }, at) => [id, at]));
    return this.tasks.map(({ taskId }) => places.get(taskId) ?? -1);
  }

  numberOf({ graphHash }: GridRun): number | null {
    return this.#numbers.get(graphHash) ?? null;
  }

  pack({ runId, graphHash, cells }: GridRun): string {
    if (cells === null || cells === "") return packCells(this.#assemble(this.#counts.get(runId) ?? []));
    if (graphHash === this.newest.graphHash) return cells;
    const order = this.#orders.get(graphHash);
    return order === undefined ? "" : packCells(reorderCells(unpackCells(cells), order));
  }

  /** From counts by state, for rows that have no packed states. */
  #assemble(counts: readonly StateCount[]): Cells {
    const byTask = Map.groupBy(counts, ([, taskId]) => taskId);
    const letters = this.tasks.map(() => NO_TASK);
    const mapped = new Map<number, LetterCounts>();
    for (const [taskId, rows] of byTask) {
      const at = this.#placeOf.get(taskId);
      if (at === undefined) continue;
      const states = new Set<TaskState>(rows.map(([, , , state]) => state));
      letters[at] = STATE_LETTERS[pickGravest((state) => states.has(state)) ?? "none"];
      if (rows.some(([, , mapIndex]) => mapIndex >= 0)) {
        mapped.set(at, Object.fromEntries(rows.map(([, , , state, count]) => [STATE_LETTERS[state], count])));
      }
    }
    return { letters, mapped };
  }
}

function listTasks(newest: GridVersion, older: readonly GridVersion[]): GridTask[] {
  const tasks = new Map<string, GridTask>();
  for (const version of [newest, ...older]) {
    const mapped = new Set(version.graph.groups.flatMap(({ id, expand }) => (expand === null ? [] : [id])));
    for (const { id, kind, group, expand } of version.graph.tasks) {
      if (tasks.has(id)) continue;
      const isMapped = expand !== null || (group !== null && mapped.has(group));
      tasks.set(id, { taskId: id, kind, group, isMapped, isRemoved: version !== newest });
    }
  }
  return [...tasks.values()];
}
