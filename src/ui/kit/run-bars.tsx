import { Link } from "@tanstack/react-router";
import { formatDuration, formatFull } from "../time/format.ts";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";

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

/** The last runs of a DAG: height is duration beside the others, colour the state, and a notch marks what failed. */
export function RunBars({ runs, places = 14 }: RunBarsProps) {
  const shown = runs.slice(-places);
  const longest = Math.max(1, ...shown.map(({ duration }) => duration ?? 0));
  return (
    <span className="flex h-6 items-end justify-end gap-px" style={{ inlineSize: `${places * 0.5}rem` }}>
      {shown.map((run) => (
        <Bar key={run.runId} run={run} share={(run.duration ?? 0) / longest} />
      ))}
    </span>
  );
}

function Bar({ run, share }: { readonly run: RunBar; readonly share: number }) {
  const t = useWords();
  const { state, dagId, runId, runAfter, duration } = run;
  const length = duration === null ? "" : ` · ${formatDuration(duration)}`;
  const title = `${t(`state.${state}`)}${length}\n${formatFull(runAfter)}\n${runId}`;
  const isFailed = state === "failed";
  return (
    <Link
      to="/dags/$dagId/runs/$runId"
      params={{ dagId, runId }}
      title={title}
      aria-label={title}
      tabIndex={-1}
      preload={false}
      className="group/bar flex h-full w-[0.4375rem] items-end"
    >
      <span
        className={`relative block w-full rounded-xs group-hover/bar:opacity-70 ${state === "running" ? "pulse" : ""} ${isFailed ? "before:absolute before:inset-x-px before:top-1/2 before:h-px before:bg-surface" : ""}`}
        style={{ blockSize: `${Math.round(30 + share * 70)}%`, background: STATES[state].fill }}
      />
    </Link>
  );
}
