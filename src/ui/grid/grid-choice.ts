import type { GridModel } from "./grid-model.ts";
import type { Place } from "./paint.ts";

/** What is chosen: a run, a task of a run, or a task in no particular run. Ids, so that they fit a URL. */
export interface Choice {
  readonly task: string | null;
  readonly run: string | null;
}

/** The cell of a choice; null when nothing of it is on show. */
export function findChoice(model: GridModel, rows: readonly number[], { task, run }: Choice): Place | null {
  const column = run === null ? -1 : model.columnOf(run);
  const row = task === null ? -1 : rows.indexOf(model.rowOf(task));
  return column < 0 && row < 0 ? null : { row, column };
}

export function readChoice(model: GridModel, rows: readonly number[], { row, column }: Place): Choice {
  return {
    task: model.nodes[rows[row] ?? -1]?.id ?? null,
    run: model.columns[column]?.run.runId ?? null,
  };
}

/** Characters that the names need, depth included. */
export function measureNames(model: GridModel): number {
  return model.nodes.reduce((longest, node) => Math.max(longest, node.label.length + node.depth * 2 + 2), 8);
}

/** Instances of a mapped task in the newest run that has some; null before any was expanded. */
export function countInstances(model: GridModel, row: number): number | null {
  for (let column = model.columns.length - 1; column >= 0; column -= 1) {
    const counts = model.columns[column]?.counts.get(row);
    if (counts !== undefined) return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }
  return null;
}
