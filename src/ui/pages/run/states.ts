import { buildGrid, type GridAnswer } from "../../api/grid.ts";
import { ABSENT, codeOf } from "../../grid/grid-model.ts";

/** How many task instances of a run are where. */
export interface RunStates {
  readonly count: number;
  readonly done: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  /** By code of state. */
  readonly byCode: ReadonlyMap<number, number>;
}

const DONE = new Set((["success", "failed", "skipped", "upstream_failed", "removed"] as const).map(codeOf));

/** Counts a run's states from its column in the grid; null when it is not there. */
export function readRunStates(answer: GridAnswer, runId: string): RunStates | null {
  const model = buildGrid({ ...answer, runs: answer.runs.filter((run) => run.dag_run_id === runId) });
  const [column] = model.columns;
  if (column === undefined) return null;
  const byCode = new Map<number, number>();
  const add = (code: number, count: number) => byCode.set(code, (byCode.get(code) ?? 0) + count);
  model.nodes.forEach((node, row) => {
    const code = column.codes[row] ?? ABSENT;
    if (node.isGroup || code === ABSENT) return;
    const counts = column.counts.get(row);
    if (counts === undefined) add(code, 1);
    else for (const [mapped, count] of Object.entries(counts)) add(Number(mapped), count);
  });
  const entries = [...byCode];
  return {
    count: entries.reduce((sum, [, count]) => sum + count, 0),
    done: entries.reduce((sum, [code, count]) => sum + (DONE.has(code) ? count : 0), 0),
    failed: byCode.get(codeOf("failed")) ?? 0,
    upstreamFailed: byCode.get(codeOf("upstream_failed")) ?? 0,
    byCode,
  };
}

/** The middle of the durations of runs that succeeded, in milliseconds; null when there are none. */
export function findUsual(
  runs: readonly { readonly state: string; readonly duration: number | null }[],
): number | null {
  const durations = runs
    .flatMap(({ state, duration }) => (state === "success" && duration !== null ? [duration * 1000] : []))
    .toSorted((one, other) => one - other);
  return durations[Math.floor(durations.length / 2)] ?? null;
}

/** The run that comes after another one in a list; null when there is none. */
export function findAfter(runs: readonly { readonly dag_run_id: string }[], runId: string): string | null {
  const at = runs.findIndex(({ dag_run_id }) => dag_run_id === runId);
  return at < 0 ? null : (runs[at + 1]?.dag_run_id ?? null);
}
