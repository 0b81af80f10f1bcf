import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { logQuery } from "../../api/log-lines.ts";
import { xcomsQuery, type InstanceKey } from "../../api/instance.ts";
import type { DagRun } from "../../api/run.ts";
import { IconButton } from "../../kit/button.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { findSegment, type TaskLanes } from "../../timeline/lanes.ts";
import { useWords } from "../../words/catalogue.ts";

interface InstanceThenProps {
  readonly run: DagRun;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly at: number;
  readonly tasks: readonly TaskLanes[];
  readonly onClose: () => void;
}

/** One instance as it stood at an instant: its state, the values it had published, the lines it had logged. */
export function InstanceThen({ run, taskId, mapIndex, at, tasks, onClose }: InstanceThenProps) {
  const t = useWords();
  const lanes = tasks.find((task) => task.taskId === taskId)?.lanes ?? [];
  const lane = lanes.find((candidate) => candidate.mapIndex === mapIndex) ?? lanes[0];
  const segment = lane === undefined ? null : findSegment(lane, at);
  const key: InstanceKey = { dagId: run.dag_id, runId: run.dag_run_id, taskId, mapIndex: lane?.mapIndex ?? -1 };
  const tryNumber = segment?.tryNumber ?? 0;
  return (
    <aside
      className="flex w-full flex-col border-line bg-surface max-lg:border-t lg:w-96 lg:border-s"
      aria-label={taskId}
    >
      <header className="flex h-10 items-center gap-2 border-b border-line ps-3 pe-1.5">
        <Link {...linkToTask(key)} className="min-w-0 truncate font-semibold hover:underline">
          {key.mapIndex < 0 ? taskId : `${taskId} [${key.mapIndex}]`}
        </Link>
        <span className="flex-1" />
        <IconButton icon="close" label={t("common.close")} onClick={onClose} />
      </header>
      <div className="flex items-center gap-3 px-3 py-2">
        <StateBadge state={segment?.state ?? "none"} />
        {tryNumber > 0 && <span className="text-xs text-ink-3">{t("task.attempt", { attempt: tryNumber })}</span>}
      </div>
      <ValuesThen instanceKey={key} at={at} />
      {tryNumber > 0 && <LinesThen instanceKey={key} tryNumber={tryNumber} at={at} />}
    </aside>
  );
}

function ValuesThen({ instanceKey, at }: { readonly instanceKey: InstanceKey; readonly at: number }) {
  const t = useWords();
  const { data } = useQuery(xcomsQuery(instanceKey));
  const then = data?.xcom_entries.filter(({ timestamp }) => Date.parse(timestamp) <= at) ?? [];
  return (
    <section className="border-t border-line px-3 py-2">
      <h3 className="pb-1 text-xs font-medium text-ink-3">{t("history.values", { count: then.length })}</h3>
      <ul>
        {then.map(({ key, timestamp }) => (
          <li key={key} className="flex justify-between gap-2 font-mono text-xs">
            <span className="truncate">{key}</span>
            <Time value={timestamp} look="clock" withSeconds />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LinesThenProps {
  readonly instanceKey: InstanceKey;
  readonly tryNumber: number;
  readonly at: number;
}

function LinesThen({ instanceKey, tryNumber, at }: LinesThenProps) {
  const t = useWords();
  const { data } = useQuery(logQuery(instanceKey, tryNumber));
  const then = data?.filter((line) => line.at <= at) ?? [];
  return (
    <section className="min-h-0 flex-1 overflow-auto border-t border-line px-3 py-2">
      <h3 className="pb-1 text-xs font-medium text-ink-3">{t("history.lines", { count: then.length })}</h3>
      <ol className="font-mono text-xs">
        {then.slice(-200).map(({ at: time, event }, index) => (
          <li key={index} className="flex gap-2">
            <span className="shrink-0 text-ink-3">
              <Time value={time} look="clock" withSeconds />
            </span>
            <span className="min-w-0 break-words">{event}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
