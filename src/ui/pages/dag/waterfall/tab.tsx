import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { buildGrid, gridQuery } from "../../../api/grid.ts";
import { runQuery } from "../../../api/run.ts";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { useRunWatch } from "../../../live/use-run-watch.ts";
import { useSearchState } from "../../../search-state.ts";
import { RunWaterfall } from "../../../timeline/run-waterfall/run-waterfall.tsx";
import { useWords } from "../../../words/catalogue.ts";
import { RunChoice } from "../run-choice.tsx";
import type { DagTabProps } from "../tabs.ts";

const RUNS = 25;

/** Where a run's time went; the newest run's unless another is chosen. */
export function WaterfallTab({ dagId }: DagTabProps) {
  const t = useWords();
  const { data, error, refetch } = useQuery(gridQuery({ dagId, runs: RUNS }));
  const model = useMemo(() => (data === undefined ? null : buildGrid(data)), [data]);
  const [asked] = useSearchState("run");
  if (model === null) {
    return error === null ? <Loading rows={10} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  const runId = asked === "" ? model.columns.at(-1)?.run.runId : asked;
  if (runId === undefined) return <EmptyState title={t("timeline.none")} hint={t("timeline.noneHint")} />;
  return (
    <div className="flex h-full min-h-[28rem] flex-col">
      <WatchedRun key={runId} dagId={dagId} runId={runId} choice={<RunChoice model={model} current={runId} />} />
    </div>
  );
}

interface WatchedRunProps extends DagTabProps {
  readonly runId: string;
  readonly choice: ReactNode;
}

function WatchedRun({ dagId, runId, choice }: WatchedRunProps) {
  const { data: run, error, refetch } = useQuery(runQuery(dagId, runId));
  useRunWatch(dagId, runId);
  if (run !== undefined) return <RunWaterfall dagId={dagId} run={run} choice={choice} />;
  return error === null ? <Loading rows={12} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
}
