import { Link } from "@tanstack/react-router";
import type { ActiveRun } from "../../api/home.ts";
import { DagName } from "../../kit/dag-name.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToRun } from "../../links.ts";
import { isTerminal, TASK_STATES, type TaskState } from "../../../core/state.ts";
import { STATES } from "../../theme/states.ts";
import { formatDuration } from "../../time/format.ts";
import { useWords } from "../../words/catalogue.ts";
import { MoreRuns } from "./more-runs.tsx";
import { ROW } from "./row-keys.tsx";

const SHOWN = 12;

/** What runs and what waits to: how far it is, and how long it takes beside what it usually takes. */
export function RunningPanel({ runs, total }: { readonly runs: readonly ActiveRun[]; readonly total: number }) {
  const t = useWords();
  return (
    <Panel title={t("home.running")} count={total} actions={total > 0 && <MoreRuns state="running" />}>
      {runs.length === 0 && <EmptyState isSmall title={t("home.runningNone")} />}
      <ul>
        {runs.slice(0, SHOWN).map((run) => (
          <li key={`${run.dag_id}/${run.dag_run_id}`} className="border-b border-line last:border-0">
            <RunningRow run={run} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RunningRow({ run }: { readonly run: ActiveRun }) {
  const t = useWords();
  const { dag_id, dag_run_id, state, run_type, run_after, start_date, queued_at, usual_duration } = run;
  return (
    <Link
      {...linkToRun(dag_id, dag_run_id)}
      {...ROW}
      className="grid h-9 grid-cols-[auto_minmax(0,1fr)_auto_auto] sm:grid-cols-[auto_minmax(0,1fr)_10rem_auto] items-center gap-2.5 px-3 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <StateIcon state={state} size={16} />
      <span className="flex min-w-0 items-baseline gap-1.5">
        <DagName dagId={dag_id} />
        <span className="truncate text-xs text-ink-3 max-sm:hidden">
          {t(`runs.type_${run_type}`)} · <Time value={run_after} look="absolute" />
        </span>
      </span>
      <Progress tasks={run.tasks} />
      <span className="w-16 text-end text-xs text-ink-2 sm:w-44">
        <Duration start={start_date ?? queued_at} end={null} />
        {usual_duration !== null && (
          <span className="text-ink-3 max-sm:hidden">
            {" · "}
            {t("home.usually", { duration: formatDuration(usual_duration * 1_000) })}
          </span>
        )}
      </span>
    </Link>
  );
}

/** A bar of the tasks' states, what has ended first; in words for readers. */
function Progress({ tasks }: { readonly tasks: ActiveRun["tasks"] }) {
  const t = useWords();
  const counted = TASK_STATES.map((state) => ({ state, count: tasks[state] ?? 0 })).filter(({ count }) => count > 0);
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const done = counted.reduce((sum, { state, count }) => sum + (isTerminal(state) ? count : 0), 0);
  const label = t("home.progress", { done, total });
  return (
    <span className="flex items-center gap-2" title={label}>
      <span role="img" aria-label={label} className="hidden h-1.5 flex-1 sm:flex overflow-hidden rounded-full bg-line">
        {counted.toSorted(byEnd).map(({ state, count }) => (
          <span
            key={state}
            className={state === "running" ? "pulse" : ""}
            style={{ inlineSize: `${(count / total) * 100}%`, background: STATES[state].fill }}
          />
        ))}
      </span>
      <span className="tabular w-12 text-end text-xs text-ink-3">
        {done}/{total}
      </span>
    </span>
  );
}

interface Counted {
  readonly state: TaskState;
}

function byEnd(one: Counted, other: Counted): number {
  return weigh(one.state) - weigh(other.state);
}

function weigh(state: TaskState): number {
  if (isTerminal(state)) return 0;
  return state === "none" ? 2 : 1;
}
