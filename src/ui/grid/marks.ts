import type { TaskState } from "../../core/state.ts";
import { STATES } from "../theme/states.ts";

type Point = readonly [x: number, y: number];
/** Lines of a mark in a square from -1 to 1; a state without lines shows its letter. */
const LINES: Partial<Readonly<Record<TaskState, readonly (readonly Point[])[]>>> = {
  success: [
    [
      [-0.7, 0.05],
      [-0.2, 0.55],
      [0.7, -0.55],
    ],
  ],
  failed: [
    [
      [-0.55, -0.55],
      [0.55, 0.55],
    ],
    [
      [-0.55, 0.55],
      [0.55, -0.55],
    ],
  ],
  upstream_failed: [
    [
      [0, 0.7],
      [0, -0.7],
    ],
    [
      [-0.5, -0.2],
      [0, -0.7],
      [0.5, -0.2],
    ],
  ],
  running: [
    [
      [-0.4, -0.6],
      [0.6, 0],
      [-0.4, 0.6],
      [-0.4, -0.6],
    ],
  ],
  skipped: [
    [
      [-0.5, -0.5],
      [0, 0],
      [-0.5, 0.5],
    ],
    [
      [0.1, -0.5],
      [0.6, 0],
      [0.1, 0.5],
    ],
  ],
};

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws what tells a state without its colour, about `size` wide, around a point. */
export function drawMark(context: Context, state: TaskState, [x, y]: Point, size: number): void {
  const lines = LINES[state];
  if (lines === undefined) return drawLetter(context, STATES[state].letter, [x, y], size);
  context.lineWidth = Math.max(1.4, size / 6);
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  for (const line of lines) {
    line.forEach(([across, down], index) => {
      const to: Point = [x + (across * size) / 2, y + (down * size) / 2];
      if (index === 0) context.moveTo(...to);
      else context.lineTo(...to);
    });
  }
  context.stroke();
}

function drawLetter(context: Context, letter: string, [x, y]: Point, size: number): void {
  context.font = `600 ${Math.round(size * 1.15)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(letter, x, y + 0.5);
}
