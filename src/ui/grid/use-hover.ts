import { useCallback, useRef, useState, type PointerEvent, type RefObject } from "react";
import { HEADER_HEIGHT, ROW_HEIGHT, type Layout } from "./layout.ts";
import type { Place } from "./paint.ts";

interface Hover {
  readonly hover: Place | null;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  /** After scrolling: another cell may stand below a pointer that rests. */
  readonly lookAgain: () => void;
  readonly locate: (event: { readonly clientX: number; readonly clientY: number }) => Place | null;
}

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
    ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Place | null => {
      const element = scroller.current;
      if (element === null) return null;
      const box = element.getBoundingClientRect();
      const [x, y] = [clientX - box.left, clientY - box.top];
      const across = Math.floor((x - layout.nameWidth + element.scrollLeft) / layout.columnWidth);
      const column = x < layout.nameWidth ? -1 : across;
      const row = y < HEADER_HEIGHT ? -1 : Math.floor((y - HEADER_HEIGHT + element.scrollTop) / ROW_HEIGHT);
      const isInside = row < rows && column < columns && (row >= 0 || column >= 0);
      return isInside ? { row, column } : null;
    },
    [scroller, layout, rows, columns],
  );
  const look = useCallback(() => {
    const next = pointer.current === null ? null : locate(pointer.current);
    setHover((before) => (before?.row === next?.row && before?.column === next?.column ? before : next));
  }, [locate]);
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    pointer.current = { clientX: event.clientX, clientY: event.clientY };
    look();
  };
  const onPointerLeave = () => {
    pointer.current = null;
    look();
  };
  return { hover, onPointerMove, onPointerLeave, lookAgain: look, locate };
}
