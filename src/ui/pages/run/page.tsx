import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { historyQuery } from "../../api/grid.ts";
import { runQuery, type DagRun } from "../../api/run.ts";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { useRunWatch } from "../../live/use-run-watch.ts";
import { ConfPanel } from "./conf-panel.tsx";
import { CostPanel } from "./cost-panel.tsx";
import { FailedPanel } from "./failed-panel.tsx";
import { RunHeader } from "./header.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { RunNote } from "./note-panel.tsx";
import { readRunStates } from "./states.ts";
import { TasksPanel } from "./tasks-panel.tsx";
import { WaitsPanel } from "./waits-panel.tsx";

/** One run: what failed first, then why it waits, then everything else. */
export function RunPage() {
  const { dagId = "", runId = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(runQuery(dagId, runId));
  if (data !== undefined) return <RunView dagId={dagId} run={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={10} />;
}

function RunView({ dagId, run }: { readonly dagId: string; readonly run: DagRun }) {
  const runId = run.dag_run_id;
  const isActive = run.state === "running" || run.state === "queued";
  useRunWatch(dagId, runId);
  const { data: history } = useQuery(historyQuery(dagId, runId, run.run_after));
  const states = history === undefined ? null : readRunStates(history, runId);
  return (
    <div className="grid min-h-full grid-rows-[auto_1fr]">
      <RunHeader dagId={dagId} run={run} history={history?.runs ?? []} states={states} />
      <div className="grid w-full items-start content-start gap-3 p-3 sm:p-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="grid gap-3">
          {(run.state === "failed" || (states?.failed ?? 0) > 0) && (
            <FailedPanel dagId={dagId} runId={runId} upstreamFailed={states?.upstreamFailed ?? 0} />
          )}
          {isActive && <WaitsPanel dagId={dagId} runId={runId} />}
          <TasksPanel dagId={dagId} run={run} />
        </div>
        <div className="grid gap-3">
          <HistoryPanel dagId={dagId} runId={runId} history={history?.runs ?? []} />
          <RunNote dagId={dagId} run={run} />
          <ConfPanel conf={run.conf} />
          <CostPanel dagId={dagId} runId={runId} />
        </div>
      </div>
    </div>
  );
}
