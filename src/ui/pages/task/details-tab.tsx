import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { estimateAttempts } from "../../../core/platform-cost.ts";
import { NotePanel } from "../../actions/note-panel.tsx";
import { taskHistoryQuery, type InstanceKey } from "../../api/instance.ts";
import { noteInstance } from "../../api/instance-edits.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { CodeBlock } from "../../kit/code.tsx";
import { DurationChart } from "../../kit/duration-chart.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { formatMoney } from "../../money.ts";
import { useSearchChange } from "../../search-state.ts";
import { readState } from "../../theme/states.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";

interface DetailsTabProps {
  readonly instanceKey: InstanceKey;
  readonly instance: Instance;
  readonly tries: readonly Instance[];
}

export function DetailsTab({ instanceKey, instance, tries }: DetailsTabProps) {
  return (
    <div className="grid items-start gap-3 p-3 sm:p-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
      <div className="grid min-w-0 gap-3">
        <AttemptsPanel tries={tries} />
        <InputsPanel instance={instance} />
        <InstanceNote {...{ instanceKey, instance }} />
      </div>
      <div className="grid min-w-0 gap-3">
        <HistoryPanel instanceKey={instanceKey} />
        <FactsPanel instance={instance} />
      </div>
    </div>
  );
}

function InstanceNote({ instanceKey, instance }: Omit<DetailsTabProps, "tries">) {
  const queries = useQueryClient();
  const save = async (note: string) => {
    await noteInstance(instanceKey, note);
    await queries.invalidateQueries({ queryKey: ["dag", instanceKey.dagId] });
  };
  return <NotePanel note={instance.note ?? null} onSave={save} />;
}

function AttemptsPanel({ tries }: { readonly tries: readonly Instance[] }) {
  const t = useWords();
  const change = useSearchChange();
  return (
    <Panel title={t("task.attempts")} count={tries.length}>
      <ul>
        {tries.toReversed().map(({ try_number, state, start_date, end_date, hostname }) => (
          <li key={try_number} className="border-b border-line last:border-0">
            <button
              type="button"
              onClick={() => change({ tab: undefined, try: String(try_number), line: undefined })}
              className="grid w-full grid-cols-[2rem_9rem_minmax(0,1fr)_auto] items-center gap-2 px-3 py-1.5 text-start hover:bg-hover"
            >
              <span className="tabular text-ink-3">{try_number}</span>
              <StateBadge state={readState(state)} />
              <span className="truncate text-xs text-ink-3">
                <Time value={start_date} look="absolute" withSeconds /> {hostname}
              </span>
              <Duration start={start_date} end={end_date} />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** How long the task took in the last runs. */
function HistoryPanel({ instanceKey }: { readonly instanceKey: InstanceKey }) {
  const t = useWords();
  const navigate = useNavigate();
  const { dagId, runId, taskId, mapIndex } = instanceKey;
  const { data } = useQuery(taskHistoryQuery(dagId, taskId, mapIndex));
  const instances = data?.task_instances ?? [];
  const points = instances.toReversed().map((one) => ({
    id: one.dag_run_id,
    state: readState(one.state),
    at: Date.parse(one.run_after ?? one.start_date ?? ""),
    duration: one.duration === null ? null : one.duration * 1000,
    isCurrent: one.dag_run_id === runId,
  }));
  const shown = points.filter(({ at, duration }) => !Number.isNaN(at) && duration !== null);
  const open = (id: string) => void navigate(linkToTask({ dagId, runId: id, taskId, mapIndex }));
  return (
    <Panel title={t("task.history")}>
      {shown.length === 0 && <EmptyState isSmall title={t("task.historyNone")} />}
      {shown.length > 0 && <DurationChart label={t("task.history")} points={shown} onOpen={open} />}
    </Panel>
  );
}

function InputsPanel({ instance }: { readonly instance: Instance }) {
  const t = useWords();
  const inputs = instance.rendered_fields ?? {};
  return (
    <Panel title={t("task.inputs")}>
      {Object.keys(inputs).length === 0 ? (
        <EmptyState isSmall title={t("task.noInputs")} />
      ) : (
        <div className="p-3">
          <CodeBlock text={JSON.stringify(inputs, null, 2)} label={t("task.inputs")} />
        </div>
      )}
    </Panel>
  );
}

function FactsPanel({ instance }: { readonly instance: Instance }) {
  const t = useWords();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("task.kind"), instance.operator_name],
    [t("task.started"), <Time key="start" value={instance.start_date} look="absolute" withSeconds />],
    [t("task.ended"), <Time key="end" value={instance.end_date} look="absolute" withSeconds />],
    [t("task.pool"), `${instance.pool} · ${t("task.slots", { count: instance.pool_slots })}`],
    [t("task.weight"), instance.priority_weight],
    [t("task.carrier"), instance.hostname ?? "–"],
    [t("task.attempts"), `${instance.try_number} / ${instance.max_tries + 1}`],
    [t("task.cost"), describeCost(instance.try_number, t)],
  ];
  return (
    <Panel title={t("task.details")}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 px-3 py-2">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Of the task's own attempts; the run's page tells what the run costs. */
function describeCost(attempts: number, t: Translate): string {
  const { objectRequests, objectRows, queueMessages, d1Rows, usd } = estimateAttempts(attempts);
  const count = objectRequests + objectRows + queueMessages + d1Rows;
  return t("task.about", { count, amount: formatMoney(usd) });
}
