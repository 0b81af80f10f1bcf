import { STATES } from "../../theme/states.ts";
import { formatDuration, formatFull } from "../../time/format.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import type { ImportedRun } from "./run-shape.ts";

interface BarsProps {
  /** Newest first. */
  readonly runs: readonly ImportedRun[];
  readonly height: string;
}

/** Copied runs as bars, the newest last: height is duration, colour the state, a notch marks what failed. They lead nowhere here. */
export function Bars({ runs, height }: BarsProps) {
  const t = useWords();
  const longest = Math.max(1, ...runs.map(({ duration }) => duration ?? 0));
  const failed = runs.filter(({ state }) => state === "failed").length;
  return (
    <>
      <span className="sr-only">{t("common.barsSummary", { count: runs.length, failed })}</span>
      <span
        aria-hidden="true"
        className="flex min-w-0 flex-1 flex-row-reverse items-end gap-px overflow-hidden"
        style={{ blockSize: height }}
      >
        {runs.map((run) => (
          <span
            key={run.id}
            title={describe(run, t)}
            className={`relative block min-w-[0.4375rem] max-w-5 grow shrink-0 rounded-xs ${run.state === "failed" ? NOTCH : ""}`}
            style={{
              blockSize: `${Math.round(30 + ((run.duration ?? 0) / longest) * 70)}%`,
              background: STATES[run.state].fill,
            }}
          />
        ))}
      </span>
    </>
  );
}

const NOTCH = "before:absolute before:inset-x-px before:top-1/2 before:h-px before:bg-surface";

function describe({ state, id, due, duration }: ImportedRun, t: Translate): string {
  const length = duration === null ? "" : ` · ${formatDuration(duration)}`;
  return `${t(`state.${state}`)}${length}\n${due === null ? "" : formatFull(Date.parse(due))}\n${id}`;
}
