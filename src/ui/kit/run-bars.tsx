import { useNavigate } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { formatDuration, formatFull } from "../time/format.ts";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords, type Translate } from "../words/catalogue.ts";

export interface RunBar {
  readonly dagId: string;
  readonly runId: string;
  readonly state: ShownState;
  /** Epoch milliseconds. */
  readonly runAfter: number;
  /** Milliseconds; null while it has not begun. */
  readonly duration: number | null;
}

interface RunBarsProps {
  /** Oldest first. */
  readonly runs: readonly RunBar[];
  /** Places kept, so that rows align at the newest run. */
  readonly places?: number;
}

/**
 * The last runs of a DAG: height is duration beside the others, colour the state, and a notch marks what failed. A list
 * shows hundreds of bars, so they are plain anchors with one handler; readers hear a sentence instead.
 */
export function RunBars({ runs, places = 14 }: RunBarsProps) {
  const t = useWords();
  const open = useOpen();
  const shown = runs.slice(-places);
  const longest = Math.max(1, ...shown.map(({ duration }) => duration ?? 0));
  const failed = shown.filter(({ state }) => state === "failed").length;
  return (
    <>
      <span className="sr-only">{t("common.barsSummary", { count: shown.length, failed })}</span>
      <span
        aria-hidden="true"
        onClick={open}
        className="flex h-6 items-end justify-end gap-px"
        style={{ inlineSize: `${places * 0.5}rem` }}
      >
        {shown.map((run) => (
          <Bar key={run.runId} run={run} share={(run.duration ?? 0) / longest} title={describe(run, t)} />
        ))}
      </span>
    </>
  );
}

interface BarProps {
  readonly run: RunBar;
  /** Of the longest. */
  readonly share: number;
  readonly title: string;
}

function Bar({ run: { dagId, runId, state }, share, title }: BarProps) {
  const notch =
    state === "failed" ? "before:absolute before:inset-x-px before:top-1/2 before:h-px before:bg-surface" : "";
  return (
    <a
      href={`/dags/${encodeURIComponent(dagId)}/runs/${encodeURIComponent(runId)}`}
      title={title}
      aria-label={title}
      tabIndex={-1}
      className="group/bar flex h-full w-[0.4375rem] items-end"
    >
      <span
        className={`relative block w-full rounded-xs group-hover/bar:opacity-70 ${state === "running" ? "pulse" : ""} ${notch}`}
        style={{ blockSize: `${Math.round(30 + share * 70)}%`, background: STATES[state].fill }}
      />
    </a>
  );
}

function describe({ state, runId, runAfter, duration }: RunBar, t: Translate): string {
  const length = duration === null ? "" : ` · ${formatDuration(duration)}`;
  return `${t(`state.${state}`)}${length}\n${formatFull(runAfter)}\n${runId}`;
}

/** Follows an anchor within the app; with a modifier the browser does what it does with links. */
function useOpen() {
  const navigate = useNavigate();
  return (event: MouseEvent<HTMLElement>) => {
    const anchor = event.target instanceof Element ? event.target.closest("a") : null;
    if (anchor === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ href: anchor.getAttribute("href") ?? "/" });
  };
}
