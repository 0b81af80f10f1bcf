/** Height of a row that does not wrap, CSS pixels. */
export const LINE_HEIGHT = 20;
/** No browser lays out a box that is much taller; a longer log is scrolled by a larger step for each pixel. */
const TALLEST = 15_000_000;

export interface ScrollPlan {
  /** Height of what the scroll bar believes in. */
  readonly height: number;
  /** Pixels of the log for a pixel of the scroll bar. */
  readonly scale: number;
}

export function planScroll(rows: number, viewport: number): ScrollPlan {
  const whole = rows * LINE_HEIGHT;
  if (whole <= TALLEST) return { height: whole, scale: 1 };
  return { height: TALLEST, scale: (whole - viewport) / (TALLEST - viewport) };
}

export interface Window {
  readonly first: number;
  readonly last: number;
  /** How much of the first row is above the upper edge, from 0 to 1. */
  readonly hidden: number;
}

/** The rows in sight at a position of the scroll bar. */
export function findWindow(scrollTop: number, rows: number, viewport: number): Window {
  const { scale } = planScroll(rows, viewport);
  const top = Math.max(0, scrollTop * scale);
  const first = Math.min(Math.floor(top / LINE_HEIGHT), Math.max(0, rows - 1));
  return {
    first,
    last: Math.min(rows, first + Math.ceil(viewport / LINE_HEIGHT) + 1),
    hidden: (top / LINE_HEIGHT) % 1,
  };
}

/**
 * Where the scroll bar must stand so that a row has `above` pixels of the view above it: a third of the view where rows
 * are of one height, and less where those above may wrap and push it out.
 */
export function findScroll(row: number, rows: number, viewport: number, above = viewport / 3): number {
  const { scale } = planScroll(rows, viewport);
  return Math.max(0, (row * LINE_HEIGHT - above) / scale);
}
