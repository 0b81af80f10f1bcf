interface SegmentsProps {
  readonly label: string;
  readonly segments: readonly { readonly id: string; readonly label: string; readonly count?: number }[];
  readonly current: string;
  readonly onChange: (id: string) => void;
}

/** A choice of one among few, side by side, each with how much is behind it. */
export function Segments({ label, segments, current, onChange }: SegmentsProps) {
  return (
    <div role="group" aria-label={label} className="flex max-w-full gap-0.5 overflow-x-auto">
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
