import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { findScroll, findWindow, LINE_HEIGHT, planScroll, type Window } from "./scroll-plan.ts";

interface LogScroll {
  readonly height: number;
  readonly window: Window;
  readonly onScroll: () => void;
  /** Whether the newest row is kept in sight. */
  readonly isFollowing: boolean;
  readonly follow: () => void;
  readonly showRow: (row: number) => void;
}

interface LogScrollOptions {
  readonly followsAtFirst: boolean;
  readonly isWrapped: boolean;
  readonly isLive: boolean;
}

/** Rows above a row that is brought into sight, where they may wrap. */
const CONTEXT = 4;
/** Pixels from the end that still count as the end. */
const NEAR = 8;

/** What of the rows is in sight. A log that grows is followed until the reader scrolls up, and again from its end on. */
export function useLogScroll(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  viewport: number,
  { followsAtFirst, isWrapped, isLive }: LogScrollOptions,
): LogScroll {
  const [top, setTop] = useState(0);
  const [isFollowing, setFollowing] = useState(followsAtFirst);
  // Wrapped rows are taller than the scroll bar believes: with room behind them, the last can still be brought up.
  const room = isWrapped && !isLive ? Math.max(0, viewport - 2 * LINE_HEIGHT) : 0;
  const height = planScroll(rows, viewport).height + room;
  const frame = useRef(0);
  const onScroll = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const element = scroller.current;
      if (element === null) return;
      const { scrollTop, scrollHeight, clientHeight } = element;
      flushSync(() => {
        setTop(scrollTop);
        setFollowing(scrollTop + clientHeight >= scrollHeight - NEAR);
      });
    });
  }, [scroller]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useLayoutEffect(() => {
    if (isFollowing && viewport > 0) scroller.current?.scrollTo({ top: height });
  }, [isFollowing, height, viewport, scroller]);
  const showRow = useCallback(
    (row: number) => {
      setFollowing(false);
      const above = isWrapped ? CONTEXT * LINE_HEIGHT : viewport / 3;
      scroller.current?.scrollTo({ top: findScroll(row, rows, viewport, above) });
    },
    [scroller, rows, viewport, isWrapped],
  );
  const follow = useCallback(() => setFollowing(true), []);
  return { height, window: findWindow(top, rows, viewport), onScroll, isFollowing, follow, showRow };
}
