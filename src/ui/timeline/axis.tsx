import type { PointerEvent } from "react";
import { useViewport } from "../kit/use-viewport.ts";
import { formatClock, formatDuration } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";
import { chooseTicks, type Span } from "./lanes.ts";
import { NAMES } from "./row-name.tsx";

const MARKS = 8;
/** Room of a mark with its words, in pixels. */
const MARK = 72;
/** Room that a mark's words need before the end of the line; the rest of them stands in the margin. */
const LAST = 36;

interface AxisProps {
  readonly span: Span;
  readonly at: number;
  readonly onAt?: (at: number) => void;
  readonly marks: "elapsed" | "clock";
}

/** The line of times above the bars; a press on it goes to that instant. */
export function Axis({ span, marks, at, onAt }: AxisProps) {
  const t = useWords();
  const [line, { width: room }] = useViewport<HTMLDivElement>();
  const most = room === 0 ? MARKS : Math.min(MARKS, Math.max(2, Math.floor(room / MARK)));
  const { step, ticks } = chooseTicks(span.from, span.to, most);
  const length = Math.max(1, span.to - span.from);
  const say = (tick: number) =>
    // Marks closer than a second would all say the same time of day.
    marks === "elapsed" || step < 1_000 ? formatDuration(tick - span.from) : formatClock(tick, step < 60_000);
  return (
    <div role="row" aria-rowindex={1} className="sticky top-0 z-20 flex h-7 border-b border-line bg-canvas text-xs">
      <div role="columnheader" className={`${NAMES} flex items-center bg-canvas px-3 font-medium text-ink-3`}>
        {t("timeline.task")}
      </div>
      <div
        ref={line}
        role="columnheader"
        aria-label={t("timeline.time")}
        className="relative me-4 flex-1"
        onPointerDown={(event) => onAt?.(span.from + length * measurePassed(event))}
      >
        {ticks.map((tick) => (
          <span
            key={tick}
            className="tabular absolute top-1.5 border-s border-line-strong ps-1 whitespace-nowrap text-ink-3"
            style={{ insetInlineStart: `${(100 * (tick - span.from)) / length}%` }}
          >
            {room * (1 - (tick - span.from) / length) > LAST && say(tick)}
          </span>
        ))}
        <span
          className="absolute bottom-0 size-2 -translate-x-1/2 rotate-45 bg-accent rtl:translate-x-1/2"
          style={{ insetInlineStart: `${(100 * (Math.min(at, span.to) - span.from)) / length}%` }}
        />
      </div>
    </div>
  );
}

/** The part of the line that lies before a press, from 0 to 1, in the direction of the text. */
function measurePassed({ currentTarget, clientX }: PointerEvent<HTMLElement>): number {
  const { left, right, width } = currentTarget.getBoundingClientRect();
  const isMirrored = getComputedStyle(currentTarget).direction === "rtl";
  return (isMirrored ? right - clientX : clientX - left) / width;
}
