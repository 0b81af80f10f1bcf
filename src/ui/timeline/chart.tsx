import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, type CSSProperties } from "react";
import { useWords } from "../words/catalogue.ts";
import { Axis } from "./axis.tsx";
import { Bars } from "./bars.tsx";
import { type Span, type TaskLanes } from "./lanes.ts";
import { RowName } from "./row-name.tsx";
import { listRows, type ChartRow } from "./rows.ts";

const ROW = 28;
const LINE = "absolute inset-x-0 flex border-b border-line";

export interface ChartProps {
  readonly tasks: readonly TaskLanes[];
  readonly span: Span;
  /** What is shown is the run as it stood then. */
  readonly at: number;
  readonly onAt?: (at: number) => void;
  /** `elapsed` counts from the start; `clock` is the time of day. */
  readonly marks: "elapsed" | "clock";
  readonly open: ReadonlySet<string>;
  readonly onOpen: (open: ReadonlySet<string>) => void;
  readonly onChoose?: (row: ChartRow) => void;
  /** Tasks on the critical path: they stand out. */
  readonly critical?: ReadonlySet<string>;
}

/** Room for the longest name and what stands beside it: names are read whole, unless they are sentences. */
function widenNames(rows: readonly ChartRow[]): CSSProperties & Readonly<Record<"--names", string>> {
  const most = rows.reduce((length, { taskId }) => Math.max(length, taskId.length), 0);
  return { "--names": `${Math.min(30, Math.max(12, Math.round(most * 0.5 + 5)))}rem` };
}

/** Bars of tasks over time. Only visible lines exist, so ten thousand instances cost what thirty do. */
export function TimelineChart(props: ChartProps) {
  const { tasks, open, span, at } = props;
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => listRows(tasks, open), [tasks, open]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  return (
    <div
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      role="table"
      aria-label={t("timeline.label")}
      aria-rowcount={rows.length + 1}
      className="h-full overflow-auto outline-none"
      style={widenNames(rows)}
    >
      <Axis {...props} />
      <div role="rowgroup" className="relative" style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const box = { insetBlockStart: start, blockSize: ROW };
          return (
            <div key={row.key} role="row" aria-rowindex={index + 2} className={LINE} style={box}>
              <RowName {...props} row={row} />
              <Bars row={row} span={span} at={at} isCritical={props.critical?.has(row.taskId) === true} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
