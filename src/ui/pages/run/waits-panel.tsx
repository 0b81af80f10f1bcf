import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { whyQuery, type Wait } from "../../api/run.ts";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToRun, linkToTask } from "../../links.ts";
import { readState } from "../../theme/states.ts";
import { useWords } from "../../words/catalogue.ts";

interface WaitsPanelProps {
  readonly dagId: string;
  readonly runId: string;
}

/** Why the run or its tasks are not running, in the words of the rule that holds them back. */
export function WaitsPanel({ dagId, runId }: WaitsPanelProps) {
  const t = useWords();
  const { data } = useQuery(whyQuery(dagId, runId));
  const tasks = data?.task_instances ?? [];
  const run = data?.run ?? null;
  if (run === null && tasks.length === 0) return null;
  return (
    <Panel title={t("run.waiting")} count={tasks.length + (run === null ? 0 : 1)}>
      <ul>
        {run !== null && <WaitRow dagId={dagId} wait={run} name={runId} state="queued" />}
        {tasks.slice(0, 30).map((wait) => {
          const { task_id: taskId, map_index: mapIndex, state, alike } = wait;
          const name = (
            <Link {...linkToTask({ dagId, runId, taskId, mapIndex })} className="font-medium hover:underline">
              {taskId}
              {mapIndex >= 0 && ` [${mapIndex}]`}
              {alike > 1 && <span className="font-normal text-ink-3"> {t("run.alike", { count: alike - 1 })}</span>}
            </Link>
          );
          return <WaitRow key={`${taskId} ${mapIndex}`} dagId={dagId} wait={wait} name={name} state={state} />;
        })}
      </ul>
    </Panel>
  );
}

interface WaitRowProps {
  readonly dagId: string;
  readonly wait: Wait;
  readonly name: ReactNode;
  readonly state: string | null;
}

function WaitRow({ dagId, wait, name, state }: WaitRowProps) {
  const t = useWords();
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-2.5 border-b border-line px-3 py-1.5 last:border-0">
      <span className="self-center">
        <StateIcon state={readState(state)} />
      </span>
      <span className="truncate">{name}</span>
      <span className="col-start-2 text-xs text-ink-2">
        {wait.sentence}
        {wait.since !== null && (
          <span className="text-ink-3">
            {" "}
            · {t("run.waitingSince")} <Time value={wait.since} />
          </span>
        )}
        {wait.until !== null && (
          <span className="text-ink-3">
            {" "}
            · {t("run.waitingUntil")} <Time value={wait.until} />
          </span>
        )}
      </span>
      {wait.held_by.length > 0 && (
        <span className="col-start-2 flex flex-wrap gap-x-2 text-xs text-ink-3">
          {t("run.heldBy")}
          {wait.held_by.map(({ dag_run_id, task_id }) => (
            <Link
              key={`${dag_run_id} ${task_id ?? ""}`}
              {...linkToRun(dagId, dag_run_id)}
              className="text-accent hover:underline"
            >
              {task_id === null ? dag_run_id : `${task_id} · ${dag_run_id}`}
            </Link>
          ))}
        </span>
      )}
    </li>
  );
}
