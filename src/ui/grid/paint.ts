import { ABSENT, type GridModel } from "./grid-model.ts";
import { paintHead } from "./paint-head.ts";
import { findRange, HEADER_HEIGHT, ROW_HEIGHT, type Layout } from "./layout.ts";
import type { Palette } from "./palette.ts";
import type { RunLabel } from "./run-labels.ts";
import type { Sprites } from "./sprites.ts";

/** Everything a picture of the grid depends on. Lengths are CSS pixels. */
export interface Scene {
  readonly model: GridModel;
  /** Indexes of the rows on show. */
  readonly rows: readonly number[];
  /** Indexes of groups that are closed. */
  readonly folded: ReadonlySet<string>;
  readonly layout: Layout;
  readonly palette: Palette;
  readonly sprites: Sprites;
  readonly labels: readonly RunLabel[];
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly scrollLeft: number;
  readonly scale: number;
  /** Cells that are marked: `row` is an index into the rows on show, -1 for the head; `column` -1 is the name. */
  readonly marks: Marks;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Marks {
  readonly hover: Place | null;
  readonly selected: Place | null;
  /** Where the keyboard stands, while it is in the grid. */
  readonly cursor: Place | null;
}

type Context = CanvasRenderingContext2D;

/** Paints what is in sight; the cost depends on the screen, not on the grid. */
export function paintGrid(context: Context, scene: Scene): void {
  const { width, height, scale, palette, layout } = scene;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(layout.nameWidth, 0, width - layout.nameWidth, height);
  context.clip();
  paintCells(context, scene);
  paintHead(context, scene);
  paintCursor(context, scene);
  context.restore();
}

/** Where a cell begins. */
function findPlace({ layout, scrollLeft, scrollTop }: Scene, { row, column }: Place) {
  const x = layout.nameWidth - scrollLeft + column * layout.columnWidth;
  return { x, y: row < 0 ? 0 : HEADER_HEIGHT + row * ROW_HEIGHT - scrollTop };
}

/** Row and column of what is pointed at and of what is chosen, below the cells. */
function paintBands(context: Context, scene: Scene): void {
  const { marks, palette, width, height, layout } = scene;
  const bands = [
    [marks.hover, palette.hover],
    [marks.selected, palette.selected],
  ] as const;
  for (const [place, colour] of bands) {
    if (place === null) continue;
    const { x, y } = findPlace(scene, place);
    context.fillStyle = colour;
    if (place.row >= 0) context.fillRect(0, y, width, ROW_HEIGHT);
    if (place.column >= 0) context.fillRect(x, 0, layout.columnWidth, height);
  }
}

function paintCursor(context: Context, scene: Scene): void {
  const { marks, palette, layout } = scene;
  if (marks.cursor === null) return;
  const { x, y } = findPlace(scene, marks.cursor);
  if (marks.cursor.row >= 0 && y < HEADER_HEIGHT - ROW_HEIGHT) return;
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  const height = marks.cursor.row < 0 ? HEADER_HEIGHT : ROW_HEIGHT;
  context.strokeRect(x + 0.5, y + 1, layout.columnWidth - 1, height - 2);
}

/** Columns in sight, and where the first pixel of column 0 is. */
export function findColumns({ layout, model, width, scrollLeft }: Scene) {
  const room = width - layout.nameWidth;
  const [first, last] = findRange(scrollLeft, room, layout.columnWidth, model.columns.length);
  return { first, last, origin: layout.nameWidth - scrollLeft };
}

function paintCells(context: Context, scene: Scene): void {
  const { rows, height, scrollTop, palette, width } = scene;
  const [first, last] = findRange(scrollTop, height - HEADER_HEIGHT, ROW_HEIGHT, rows.length);
  paintBands(context, scene);
  context.fillStyle = palette.line;
  for (let at = first; at < last; at += 1) {
    const y = HEADER_HEIGHT + at * ROW_HEIGHT - scrollTop;
    context.fillRect(0, y + ROW_HEIGHT - 1, width, 1);
  }
  for (let at = first; at < last; at += 1) {
    paintRow(context, scene, rows[at] ?? 0, HEADER_HEIGHT + at * ROW_HEIGHT - scrollTop);
  }
}

function paintRow(context: Context, scene: Scene, row: number, y: number): void {
  const { model, layout, sprites, folded } = scene;
  const { first, last, origin } = findColumns(scene);
  const node = model.nodes[row];
  if (node === undefined) return;
  const isOpenGroup = node.isGroup && !folded.has(node.id);
  for (let column = first; column < last; column += 1) {
    const code = model.code(row, column);
    const image = sprites.images[code];
    if (code === ABSENT || image === undefined) continue;
    const x = origin + column * layout.columnWidth;
    if (isOpenGroup) paintThin(context, scene, code, [x, y]);
    else context.drawImage(image, x, y, sprites.width, sprites.height);
    if (node.isMapped && !isOpenGroup) paintShares(context, scene, [row, column], [x, y]);
  }
}

/** An open group says little: its rows stand below it. */
function paintThin(
  context: Context,
  { layout, palette }: Scene,
  code: number,
  [x, y]: readonly [number, number],
): void {
  context.fillStyle = palette.fills[code] ?? palette.line;
  context.fillRect(x + 1, y + ROW_HEIGHT / 2 - 2, layout.columnWidth - 2, 4);
}

/** The foot of a mapped task's cell shows how its instances share the states. */
function paintShares(
  context: Context,
  scene: Scene,
  cell: readonly [number, number],
  at: readonly [number, number],
): void {
  const { model, layout, palette } = scene;
  const counts = model.counts(...cell);
  const entries = Object.entries(counts ?? {});
  if (entries.length < 2) return;
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const width = layout.columnWidth - 2;
  const [x, y] = [at[0] + 1, at[1] + ROW_HEIGHT - 6];
  context.fillStyle = palette.surface;
  context.fillRect(x, y - 1, width, 4);
  let done = 0;
  for (const [code, count] of entries) {
    // A single failure among a thousand still has its pixel.
    const share = Math.max(1.5, (count / total) * width);
    context.fillStyle = palette.fills[Number(code)] ?? palette.line;
    context.fillRect(x + Math.min(done, width - 1.5), y, share, 3);
    done += share;
  }
}
