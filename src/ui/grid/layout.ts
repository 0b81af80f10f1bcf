/** Lengths in CSS pixels. */
export const ROW_HEIGHT = 24;
export const HEADER_HEIGHT = 92;
const NARROWEST = 14;
const WIDEST = 56;
const LEAST_NAMES = 132;
const MOST_NAMES = 420;

export interface Layout {
  readonly nameWidth: number;
  readonly columnWidth: number;
  /** Width of all columns: more than the room beside the names when they do not fit. */
  readonly columnsWidth: number;
}

/**
 * Shares a width among names and runs: runs get as much as they can use, so that all fit where a person can still tell
 * them apart, and names get what is left, up to what the longest needs: no gap parts a name from its cells. `longest` is its length in characters.
 */
export function layOut(width: number, runs: number, longest: number): Layout {
  const wanted = Math.min(MOST_NAMES, Math.max(LEAST_NAMES, longest * 7 + 36));
  const least = Math.min(wanted, Math.max(LEAST_NAMES, Math.floor(width * 0.22)));
  const fitting = runs === 0 ? WIDEST : Math.floor((width - wanted) / runs);
  const tight = runs === 0 ? WIDEST : Math.floor((width - least) / runs);
  const columnWidth = clamp(fitting >= 20 ? fitting : Math.min(20, tight), NARROWEST, WIDEST);
  const columnsWidth = columnWidth * runs;
  return { nameWidth: clamp(width - columnsWidth, least, wanted), columnWidth, columnsWidth };
}

/** First and last + 1 of the items that are in sight, and one more at each end. */
export function findRange(scrolled: number, size: number, item: number, count: number): readonly [number, number] {
  const first = Math.max(0, Math.floor(scrolled / item));
  return [Math.min(first, count), Math.min(count, Math.ceil((scrolled + size) / item) + 1)];
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
