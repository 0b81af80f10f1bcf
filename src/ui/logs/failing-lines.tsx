import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { failingLinesQuery } from "../api/failing-line.ts";
import type { LogSource } from "./log-feed.ts";
import { useLinks } from "./log-lines.tsx";
import type { LogOptions } from "./log-options.ts";
import { LogRow } from "./log-row.tsx";
import { formatClock } from "./log-time.ts";
import { splitRows } from "./row-spans.ts";

interface FailingLinesProps {
  readonly source: LogSource;
  readonly options: LogOptions;
  readonly label: string;
  /** Epoch milliseconds of the log's first line. */
  readonly origin: number;
  readonly onLink: (line: number) => void;
}

/** What ended a failed attempt, on show while a long log is still being read. */
export function FailingLines({ source, options, label, origin, onLink }: FailingLinesProps) {
  const { data } = useQuery(failingLinesQuery(source));
  const { clock, isWrapped } = options;
  const scroller = useRef<HTMLDivElement>(null);
  useLinks(scroller, onLink);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div ref={scroller} role="log" aria-live="off" aria-label={label} tabIndex={0} dir="ltr" className={LOOK}>
      {data?.entries.flatMap((entry, index) => {
        const shown = { entry, rows: splitRows(entry.text) };
        const line = data.from + index;
        const time = formatClock(entry.at, clock, origin);
        return shown.rows.map((_, row) => (
          <LogRow key={`${line} ${row}`} {...{ line, row, shown, time, isWrapped }} ranges={[]} isMarked={false} />
        ));
      })}
    </div>
  );
}

const LOOK = "min-h-0 flex-1 overflow-auto font-mono text-xs";
