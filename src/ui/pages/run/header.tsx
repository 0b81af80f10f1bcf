import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { GridAnswerRun } from "../../api/grid.ts";
import type { DagRun } from "../../api/run.ts";
import { useMay } from "../../api/session.ts";
import { styleButton } from "../../kit/button.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { formatDuration } from "../../time/format.ts";
import { useWords } from "../../words/catalogue.ts";
import { RunActions } from "./actions.tsx";
import { Neighbours } from "./neighbours.tsx";
import { Progress } from "./progress.tsx";
import { findUsual, type RunStates } from "./states.ts";

interface RunHeaderProps {
  readonly dagId: string;
  readonly run: DagRun;
  /** This run and those before it, the newest first. */
  readonly history: readonly GridAnswerRun[];
  readonly states: RunStates | null;
}

export function RunHeader({ dagId, run, history, states }: RunHeaderProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-canvas">
      <div className="relative grid items-center gap-x-6 gap-y-2 px-4 py-2 md:grid-cols-[minmax(0,1fr)_auto]">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
          <span className="text-base">
            <StateBadge state={run.state} />
          </span>
          <Facts run={run} usual={findUsual(history.filter(({ dag_run_id }) => dag_run_id !== run.dag_run_id))} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {mayOperate && <RunActions dagId={dagId} run={run} />}
          <Link
            to="/dags/$dagId/runs/$runId/history"
            params={{ dagId, runId: run.dag_run_id }}
            className={`${styleButton("quiet")} md:-order-1`}
          >
            {t("history.title")}
          </Link>
          <span className="flex max-md:absolute max-md:end-3 max-md:top-1.5 md:-order-1">
            <Neighbours dagId={dagId} run={run} history={history} />
          </span>
        </div>
      </div>
      {states !== null && <Progress states={states} />}
    </header>
  );
}

function Facts({ run, usual }: { readonly run: DagRun; readonly usual: number | null }) {
  const t = useWords();
  const version = run.dag_versions.at(-1)?.version_number;
  const by = run.triggering_user_name ?? run.triggered_by;
  return (
    <dl className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
      <Fact name={t("run.due")}>
        <Time value={run.run_after} look="absolute" />
      </Fact>
      {run.data_interval_start !== null && run.data_interval_start !== run.data_interval_end && (
        <Fact name={t("run.interval")}>
          <Time value={run.data_interval_start} look="absolute" /> –{" "}
          <Time value={run.data_interval_end} look="absolute" />
        </Fact>
      )}
      <Fact name={t("run.duration")}>
        <Duration start={run.start_date} end={run.end_date} />
        {usual !== null && (
          <span className="font-normal text-ink-3"> {t("run.usual", { duration: formatDuration(usual) })}</span>
        )}
      </Fact>
      <Fact name={t("run.type")}>{t(`runs.type_${run.run_type}`)}</Fact>
      {by !== null && <Fact name={t("run.by")}>{by}</Fact>}
      {version !== undefined && <Fact name={t("run.version")}>{version}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
