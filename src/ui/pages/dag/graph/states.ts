import { stateOf, type GridColumn, type GridModel } from "../../../grid/grid-model.ts";
import { STATES, type ShownState } from "../../../theme/states.ts";

/** The state of a box: of its task, or of the group's task that asks for attention most. Null without a run. */
export function readStates(model: GridModel | null, column: GridColumn | null) {
  const rows = new Map(model?.nodes.map((node, row) => [node.id, row]));
  return (tasks: readonly string[]): ShownState | null => {
    if (column === null || tasks.length === 0) return null;
    const states = tasks.map((id) => stateOf(column.codes[rows.get(id) ?? -1] ?? 0) ?? "none");
    return states.reduce(
      (most, state) => (STATES[state].rank < STATES[most].rank ? state : most),
      "none" as ShownState,
    );
  };
}

/** How many instances a mapped task has in the run; null where that is not known. */
export function readCounts(model: GridModel | null, column: GridColumn | null) {
  const rows = new Map(model?.nodes.map((node, row) => [node.id, row]));
  return (task: string): number | null => {
    const counts = column?.counts.get(rows.get(task) ?? -1);
    return counts === undefined ? null : Object.values(counts).reduce((sum, count) => sum + count, 0);
  };
}
