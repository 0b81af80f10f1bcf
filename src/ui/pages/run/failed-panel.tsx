import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { failingLineQuery } from "../../api/failing-line.ts";
import { instancesQuery } from "../../api/run.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Loading } from "../../kit/states.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToFailingLine } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";

/** Failures whose error is read from their log. */
const READ = 8;

interface FailedPanelProps {
  readonly dagId: string;
  readonly runId: string;
  readonly upstreamFailed: number;
}

/** What failed, each with its error; what did not run because of it is one line. */
export function FailedPanel({ dagId, runId, upstreamFailed }: FailedPanelProps) {
  const t = useWords();
  const { data } = useQuery(instancesQuery(dagId, runId, { state: "failed" }));
  if (data === undefined) return <Loading rows={2} />;
  const { task_instances: failed, total_entries } = data;
  return (
    <Panel title={t("run.failed")} count={total_entries ?? failed.length}>
      <ul>
        {failed.slice(0, 50).map((instance, index) => (
          <li key={`${instance.task_id} ${instance.map_index}`} className="border-b border-line last:border-0">
            <FailedRow {...{ dagId, runId, instance }} isRead={index < READ} />
          </li>
        ))}
      </ul>
      {upstreamFailed > 0 && (
        <p className="flex items-center gap-2 border-t border-line px-3 py-1.5 text-xs text-ink-2">
          <StateIcon state="upstream_failed" isDecoration />
          {t("run.upstreamFailed", { count: upstreamFailed })}
        </p>
      )}
    </Panel>
  );
}

interface FailedRowProps extends Pick<FailedPanelProps, "dagId" | "runId"> {
  readonly instance: Instance;
  readonly isRead: boolean;
}

function FailedRow({ dagId, runId, instance, isRead }: FailedRowProps) {
  const t = useWords();
  const { task_id: taskId, map_index: mapIndex, try_number: tryNumber } = instance;
  const address = { dagId, runId, taskId, mapIndex, tryNumber };
  const { data: line } = useQuery({ ...failingLineQuery(address), enabled: isRead });
  return (
    <Link
      {...linkToFailingLine(address)}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <StateIcon state="failed" size={16} />
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="truncate font-medium">
          {taskId}
          {mapIndex >= 0 && <span className="font-normal text-ink-3"> [{mapIndex}]</span>}
        </span>
        <span className="shrink-0 text-xs text-ink-3">{t("task.attempt", { attempt: tryNumber })}</span>
      </span>
      <span className="flex gap-3 text-xs text-ink-3">
        <Duration start={instance.start_date} end={instance.end_date} />
        <Time value={instance.end_date} />
      </span>
      {isRead && (
        <span className="col-span-2 col-start-2 line-clamp-2 font-mono text-xs break-words text-danger-ink">
          {line === undefined ? " " : (line ?? t("run.noError"))}
        </span>
      )}
    </Link>
  );
}
