import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { InstanceKey } from "../../api/instance.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { useMay } from "../../api/session.ts";
import { StateBadge } from "../../kit/state-icon.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { readState } from "../../theme/states.ts";
import { formatDuration } from "../../time/format.ts";
import { useWords } from "../../words/catalogue.ts";
import { TaskActions } from "./actions.tsx";
import { MappedNeighbours } from "./neighbours.tsx";

interface TaskHeaderProps {
  readonly instanceKey: InstanceKey;
  readonly instance: Instance;
  readonly isMapped: boolean;
}

export function TaskHeader({ instanceKey, instance, isMapped }: TaskHeaderProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const { start_date, end_date, pool, pool_slots } = instance;
  const waited = measureWait(instance);
  return (
    <header className="flex flex-wrap items-center gap-x-6 gap-y-1.5 px-4 py-2">
      <span className="text-base">
        <StateBadge state={readState(instance.state)} />
      </span>
      {isMapped && (
        <Link {...linkToTask({ ...instanceKey, mapIndex: -1 })} className="text-accent hover:underline">
          {t("task.instance", { index: instanceKey.mapIndex })}
        </Link>
      )}
      {isMapped && <MappedNeighbours instanceKey={instanceKey} />}
      <dl className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <Fact name={t("task.started")}>
          <Time value={start_date} look="absolute" withSeconds />
        </Fact>
        <Fact name={t("task.duration")}>
          <Duration start={start_date} end={end_date} />
        </Fact>
        {waited !== null && <Fact name={t("task.queue")}>{formatDuration(waited)}</Fact>}
        <Fact name={t("task.pool")}>
          {pool}
          {pool_slots > 1 && <span className="font-normal text-ink-3"> {t("task.slots", { count: pool_slots })}</span>}
        </Fact>
        {instance.operator_name !== null && <Fact name={t("task.kind")}>{instance.operator_name}</Fact>}
      </dl>
      <span className="flex-1" />
      {mayOperate && <TaskActions instanceKey={instanceKey} />}
    </header>
  );
}

/** From when it was ready until it ran, in milliseconds; null when that is not known. */
function measureWait({ scheduled_when, queued_when, start_date }: Instance): number | null {
  const ready = scheduled_when ?? queued_when;
  return ready === null || start_date === null ? null : Math.max(0, Date.parse(start_date) - Date.parse(ready));
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
