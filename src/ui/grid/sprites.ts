import { stateOf } from "./grid-model.ts";
import { ROW_HEIGHT } from "./layout.ts";
import { drawMark } from "./marks.ts";
import type { Palette } from "./palette.ts";

/** Cells of all states, drawn once: painting a cell is copying a picture. */
export interface Sprites {
  readonly images: readonly OffscreenCanvas[];
  readonly width: number;
  readonly height: number;
}

const ROUND = 3;

/** `width` of a column and `scale` of the screen: pictures have the pixels of the screen. */
export function makeSprites(palette: Palette, width: number, scale: number): Sprites {
  const images = palette.fills.map((fill, code) => drawSprite({ fill, mark: palette.mark, code }, width, scale));
  return { images, width, height: ROW_HEIGHT };
}

interface Look {
  readonly fill: string;
  readonly mark: string;
  readonly code: number;
}

function drawSprite({ fill, mark, code }: Look, width: number, scale: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(ROW_HEIGHT * scale));
  const context = canvas.getContext("2d");
  const state = stateOf(code);
  if (context === null || state === null) return canvas;
  context.scale(scale, scale);
  context.fillStyle = fill;
  context.strokeStyle = fill;
  const [x, y, wide, high] = [1, 3, width - 2, ROW_HEIGHT - 6];
  context.beginPath();
  context.roundRect(x, y, wide, high, ROUND);
  if (state === "none") {
    // What has not begun is an outline, so that it never passes for something that was done.
    context.lineWidth = 1;
    context.stroke();
    return canvas;
  }
  context.fill();
  context.strokeStyle = mark;
  context.fillStyle = mark;
  drawMark(context, state, [width / 2, ROW_HEIGHT / 2], Math.min(10, wide - 4));
  return canvas;
}
