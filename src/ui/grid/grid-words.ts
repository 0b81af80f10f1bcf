import type { Translate } from "../words/catalogue.ts";
import { formatDuration, formatTime } from "../time/format.ts";
import { ABSENT, stateOf, type Counts, type GridModel, type GridRun } from "./grid-model.ts";
import { measureRun } from "./paint-head.ts";

/** A run as the head of its column is read out and shown. */
export function describeRun(t: Translate, run: GridRun): string {
  const duration = run.endedAt === null ? "" : ` · ${formatDuration(measureRun(run))}`;
  return `${formatTime(run.runAfter)} · ${t(`state.${run.state}`)}${duration}`;
}

/** The state of one cell in words. */
export function describeState(t: Translate, code: number): string {
  const state = code === ABSENT ? null : stateOf(code);
  return state === null ? t("grid.absent") : t(`state.${state}`);
}

/** `3 failed · 997 success`: what asks for attention first. */
export function describeCounts(t: Translate, counts: Counts): string[] {
  return Object.entries(counts).map(([code, count]) =>
    t("grid.count", { count, state: describeState(t, Number(code)) }),
  );
}

/** What a reader says of a cell. */
export function describeCell(t: Translate, model: GridModel, row: number, column: number): string {
  const run = model.columns[column]?.run;
  const node = model.nodes[row];
  if (run === undefined || node === undefined) return "";
  const counts = model.counts(row, column);
  const state = describeState(t, model.code(row, column));
  const parts = [node.id, describeRun(t, run), state, ...(counts === null ? [] : describeCounts(t, counts))];
  return parts.join(", ");
}
