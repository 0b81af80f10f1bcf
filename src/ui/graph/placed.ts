import type { Box } from "./graph-model.ts";

export interface Placed {
  readonly box: Box;
  /** Relative to the box around it. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels between layers, and between boxes of one layer. */
export const SPACE = { layers: 56, boxes: 14 } as const;
/** Pixels between the frame of a group and what it holds; its name stands at the top. */
export const PADDING = { top: 38, side: 14 } as const;
