import { useId, useLayoutEffect, useMemo, useRef, type MouseEvent, type RefObject } from "react";
import { usePreferences } from "../theme/preferences.ts";
import { formatClock } from "../time/format.ts";
import { formatDay } from "./day.ts";
import { GridBody } from "./grid-body.tsx";
import { findChoice, measureNames, readChoice, type Choice } from "./grid-choice.ts";
import type { GridModel } from "./grid-model.ts";
import { GridTooltip } from "./grid-tooltip.tsx";
import { HEADER_HEIGHT, layOut, ROW_HEIGHT, type Layout } from "./layout.ts";
import type { Place } from "./paint.ts";
import { labelRuns, type RunLabel } from "./run-labels.ts";
import { useCursor } from "./use-cursor.ts";
import { useHover } from "./use-hover.ts";
import { usePainting } from "./use-painting.ts";
import { usePalette } from "./use-palette.ts";
import { useViewport } from "../kit/use-viewport.ts";

export interface GridViewProps {
  readonly model: GridModel;
  readonly label: string;
  /** Indexes of the rows on show. */
  readonly rows: readonly number[];
  /** Ids of closed groups. */
  readonly folded: ReadonlySet<string>;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  /** Enter on what is chosen already, or a double click. */
  readonly onOpen: (choice: Choice) => void;
  readonly onFold: (id: string) => void;
}

/** Tasks by runs. The cells are painted; readers are told of one at a time, the one under the keyboard. */
export function GridView(props: GridViewProps) {
  const { model, rows, choice, label } = props;
  const id = useId();
  const grid = useGrid(props);
  const { scroller, pointing, keyboard, onScroll, onClick, onDoubleClick } = grid;
  return (
    <div
      ref={scroller}
      role="treegrid"
      dir="ltr"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={model.columns.length + 1}
      aria-activedescendant={`${id}-active`}
      data-choice={choice.task ?? choice.run ?? ""}
      className="relative h-full overflow-auto bg-surface outline-none focus-visible:outline-2 focus-visible:-outline-offset-2"
      onScroll={onScroll}
      onKeyDown={keyboard.onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onPointerMove={pointing.onPointerMove}
      onPointerLeave={pointing.onPointerLeave}
      {...keyboard.focus}
    >
      <Stage id={id} props={props} grid={grid} />
    </div>
  );
}

interface StageProps {
  readonly id: string;
  readonly props: GridViewProps;
  readonly grid: ReturnType<typeof useGrid>;
}

/** It stays where it is while the box around it scrolls, and shows another part of the grid. */
function Stage({ id, props, grid }: StageProps) {
  const { model, rows, folded } = props;
  const { scroller, canvas, names, layout, pointing, keyboard, range, width, height, selected } = grid;
  return (
    <div style={{ height: HEADER_HEIGHT + rows.length * ROW_HEIGHT, width: layout.nameWidth + layout.columnsWidth }}>
      <div className="sticky start-0 top-0 overflow-hidden" style={{ width, height }}>
        <canvas ref={canvas} aria-hidden className="absolute inset-0" style={{ width, height }} />
        {width > 0 && (
          <GridBody
            {...{ id, model, rows, folded, range }}
            names={names}
            cursor={keyboard.cursor}
            selectedRow={selected?.row ?? -1}
            width={layout.nameWidth}
          />
        )}
        {pointing.hover !== null && pointing.hover.column >= 0 && (
          <CellTooltip {...{ model, rows, layout, width, height }} place={pointing.hover} scroller={scroller} />
        )}
      </div>
    </div>
  );
}

function useGrid(props: GridViewProps) {
  const { model, rows, folded, choice } = props;
  const [scroller, { width, height }] = useViewport<HTMLDivElement>();
  const palette = usePalette();
  const columns = model.columns.length;
  const longest = useMemo(() => measureNames(model), [model]);
  const layout = useMemo(() => layOut(width, columns, longest), [width, columns, longest]);
  const labels = useLabels(model, layout.columnWidth);
  const selected = useMemo(() => findChoice(model, rows, choice), [model, rows, choice]);
  const pointing = useHover(scroller, layout, rows.length, columns);
  const actions = makeActions(props, pointing.locate);
  useNewestInSight(scroller, layout, columns);
  const keyboard = useCursor({ scroller, layout, rows: rows.length, columns, selected, ...actions });
  const marks = { hover: pointing.hover, selected, cursor: keyboard.hasFocus ? keyboard.cursor : null };
  const still = { model, rows, folded, layout, palette, labels, width, height, marks };
  const { canvas, names, range, onScroll } = usePainting(scroller, still, pointing.lookAgain);
  const { onClick, onDoubleClick } = actions;
  const drawn = { width, height, layout, selected, range };
  return { ...drawn, scroller, pointing, keyboard, canvas, names, onScroll, onClick, onDoubleClick };
}

/** When the runs were, as it is written below their columns. */
function useLabels(model: GridModel, columnWidth: number): readonly RunLabel[] {
  const { zone, language } = usePreferences();
  return useMemo(() => {
    const instants = model.columns.map(({ run }) => run.runAfter);
    const formats = { key: zone + language, day: formatDay, clock: (at: number) => formatClock(at) };
    return labelRuns(instants, columnWidth, formats);
  }, [model, columnWidth, zone, language]);
}

/** What pointer and keys do about a cell. */
function makeActions(
  { model, rows, choice, onChoose, onOpen, onFold }: GridViewProps,
  locate: (event: MouseEvent) => Place | null,
) {
  return {
    onToggle: (place: Place) => {
      const node = model.nodes[rows[place.row] ?? -1];
      if (node?.isGroup === true) onFold(node.id);
    },
    onEnter: (place: Place) => {
      const next = readChoice(model, rows, place);
      const isChosen = next.task === choice.task && next.run === choice.run;
      if (isChosen) onOpen(next);
      else onChoose(next);
    },
    onClick: (event: MouseEvent) => {
      const button = event.target instanceof Element ? event.target.closest("[data-fold]") : null;
      const group = button?.getAttribute("data-fold") ?? null;
      if (group !== null) return onFold(group);
      const place = locate(event);
      if (place !== null) onChoose(readChoice(model, rows, place));
    },
    onDoubleClick: (event: MouseEvent) => {
      const place = locate(event);
      if (place !== null && place.column >= 0) onOpen(readChoice(model, rows, place));
    },
  };
}

/** Where not all runs fit, the newest are in sight first. */
function useNewestInSight(scroller: RefObject<HTMLElement | null>, layout: Layout, columns: number): void {
  const shown = useRef(0);
  useLayoutEffect(() => {
    if (scroller.current === null || layout.columnsWidth === 0 || shown.current === columns) return;
    if (scroller.current.clientWidth === 0) return;
    shown.current = columns;
    scroller.current.scrollTo({ left: scroller.current.scrollWidth });
  }, [scroller, layout, columns]);
}

interface CellTooltipProps extends Pick<GridViewProps, "model" | "rows"> {
  readonly layout: Layout;
  readonly width: number;
  readonly height: number;
  readonly place: Place;
  readonly scroller: RefObject<HTMLElement | null>;
}

function CellTooltip({ model, rows, layout, width, height, place, scroller }: CellTooltipProps) {
  const { scrollLeft = 0, scrollTop = 0 } = scroller.current ?? {};
  const x = layout.nameWidth - scrollLeft + (place.column + 1) * layout.columnWidth;
  const y = place.row < 0 ? HEADER_HEIGHT - ROW_HEIGHT : HEADER_HEIGHT + place.row * ROW_HEIGHT - scrollTop;
  const cell = { row: rows[place.row] ?? -1, column: place.column };
  return <GridTooltip {...{ model, cell, x, y, width, height }} />;
}
