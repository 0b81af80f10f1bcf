import { useEffect, useRef } from "react";
import { Button } from "../kit/button.tsx";
import { Select } from "../kit/field.tsx";
import { useShortcuts } from "../keys/registry.ts";
import { formatDuration, formatTime } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";
import type { Span } from "./lanes.ts";

interface ScrubberProps {
  readonly span: Span;
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** Instants at which something happened, ascending: the steps of the arrow buttons. */
  readonly instants: readonly number[];
  readonly isPlaying: boolean;
  readonly onPlaying: (isPlaying: boolean) => void;
  /** Seconds of the run that pass in one. */
  readonly speed: number;
  readonly onSpeed: (speed: number) => void;
  readonly marks: "elapsed" | "clock";
}

const SPEEDS = [1, 5, 20, 60, 600, 3_600, 86_400];

/** A slider over a run's time: drawn, stepped from event to event, or played. */
export function Scrubber(props: ScrubberProps) {
  const { span, at, onAt, instants, isPlaying, onPlaying, speed, onSpeed } = props;
  const t = useWords();
  usePlaying(props);
  const step = (direction: 1 | -1) => {
    const next =
      direction > 0 ? instants.find((instant) => instant > at) : instants.findLast((instant) => instant < at);
    if (next !== undefined) onAt(next);
  };
  const play = () => {
    if (!isPlaying && at >= span.to) onAt(span.from);
    onPlaying(!isPlaying);
  };
  useShortcuts([
    { keys: ",", words: "timeline.before", group: "page", run: () => step(-1) },
    { keys: ".", words: "timeline.after", group: "page", run: () => step(1) },
    { keys: "p", words: "timeline.play", group: "page", run: play },
  ]);
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2 sm:px-4">
      <Button look="primary" aria-keyshortcuts="p" onClick={play}>
        {isPlaying ? t("timeline.pause") : t("timeline.play")}
      </Button>
      <Button aria-label={t("timeline.before")} title={t("timeline.before")} onClick={() => step(-1)}>
        ‹
      </Button>
      <Button aria-label={t("timeline.after")} title={t("timeline.after")} onClick={() => step(1)}>
        ›
      </Button>
      <Slider {...props} />
      <Select
        aria-label={t("timeline.speed")}
        className="w-28!"
        value={String(speed)}
        options={SPEEDS.map((value) => ({ value: String(value), label: t("timeline.times", { speed: value }) }))}
        onChange={(value) => onSpeed(Number(value))}
      />
    </div>
  );
}

function Slider({ span, at, onAt, marks }: ScrubberProps) {
  const t = useWords();
  const said = marks === "elapsed" ? formatDuration(at - span.from) : formatTime(at, true);
  return (
    <>
      <input
        type="range"
        className="h-6 min-w-32 flex-1 accent-accent"
        aria-label={t("timeline.instant")}
        aria-valuetext={said}
        min={span.from}
        max={span.to}
        step={1}
        value={Math.min(at, span.to)}
        onChange={(event) => onAt(Number(event.target.value))}
      />
      <output className="tabular min-w-20 text-end text-sm whitespace-nowrap">{said}</output>
    </>
  );
}

/** Moves on with every frame while it plays, and stops at the end. */
function usePlaying(props: ScrubberProps): void {
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const { isPlaying } = props;
  useEffect(() => {
    if (!isPlaying) return undefined;
    let before = performance.now();
    let frame = 0;
    const move = (now: number) => {
      const { at, onAt, onPlaying, span, speed } = latest.current;
      const next = Math.min(span.to, at + (now - before) * speed);
      before = now;
      onAt(next);
      if (next >= span.to) return onPlaying(false);
      frame = requestAnimationFrame(move);
      return undefined;
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying]);
}
