import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { usePreferences } from "../theme/preferences.ts";

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row, index: number) => ReactNode;
  /** Classes of header and cells: alignment, and from which width on the column is there (`hidden lg:flex`). */
  readonly className?: string;
}

interface TableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Tailwind classes of the columns' widths, e.g. `grid-cols-[1fr_6rem] lg:grid-cols-[1fr_6rem_12rem]`. */
  readonly grid: string;
  /** From useListKeys; scrolled into view. */
  readonly active?: number;
  readonly isSelected?: (row: Row) => boolean;
  /** Called when the last rows come near, to load more. */
  readonly onEnd?: () => void;
}

/** Height of rows in pixels by density; the style sheet's --row says the same. */
const HEIGHTS = { comfortable: 36, compact: 30 } as const;

/** Rows of one height, of which only the visible ones exist: a hundred thousand cost what thirty do. Fills its parent. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, columns, grid, active = -1, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRows(scroller, rows.length, active, onEnd);
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-auto outline-none"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={`sticky top-0 z-10 grid h-8 items-center gap-3 border-b border-line bg-canvas px-3 sm:px-4 ${grid}`}
      >
        {columns.map(({ id, header, className = "" }) => (
          <div
            key={id}
            role="columnheader"
            className={`flex min-w-0 items-center text-xs font-medium whitespace-nowrap text-ink-3 ${className}`}
          >
            {header}
          </div>
        ))}
      </div>
      <div className="relative" style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <TableRow key={index} table={props} index={index} start={start} />
        ))}
      </div>
    </div>
  );
}

interface RowProps<Row> {
  readonly table: TableProps<Row>;
  readonly index: number;
  readonly start: number;
}

function TableRow<Row>({ table, index, start }: RowProps<Row>) {
  const { rows, rowKey, columns, grid, active, isSelected } = table;
  const row = rows[index];
  if (row === undefined) return null;
  const isChosen = isSelected?.(row) === true;
  return (
    <div
      role="row"
      data-key={rowKey(row)}
      aria-rowindex={index + 2}
      {...(isSelected === undefined ? {} : { "aria-selected": isChosen })}
      className={`group/row absolute inset-x-0 grid h-(--row) items-center gap-3 border-b border-line px-3 hover:bg-hover sm:px-4 ${grid} ${isChosen ? "bg-selected" : "bg-surface"} ${index === active ? "shadow-[inset_3px_0_0_var(--accent)]" : ""}`}
      style={{ transform: `translateY(${start}px)` }}
    >
      {columns.map(({ id, cell, className = "" }) => (
        <div key={id} role="cell" className={`flex min-w-0 items-center ${className}`}>
          {cell(row, index)}
        </div>
      ))}
    </div>
  );
}

function useRows(scroller: RefObject<HTMLDivElement | null>, count: number, active: number, onEnd?: () => void) {
  const height = HEIGHTS[usePreferences().density];
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 32,
  });
  useEffect(() => virtualizer.measure(), [height, virtualizer]);
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active);
  }, [active, virtualizer]);
  const last = virtualizer.getVirtualItems().at(-1)?.index ?? -1;
  useEffect(() => {
    if (count > 0 && last >= count - 20) onEnd?.();
  }, [last, count, onEnd]);
  return virtualizer;
}
