import { useCallback, useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";
import { HEADER_HEIGHT, ROW_HEIGHT, type Layout } from "./layout.ts";
import type { Place } from "./paint.ts";

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

interface Hover {
  readonly hover: Place | null;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  /** Scrolled: when it is over, another cell may stand below a pointer that rests. */
  readonly lookAgain: () => void;
  readonly locate: (point: Point) => Place | null;
}

/** How long scrolling rests before a cell is pointed at again, in milliseconds. */
const SETTLED = 120;

/** Which cell is pointed at. It changes from cell to cell, not from pixel to pixel. */
export function useHover(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout,
  rows: number,
  columns: number,
): Hover {
  const [hover, setHover] = useState<Place | null>(null);
  const pointer = useRef<{ clientX: number; clientY: number } | null>(null);
  const locate = useCallback(
    (point: Point) => (scroller.current === null ? null : findCell(scroller.current, point, { layout, rows, columns })),
    [scroller, layout, rows, columns],
  );
  const look = useCallback(() => {
    const next = pointer.current === null ? null : locate(pointer.current);
    setHover((before) => (before?.row === next?.row && before?.column === next?.column ? before : next));
  }, [locate]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lookAgain = useCallback(() => {
    setHover(null);
    clearTimeout(timer.current);
    timer.current = setTimeout(look, SETTLED);
  }, [look]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    pointer.current = { clientX: event.clientX, clientY: event.clientY };
    look();
  };
  const onPointerLeave = () => {
    pointer.current = null;
    look();
  };
  return { hover, onPointerMove, onPointerLeave, lookAgain, locate };
}

interface Extent {
  readonly layout: Layout;
  readonly rows: number;
  readonly columns: number;
}

/** The cell at a point of the window; null beside all cells. */
function findCell(element: HTMLElement, { clientX, clientY }: Point, { layout, rows, columns }: Extent): Place | null {
  const box = element.getBoundingClientRect();
  const [x, y] = [clientX - box.left, clientY - box.top];
  const across = Math.floor((x - layout.nameWidth + element.scrollLeft) / layout.columnWidth);
  const column = x < layout.nameWidth ? -1 : across;
  const row = y < HEADER_HEIGHT ? -1 : Math.floor((y - HEADER_HEIGHT + element.scrollTop) / ROW_HEIGHT);
  const isInside = row < rows && column < columns && (row >= 0 || column >= 0);
  return isInside ? { row, column } : null;
}
