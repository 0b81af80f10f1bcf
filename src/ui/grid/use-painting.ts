import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { findRange, HEADER_HEIGHT, ROW_HEIGHT } from "./layout.ts";
import { paintGrid, type Place, type Scene } from "./paint.ts";
import { makeSprites } from "./sprites.ts";

export type Still = Omit<Scene, "scrollTop" | "scrollLeft" | "scale" | "sprites">;

interface Painting {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** The names beside the cells: moved by the same hand that paints, so that both are of one frame. */
  readonly names: RefObject<HTMLDivElement | null>;
  /** First and last + 1 of the rows in sight. */
  readonly range: readonly [number, number];
  readonly onScroll: () => void;
}

/** Keeps the canvas as the scene and the scroll position say. One frame paints once, whatever changed in it. */
export function usePainting(scroller: RefObject<HTMLElement | null>, still: Still, onMoved: () => void): Painting {
  const canvas = useRef<HTMLCanvasElement>(null);
  const names = useRef<HTMLDivElement>(null);
  const [firstRow, setFirstRow] = useState(0);
  const scale = window.devicePixelRatio;
  const { palette, layout, height, rows } = still;
  const sprites = useMemo(() => makeSprites(palette, layout.columnWidth, scale), [palette, layout.columnWidth, scale]);
  const paint = useRef(() => {});
  const painted = useRef<Painted | null>(null);
  useLayoutEffect(() => {
    const next = { ...still, sprites, scale };
    // A frame that only scrolled has painted already: the names that follow it change nothing of the picture.
    if (painted.current !== null && isSame(painted.current, next)) return;
    painted.current = next;
    resize(canvas.current, still, scale);
    paint.current = () => {
      const { scrollTop, scrollLeft } = scroller.current ?? { scrollTop: 0, scrollLeft: 0 };
      const context = canvas.current?.getContext("2d", { alpha: false }) ?? null;
      if (context !== null) paintGrid(context, { ...still, sprites, scale, scrollTop, scrollLeft });
      if (names.current !== null) names.current.style.transform = `translateY(${-scrollTop}px)`;
    };
    paint.current();
  });
  const frame = useRef(0);
  const onScroll = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      paint.current();
      flushSync(() => {
        setFirstRow(Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT));
        onMoved();
      });
    });
  }, [scroller, onMoved]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const range = findRange(firstRow * ROW_HEIGHT, height - HEADER_HEIGHT + ROW_HEIGHT, ROW_HEIGHT, rows.length);
  return { canvas, names, range, onScroll };
}

type Painted = Omit<Scene, "scrollTop" | "scrollLeft">;

function isSame(one: Painted, other: Painted): boolean {
  const { marks, ...rest } = one;
  const isMarked = isSamePlace(marks.hover, other.marks.hover) && isSamePlace(marks.cursor, other.marks.cursor);
  const facts: Partial<Record<string, unknown>> = other;
  return (
    isMarked &&
    isSamePlace(marks.selected, other.marks.selected) &&
    Object.entries(rest).every(([name, value]) => facts[name] === value)
  );
}

function isSamePlace(one: Place | null, other: Place | null): boolean {
  return one?.row === other?.row && one?.column === other?.column;
}

/** A canvas of another size is emptied, so it is only set when it differs. */
function resize(canvas: HTMLCanvasElement | null, { width, height }: Still, scale: number): void {
  if (canvas === null) return;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}
