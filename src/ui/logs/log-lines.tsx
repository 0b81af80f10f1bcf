import { useEffect, useMemo, useRef, type RefObject } from "react";
import { Button } from "../kit/button.tsx";
import { useWords } from "../words/catalogue.ts";
import { useViewport } from "../kit/use-viewport.ts";
import type { LogOptions } from "./log-options.ts";
import { LogRow } from "./log-row.tsx";
import type { LogSession } from "./log-session.ts";
import { formatClock } from "./log-time.ts";
import { LINE_HEIGHT, type Window } from "./scroll-plan.ts";
import { useLogScroll } from "./use-log-scroll.ts";
import { useVersion } from "./use-session.ts";

/** A line to be brought into sight; another `key` brings it there again. */
export interface Goal {
  readonly line: number;
  readonly key: string;
}

interface LogLinesProps {
  readonly session: LogSession;
  readonly options: LogOptions;
  readonly label: string;
  readonly goal: Goal | null;
  readonly isLive: boolean;
  readonly onLink: (line: number) => void;
}

/** The rows in sight, however many there are. */
export function LogLines({ session, options, label, goal, isLive, onLink }: LogLinesProps) {
  const version = useVersion(session);
  const [scroller, { height: viewport }] = useViewport<HTMLDivElement>();
  const rows = session.rowCount;
  const scroll = useLogScroll(scroller, rows, viewport, {
    followsAtFirst: isLive && goal === null,
    isWrapped: options.isWrapped,
    isLive,
  });
  useGoal(session, goal, scroll.showRow, viewport, version);
  const lines = useMemo(() => listLines(session, scroll.window, version), [session, scroll.window, version]);
  useEffect(() => void session.markLines(lines), [session, lines]);
  useLinks(scroller, onLink);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        dir="ltr"
        className="absolute inset-0 overflow-auto font-mono text-xs outline-none focus-visible:outline-2 focus-visible:-outline-offset-2"
        onScroll={scroll.onScroll}
      >
        <div style={{ height: Math.max(scroll.height, 1) }}>
          <Rows {...{ session, options, viewport, scroll: scroll.window }} isAtEnd={isLive && scroll.isFollowing} />
        </div>
      </div>
      {isLive && !scroll.isFollowing && <ToEnd onPress={scroll.follow} />}
    </div>
  );
}

interface RowsProps {
  readonly session: LogSession;
  readonly options: LogOptions;
  readonly viewport: number;
  readonly scroll: Window;
  readonly isAtEnd: boolean;
}

/** It stays in place and shows other rows, so that nothing is ever blank. Wrapped rows end at the lower edge at the end. */
function Rows({ session, options, viewport, scroll, isAtEnd }: RowsProps) {
  const { isWrapped, clock, line: target } = options;
  const origin = session.store.length === 0 ? 0 : (session.lineOf(0).entry.at ?? 0);
  const isFromEnd = isWrapped && isAtEnd && scroll.first > 0;
  const shown = Array.from({ length: scroll.last - scroll.first }, (_, index) => scroll.first + index);
  return (
    <div
      className={`sticky top-0 flex flex-col [overflow-y:clip] ${isFromEnd ? "justify-end" : ""} ${isWrapped ? "" : "w-max min-w-full"}`}
      style={{ height: viewport }}
    >
      <div style={isFromEnd ? {} : { transform: `translateY(${-scroll.hidden * LINE_HEIGHT}px)` }}>
        {shown.map((row) => {
          const place = session.placeOf(row);
          if (place === null) return null;
          const line = session.lineOf(place.line);
          return (
            <LogRow
              key={row}
              line={place.line}
              row={place.row}
              shown={line}
              ranges={session.rangesOf(place.line)}
              time={formatClock(line.entry.at, clock, origin)}
              isWrapped={isWrapped}
              isMarked={place.line + 1 === target}
            />
          );
        })}
      </div>
    </div>
  );
}

function ToEnd({ onPress }: { readonly onPress: () => void }) {
  const t = useWords();
  return (
    <div className="absolute inset-x-0 bottom-3 flex justify-center">
      <Button icon="chevronDown" onClick={onPress} className="shadow-(--shadow)">
        {t("log.toEnd")}
      </Button>
    </div>
  );
}

/** A press on a line's number links to it: one listener for all rows, as they come and go with every scroll. */
export function useLinks(scroller: RefObject<HTMLElement | null>, onLink: (line: number) => void): void {
  useEffect(() => {
    const element = scroller.current;
    const press = ({ target }: MouseEvent) => {
      const link = target instanceof Element ? target.closest("[data-link]") : null;
      if (link !== null) onLink(Number(link.getAttribute("data-link")));
    };
    element?.addEventListener("click", press);
    return () => element?.removeEventListener("click", press);
  }, [scroller, onLink]);
}

/** Brings the goal into sight once it was read and there is room to show it. */
function useGoal(
  session: LogSession,
  goal: Goal | null,
  showRow: (row: number) => void,
  viewport: number,
  version: number,
): void {
  const reached = useRef("");
  useEffect(() => {
    if (goal === null || goal.key === reached.current || viewport === 0) return;
    if (goal.line >= session.store.length || session.lineCount === 0) return;
    reached.current = goal.key;
    showRow(session.rowOf(goal.line));
  }, [session, goal, showRow, viewport, version]);
}

/** Numbers of the lines in sight. `version` tells one state of the session from the next. */
function listLines(session: LogSession, { first, last }: Window, version: number): number[] {
  const lines = new Set<number>();
  for (let row = first; version >= 0 && row < last; row += 1) {
    const place = session.placeOf(row);
    if (place !== null) lines.add(place.line);
  }
  return [...lines];
}
