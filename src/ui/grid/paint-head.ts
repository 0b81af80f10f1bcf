import { findRange, HEADER_HEIGHT, type Layout } from "./layout.ts";
import type { RunLabel } from "./run-labels.ts";
import type { GridModel, GridRun } from "./grid-model.ts";
import type { Palette } from "./palette.ts";

const BARS_TOP = 6;
const BARS_HEIGHT = 46;
const LABEL_COLUMNS = 4;
/** Of the line before a day; it ends above the times, which reach over it. */
const DAY_HEIGHT = 17;

interface Head {
  readonly model: GridModel;
  readonly layout: Layout;
  readonly palette: Palette;
  readonly width: number;
  readonly scrollLeft: number;
  /** Made once: writing dates costs more than all cells on a screen. */
  readonly labels: readonly RunLabel[];
  readonly marks: { readonly hover: Chosen; readonly selected: Chosen };
}
type Chosen = { readonly column: number } | null;

/** Each run's duration as a bar in the colour of its state, and below it when it was. */
export function paintHead(context: CanvasRenderingContext2D, head: Head): void {
  const { model, layout, palette, width, scrollLeft } = head;
  const origin = layout.nameWidth - scrollLeft;
  const [first, last] = findRange(scrollLeft, width - layout.nameWidth, layout.columnWidth, model.columns.length);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, HEADER_HEIGHT);
  paintBand(context, head, head.marks.hover, palette.hover);
  paintBand(context, head, head.marks.selected, palette.selected);
  const longest = findLongest(model);
  for (let column = first; column < last; column += 1) {
    const run = model.columns[column]?.run;
    if (run !== undefined) paintBar(context, head, run, [origin + column * layout.columnWidth, longest]);
  }
  context.fillStyle = palette.line;
  context.fillRect(0, BARS_TOP + BARS_HEIGHT, width, 1);
  context.fillRect(0, HEADER_HEIGHT - 1, width, 1);
  paintLabels(context, head, [first, last]);
}

function paintBand(
  context: CanvasRenderingContext2D,
  { layout, scrollLeft }: Head,
  place: Chosen,
  colour: string,
): void {
  if (place === null || place.column < 0) return;
  context.fillStyle = colour;
  context.fillRect(
    layout.nameWidth - scrollLeft + place.column * layout.columnWidth,
    0,
    layout.columnWidth,
    HEADER_HEIGHT,
  );
}

/** The longest duration of a run on show, in milliseconds; at least one. */
export function findLongest(model: GridModel): number {
  return Math.max(1, ...model.columns.map(({ run }) => measureRun(run)));
}

/** How long a run took, 0 for one that has not begun or still runs. */
export function measureRun({ startedAt, endedAt }: GridRun): number {
  return startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt);
}

type BarPlace = readonly [x: number, longest: number];
function paintBar(context: CanvasRenderingContext2D, { layout, palette }: Head, run: GridRun, [x, longest]: BarPlace) {
  const isOver = run.endedAt !== null;
  const share = isOver ? measureRun(run) / longest : 1;
  const height = Math.max(3, share * BARS_HEIGHT);
  const y = BARS_TOP + BARS_HEIGHT - height;
  const wide = layout.columnWidth - 4;
  context.globalAlpha = isOver ? 1 : 0.45;
  context.fillStyle = palette.runs[run.state];
  context.beginPath();
  context.roundRect(x + 2, y, wide, height, [2, 2, 0, 0]);
  context.fill();
  context.globalAlpha = 1;
  if (run.state !== "failed") return;
  // A failed run is told from a good one without its colour.
  context.strokeStyle = palette.mark;
  context.lineWidth = 1.5;
  const [middle, foot] = [x + layout.columnWidth / 2, BARS_TOP + BARS_HEIGHT - 2];
  const arm = Math.min(3, wide / 3);
  if (height < arm * 2 + 4) return;
  context.beginPath();
  context.moveTo(middle - arm, foot - arm * 2);
  context.lineTo(middle + arm, foot);
  context.moveTo(middle + arm, foot - arm * 2);
  context.lineTo(middle - arm, foot);
  context.stroke();
}

function paintLabels(context: CanvasRenderingContext2D, head: Head, [first, last]: readonly [number, number]): void {
  const { labels, layout, palette, scrollLeft } = head;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { text, column, line, isStrong } of labels) {
    // A label reaches over its neighbours, so that the ones before the first column in sight may be seen too.
    if (column < first - LABEL_COLUMNS || column >= last) continue;
    const x = layout.nameWidth - scrollLeft + column * layout.columnWidth + 2;
    context.fillStyle = isStrong ? palette.ink : palette.faint;
    context.fillText(text, x, BARS_TOP + BARS_HEIGHT + 11 + line * 15);
    if (!isStrong) continue;
    context.fillStyle = palette.line;
    context.fillRect(x - 3, BARS_TOP + BARS_HEIGHT, 1, DAY_HEIGHT);
  }
}
