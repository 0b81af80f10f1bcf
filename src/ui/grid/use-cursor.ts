import { useCallback, useState, type KeyboardEvent, type RefObject } from "react";
import { moveCursor, type Cursor } from "./grid-keys.ts";
import { HEADER_HEIGHT, ROW_HEIGHT, type Layout } from "./layout.ts";
import type { Place } from "./paint.ts";

interface CursorOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly layout: Layout;
  readonly rows: number;
  readonly columns: number;
  readonly selected: Place | null;
  readonly onEnter: (cursor: Cursor) => void;
  readonly onToggle: (cursor: Cursor) => void;
}

/** The cell under the keyboard. It begins at what is chosen, else at the first task of the newest run. */
export function useCursor(options: CursorOptions) {
  const { scroller, layout, rows, columns, selected, onEnter, onToggle } = options;
  // What is chosen elsewhere takes the keyboard along: a move counts for the choice it began at.
  const chosen = `${selected?.row ?? -1} ${selected?.column ?? -1}`;
  const [moved, setMoved] = useState<{ readonly to: Cursor; readonly chosen: string } | null>(null);
  const [hasFocus, setFocus] = useState(false);
  const start = { row: Math.max(selected?.row ?? 0, -1), column: findColumn(selected, columns) };
  const wanted = moved?.chosen === chosen ? moved.to : start;
  const cursor = { row: Math.min(wanted.row, rows - 1), column: Math.min(wanted.column, columns - 1) };
  const show = useCallback(
    (to: Cursor) => {
      if (scroller.current !== null) scrollTo(scroller.current, layout, to);
    },
    [scroller, layout],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEADER_HEIGHT) / ROW_HEIGHT) - 1);
    const next = moveCursor(cursor, event.key, event.ctrlKey || event.metaKey, { rows, columns, page });
    if (next !== null) {
      setMoved({ to: next, chosen });
      show(next);
    } else if (event.key === "Enter") onEnter(cursor);
    else if (event.key === " ") onToggle(cursor);
    else return;
    event.preventDefault();
  };
  const focus = { onFocus: () => setFocus(true), onBlur: () => setFocus(false) };
  return { cursor, hasFocus, focus, onKeyDown, show };
}

function findColumn(selected: Place | null, columns: number): number {
  const column = selected?.column ?? -1;
  return column < 0 ? Math.max(0, columns - 1) : column;
}

/** Scrolls no further than it takes to see the cell whole. */
function scrollTo(element: HTMLElement, layout: Layout, { row, column }: Cursor): void {
  const room = element.clientHeight - HEADER_HEIGHT;
  const top = row * ROW_HEIGHT;
  if (row >= 0 && top < element.scrollTop) element.scrollTo({ top });
  if (row >= 0 && top + ROW_HEIGHT > element.scrollTop + room) element.scrollTo({ top: top + ROW_HEIGHT - room });
  const across = element.clientWidth - layout.nameWidth;
  const left = column * layout.columnWidth;
  if (left < element.scrollLeft) element.scrollTo({ left });
  const right = left + layout.columnWidth;
  if (right > element.scrollLeft + across) element.scrollTo({ left: right - across });
}
