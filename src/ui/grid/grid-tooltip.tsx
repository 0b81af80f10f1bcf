import { StateBadge, StateIcon } from "../kit/state-icon.tsx";
import { formatDuration, formatTime } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";
import { ABSENT, stateOf, type GridModel } from "./grid-model.ts";
import { describeCounts, describeState } from "./grid-words.ts";
import type { Place } from "./paint.ts";
import { measureRun } from "./paint-head.ts";

interface TooltipProps {
  readonly model: GridModel;
  /** Row of the model, -1 for the head of the run. */
  readonly cell: Place;
  /** Where the cell is, in the grid's own pixels, and how wide the grid is. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 260;
const BELOW = 130;

/** It stands beside the cell rather than at the pointer, takes no pointer itself, and so never flickers. */
export function GridTooltip({ model, cell, x, y, width, height }: TooltipProps) {
  const isRight = x + WIDTH + 12 < width;
  const isAbove = y > height - BELOW;
  const left = isRight ? x + 6 : Math.max(4, x - WIDTH - 30);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-10 grid gap-0.5 rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-(--shadow)"
      style={{ left, width: WIDTH, ...(isAbove ? { bottom: height - y + 4 } : { top: y + 28 }) }}
    >
      <TaskPart model={model} cell={cell} />
      <RunPart model={model} column={cell.column} />
    </div>
  );
}

function TaskPart({ model, cell: { row, column } }: Pick<TooltipProps, "model" | "cell">) {
  const t = useWords();
  const node = model.nodes[row];
  if (node === undefined) return null;
  const code = model.code(row, column);
  const state = code === ABSENT ? null : stateOf(code);
  const counts = model.counts(row, column);
  return (
    <>
      <span className="truncate font-medium">{node.id}</span>
      {column >= 0 && state !== null && <StateBadge state={state} />}
      {column >= 0 && state === null && <span className="text-ink-3">{describeState(t, code)}</span>}
      {counts !== null && column >= 0 && <span className="text-ink-2">{describeCounts(t, counts).join(" · ")}</span>}
    </>
  );
}

function RunPart({ model, column }: { readonly model: GridModel; readonly column: number }) {
  const t = useWords();
  const run = model.columns[column]?.run;
  if (run === undefined) return null;
  return (
    <div className="mt-1 grid border-t border-line pt-1 text-ink-2 first:mt-0 first:border-0 first:pt-0">
      <span className="flex items-center gap-1.5">
        <StateIcon state={run.state} size={12} isDecoration />
        {formatTime(run.runAfter)}
        {run.endedAt !== null && <span>· {formatDuration(measureRun(run))}</span>}
      </span>
      <span className="truncate text-ink-3">{run.runId}</span>
      <span className="text-ink-3">
        {t("grid.type")}: {t(`runs.type_${run.runType}`)}
      </span>
    </div>
  );
}
