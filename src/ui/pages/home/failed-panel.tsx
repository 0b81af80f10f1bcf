import { Link } from "@tanstack/react-router";
import type { FailedRun } from "../../api/home.ts";
import { DagName } from "../../kit/dag-name.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToFailingLine, linkToRun } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";
import { groupFailures, type Failure } from "./failures.ts";
import { MoreRuns } from "./more-runs.tsx";
import { ROW } from "./row-keys.tsx";

/** As many as there are digits to open them by. */
const SHOWN = 9;

/** Red first: the run, the task that failed first, and why. One click or one key leads to the failing line. */
export function FailedPanel({ runs, total }: { readonly runs: readonly FailedRun[]; readonly total: number }) {
  const t = useWords();
  const failures = groupFailures(runs);
  return (
    <Panel title={t("home.failed")} count={total} actions={total > 0 && <MoreRuns state="failed" />}>
      {runs.length === 0 && <EmptyState isSmall title={t("home.failedNone")} />}
      <ul>
        {failures.slice(0, SHOWN).map((failure, index) => (
          <li key={`${failure.run.dag_id}/${failure.run.dag_run_id}`} className="border-b border-line last:border-0">
            <FailedRow failure={failure} number={index + 1} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The log line that a failure leads to, or the run where no task failed. */
function linkTo({ dag_id: dagId, dag_run_id: runId, task }: FailedRun) {
  if (task === null) return linkToRun(dagId, runId);
  const { task_id: taskId, map_index: mapIndex, try_number: tryNumber } = task;
  return linkToFailingLine({ dagId, runId, taskId, mapIndex, tryNumber });
}

function FailedRow({ failure, number }: { readonly failure: Failure; readonly number: number }) {
  const t = useWords();
  const { run, count } = failure;
  const { dag_id: dagId, task, failed_tasks, is_recovered } = run;
  return (
    <Link
      {...linkTo(run)}
      {...ROW}
      data-failure={number}
      className={`grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2`}
    >
      <StateIcon state="failed" size={16} />
      <span className="flex min-w-0 items-baseline gap-1.5">
        <DagName dagId={dagId} />
        {task !== null && <FailedTaskName task={task} more={failed_tasks - 1} />}
        {count > 1 && <span className="tabular shrink-0 text-xs text-ink-3">{t("home.times", { count })}</span>}
        {is_recovered && <span className="shrink-0 text-xs text-ink-3">{t("home.recovered")}</span>}
      </span>
      <span className="flex items-center gap-2 text-xs text-ink-3">
        <Time value={run.end_date ?? run.run_after} />
        {number <= 9 && (
          <kbd className="key max-sm:hidden" aria-hidden="true">
            {number}
          </kbd>
        )}
      </span>
      <span
        dir="auto"
        className={`col-span-2 col-start-2 truncate font-mono text-xs ${is_recovered ? "text-ink-3" : "text-danger-ink"}`}
      >
        {task === null ? t("home.noTask") : (task.error ?? t("home.noError"))}
      </span>
    </Link>
  );
}

function FailedTaskName({ task, more }: { readonly task: NonNullable<FailedRun["task"]>; readonly more: number }) {
  const t = useWords();
  return (
    <>
      <span className="truncate text-ink-2">
        {task.task_id}
        {task.map_index >= 0 && <span className="text-ink-3"> [{task.map_index}]</span>}
      </span>
      {more > 0 && <span className="shrink-0 text-xs text-ink-3">{t("home.moreTasks", { count: more })}</span>}
    </>
  );
}
