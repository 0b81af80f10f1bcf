/** Where the keyboard stands: an index into the rows on show, -1 for the head of the run, and a column. */
export interface Cursor {
  readonly row: number;
  readonly column: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows on one page. */
  readonly page: number;
}

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  k: [-1, 0],
  j: [1, 0],
  h: [0, -1],
  "[": [0, -1],
  "]": [0, 1],
};

/** Where a key leads; null for a key that leads nowhere. */
export function moveCursor(cursor: Cursor, key: string, isControl: boolean, extent: Extent): Cursor | null {
  const step = findStep(cursor, key, isControl, extent);
  if (step === null) return null;
  const row = Math.max(-1, Math.min(extent.rows - 1, cursor.row + step[0]));
  const column = Math.max(0, Math.min(extent.columns - 1, cursor.column + step[1]));
  return { row, column };
}

function findStep(cursor: Cursor, key: string, isControl: boolean, extent: Extent): readonly [number, number] | null {
  switch (key) {
    case "PageUp":
      return [-extent.page, 0];
    case "PageDown":
      return [extent.page, 0];
    case "Home":
      return isControl ? [-extent.rows - 1, -extent.columns] : [0, -extent.columns];
    case "End":
      return isControl ? [extent.rows, extent.columns] : [0, extent.columns];
    default:
      return isControl ? null : (STEPS[key] ?? null);
  }
}
