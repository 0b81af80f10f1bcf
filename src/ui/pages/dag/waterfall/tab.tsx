import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type ReactNode } from "react";
import { definitionQuery } from "../../../api/definition.ts";
import { buildGrid, gridQuery } from "../../../api/grid.ts";
import { journalQuery } from "../../../api/journal.ts";
import { runQuery, type DagRun } from "../../../api/run.ts";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { linkToTask } from "../../../links.ts";
import { useRunWatch } from "../../../live/use-run-watch.ts";
import { useSearchState } from "../../../search-state.ts";
import { useNow } from "../../../time/now.ts";
import { TimelineChart } from "../../../timeline/chart.tsx";
import { findCriticalPath } from "../../../timeline/critical-path.ts";
import { listLanes, type Span, type TaskLanes } from "../../../timeline/lanes.ts";
import { useWords } from "../../../words/catalogue.ts";
import { RunChoice } from "../run-choice.tsx";
import type { DagTabProps } from "../tabs.ts";
import { Summary } from "./summary.tsx";

const RUNS = 25;

/** Where a run's time went: its tasks' attempts as bars, work apart from waiting; the newest run unless another is chosen. */
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
      <RunWaterfall key={runId} dagId={dagId} runId={runId}>
        <RunChoice model={model} current={runId} />
      </RunWaterfall>
    </div>
  );
}

interface RunWaterfallProps extends DagTabProps {
  readonly runId: string;
  /** What stands above the chart, at the start. */
  readonly children: ReactNode;
}

function RunWaterfall({ dagId, runId, children }: RunWaterfallProps) {
  const run = useQuery(runQuery(dagId, runId));
  const version = run.data?.dag_versions.at(-1)?.version_number;
  const definition = useQuery({ ...definitionQuery(dagId, version), enabled: run.data !== undefined });
  const journal = useQuery(journalQuery(dagId, runId));
  useRunWatch(dagId, runId);
  const tasks = useMemo(() => {
    if (definition.data === undefined || journal.data === undefined) return null;
    return listLanes(definition.data.graph.tasks, journal.data);
  }, [definition.data, journal.data]);
  const error = run.error ?? definition.error ?? journal.error;
  if (run.data !== undefined && definition.data !== undefined && journal.data !== undefined && tasks !== null) {
    const from = journal.data[0]?.at ?? 0;
    const span = { from, to: Math.max(from + 1, journal.data.at(-1)?.at ?? 0) };
    const given = { run: run.data, linked: definition.data.graph.tasks, tasks, span, choice: children };
    return isOver(run.data) ? <Chart {...given} /> : <LiveChart {...given} />;
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => void run.refetch()} />;
  return <Loading rows={12} />;
}

function isOver({ state }: DagRun): boolean {
  return state === "success" || state === "failed";
}

interface ChartProps {
  readonly run: DagRun;
  readonly linked: Parameters<typeof findCriticalPath>[0];
  readonly tasks: readonly TaskLanes[];
  readonly span: Span;
  readonly choice: ReactNode;
}

/** What is not over grows with the time. */
function LiveChart({ span, ...rest }: ChartProps) {
  const now = useNow();
  return <Chart {...rest} span={{ from: span.from, to: Math.max(span.to, now) }} />;
}

function Chart({ run, linked, tasks, span, choice }: ChartProps) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const at = span.to;
  const path = useMemo(() => findCriticalPath(linked, tasks, at), [linked, tasks, at]);
  const critical = useMemo(() => new Set(path?.tasks), [path]);
  const { dag_id: dagId, dag_run_id: runId } = run;
  return (
    <>
      <Summary tasks={tasks} at={at} path={path} choice={choice} />
      <div className="min-h-0 flex-1 border-t border-line">
        <TimelineChart
          {...{ tasks, span, at, open, critical }}
          marks="elapsed"
          onOpen={setOpen}
          onChoose={({ taskId, lanes }) =>
            void navigate(linkToTask({ dagId, runId, taskId, mapIndex: lanes[0]?.mapIndex ?? -1 }))
          }
        />
      </div>
    </>
  );
}
