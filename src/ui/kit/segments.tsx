import { useEffect, useRef } from "react";

interface SegmentsProps {
  readonly label: string;
  readonly segments: readonly { readonly id: string; readonly label: string; readonly count?: number }[];
  readonly current: string;
  readonly onChange: (id: string) => void;
}

/** A choice of one among few, side by side, each with how much is behind it. */
export function Segments({ label, segments, current, onChange }: SegmentsProps) {
  const group = useRef<HTMLDivElement>(null);
  const counts = segments.map(({ count }) => count).join();
  // On a phone the current one may be beyond the edge.
  useEffect(() => {
    const { current: box } = group;
    if (box === null || box.scrollWidth <= box.clientWidth) return;
    box.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, counts]);
  return (
    <div ref={group} role="group" aria-label={label} className="flex max-w-full gap-0.5 overflow-x-auto">
      {segments.map((segment) => (
        <button
          key={segment.id}
          type="button"
          aria-pressed={segment.id === current}
          onClick={() => onChange(segment.id)}
          className="flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2 text-ink-2 hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
        >
          {segment.label}
          {segment.count !== undefined && <span className="tabular text-xs text-ink-3">{segment.count}</span>}
        </button>
      ))}
    </div>
  );
}
