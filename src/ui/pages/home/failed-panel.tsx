import { Link } from "@tanstack/react-router";
import type { FailedRun } from "../../api/home.ts";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToFailingLine, linkToRun } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";
import { ROW } from "./row-keys.tsx";

/** Red first: the run, the task that failed first, and why. One click or one key leads to the failing line. */
export function FailedPanel({ runs, total }: { readonly runs: readonly FailedRun[]; readonly total: number }) {
  const t = useWords();
  const standing = runs.filter((run) => !run.is_recovered);
  const recovered = runs.filter((run) => run.is_recovered);
  return (
    <Panel title={t("home.failed")} count={total}>
      {runs.length === 0 && <EmptyState isSmall title={t("home.failedNone")} />}
      <ul>
        {[...standing, ...recovered].map((run, index) => (
          <li key={`${run.dag_id}/${run.dag_run_id}`} className="border-b border-line last:border-0">
            <FailedRow run={run} number={index + 1} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function FailedRow({ run, number }: { readonly run: FailedRun; readonly number: number }) {
  const t = useWords();
  const { dag_id: dagId, dag_run_id: runId, task, failed_tasks, is_recovered } = run;
  const target =
    task === null
      ? linkToRun(dagId, runId)
      : linkToFailingLine({
          dagId,
          runId,
          taskId: task.task_id,
          mapIndex: task.map_index,
          tryNumber: task.try_number,
        });
  return (
    <Link
      {...target}
      {...ROW}
      data-failure={number}
      className={`grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 ${is_recovered ? "opacity-75" : ""}`}
    >
      <StateIcon state="failed" size={16} />
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="truncate font-medium">{dagId}</span>
        {task !== null && <FailedTaskName task={task} more={failed_tasks - 1} />}
        {is_recovered && <span className="shrink-0 text-xs text-ink-3">{t("home.recovered")}</span>}
      </span>
      <span className="flex items-center gap-2 text-xs text-ink-3">
        <Time value={run.end_date ?? run.run_after} />
        {number <= 9 && <kbd className="key max-sm:hidden">{number}</kbd>}
      </span>
      <span className="col-span-2 col-start-2 truncate font-mono text-xs text-danger-ink">
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
