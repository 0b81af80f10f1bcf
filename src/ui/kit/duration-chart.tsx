import { STATES, type ShownState } from "../theme/states.ts";
import { formatDuration, formatFull } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";

export interface DurationPoint {
  readonly id: string;
  readonly state: ShownState;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Milliseconds; null while it goes on. */
  readonly duration: number | null;
  readonly isCurrent: boolean;
}

interface DurationChartProps {
  readonly label: string;
  /** The oldest first. */
  readonly points: readonly DurationPoint[];
  readonly onOpen: (id: string) => void;
}

/** Durations as bars: which one is long, which failed, and which one is looked at. */
export function DurationChart({ label, points, onOpen }: DurationChartProps) {
  const t = useWords();
  const longest = Math.max(1, ...points.map(({ duration }) => duration ?? 0));
  return (
    <div className="grid gap-1 p-3">
      <span className="tabular text-2xs text-ink-3">{formatDuration(longest)}</span>
      <ul aria-label={label} className="flex h-20 items-end gap-0.5 border-b border-line-strong">
        {points.map(({ id, state, at, duration, isCurrent }) => {
          const words =
            duration === null ? t(`state.${state}`) : `${formatDuration(duration)} · ${t(`state.${state}`)}`;
          const share = duration === null ? 1 : duration / longest;
          return (
            <li key={id} className="flex h-full max-w-10 min-w-1 flex-1 items-end">
              <button
                type="button"
                aria-label={`${words}, ${formatFull(at)}`}
                title={`${words}\n${formatFull(at)}\n${id}`}
                aria-current={isCurrent}
                onClick={() => onOpen(id)}
                className="flex h-full w-full items-end rounded-t-sm hover:bg-hover aria-[current=true]:bg-selected"
              >
                <span
                  className={`block w-full rounded-t-sm ${state === "failed" ? "bg-[repeating-linear-gradient(135deg,transparent_0_3px,var(--surface)_3px_4px)]" : ""} ${duration === null ? "pulse" : ""}`}
                  style={{ backgroundColor: STATES[state].fill, blockSize: `${Math.max(4, share * 100)}%` }}
                />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
