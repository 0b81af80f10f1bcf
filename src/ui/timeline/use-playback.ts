import { useState } from "react";
import type { Span } from "./lanes.ts";

/** So long a whole run takes to play, in seconds, unless the person chooses a speed. */
const SHOW = 10;

/** Where a slider stands: at the end until it is drawn. What it shows is looked at for a moment and kept in no URL. */
export function usePlayback(span: Span) {
  const [drawn, setDrawn] = useState<number | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const usual = [1, 5, 20, 60, 600, 3_600].find((speed) => (span.to - span.from) / 1_000 / speed <= SHOW) ?? 86_400;
  const at = drawn === null ? span.to : Math.min(Math.max(drawn, span.from), span.to);
  return {
    at,
    onAt: (next: number) => setDrawn(Math.min(span.to, Math.max(span.from, Math.round(next)))),
    isPlaying,
    onPlaying: setPlaying,
    speed: chosen ?? usual,
    onSpeed: setChosen,
  };
}
