export interface RunLabel {
  readonly text: string;
  /** Index of the run it stands under. */
  readonly column: number;
  /** 0 for days, 1 for times. */
  readonly line: number;
  readonly isStrong: boolean;
}

/** Widths of a day and of a time in CSS pixels, with the space after them. */
const DAY_WIDTH = 46;
const TIME_WIDTH = 36;

/** How an instant is written, epoch milliseconds in the person's zone. */
export interface LabelFormats {
  /** Tells one zone and language from another. */
  readonly key: string;
  readonly day: (at: number) => string;
  readonly clock: (at: number) => string;
}

/** Each day once where it begins, and as many times as have room: none lies over another. */
export function labelRuns(instants: readonly number[], columnWidth: number, formats: LabelFormats): RunLabel[] {
  const labels: RunLabel[] = [];
  let free = [0, 0];
  let day = "";
  instants.forEach((at, column) => {
    const x = column * columnWidth;
    const text = formats.day(at);
    if (text !== day && x >= (free[0] ?? 0)) {
      labels.push({ text, column, line: 0, isStrong: true });
      free = [x + DAY_WIDTH, free[1] ?? 0];
      day = text;
    }
    if (x < (free[1] ?? 0)) return;
    labels.push({ text: formats.clock(at), column, line: 1, isStrong: false });
    free = [free[0] ?? 0, x + TIME_WIDTH];
  });
  return labels;
}
