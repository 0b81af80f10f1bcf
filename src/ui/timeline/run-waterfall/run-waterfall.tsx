import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { definitionQuery } from "../../api/definition.ts";
import { journalQuery } from "../../api/journal.ts";
import type { DagRun } from "../../api/run.ts";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { useNow } from "../../time/now.ts";
import { useWords } from "../../words/catalogue.ts";
import { listLanes, measureSpan } from "../lanes.ts";
import { Chart, type ChartProps } from "./chart.tsx";

interface RunWaterfallProps {
  readonly dagId: string;
  readonly run: DagRun;
  /** What stands above the chart, at the start. */
  readonly choice?: ReactNode;
  /** Takes the height of its lines, rather than that of what is around it. */
  readonly isSnug?: boolean;
}

/** Where a run's time went: its tasks' attempts as bars, work apart from waiting. Who shows it watches the run. */
export function RunWaterfall({ dagId, run, choice = null, isSnug = false }: RunWaterfallProps) {
  const t = useWords();
  const definition = useQuery(definitionQuery(dagId, run.dag_versions.at(-1)?.version_number));
  const journal = useQuery(journalQuery(dagId, run.dag_run_id));
  const linked = definition.data?.graph.tasks;
  const tasks = useMemo(() => listLanes(linked ?? [], journal.data ?? []), [linked, journal.data]);
  if (journal.data?.length === 0) {
    return (
      <>
        {choice !== null && <div className="px-3 py-2 sm:px-4">{choice}</div>}
        <EmptyState isSmall title={t("timeline.notBegun")} hint={t("timeline.noneHint")} />
      </>
    );
  }
  if (linked !== undefined && journal.data !== undefined) {
    const given = { dagId, runId: run.dag_run_id, linked, tasks, span: measureSpan(journal.data), choice, isSnug };
    return isOver(run) ? <Chart {...given} /> : <LiveChart {...given} />;
  }
  const error = definition.error ?? journal.error;
  const retry = () => {
    void definition.refetch();
    void journal.refetch();
  };
  return error === null ? <Loading rows={8} /> : <ErrorState error={error} onRetry={retry} />;
}

function isOver({ state }: DagRun): boolean {
  return state === "success" || state === "failed";
}

/** What is not over grows with the time. */
function LiveChart({ span, ...rest }: ChartProps) {
  const now = useNow();
  return <Chart {...rest} span={{ from: span.from, to: Math.max(span.to, now) }} />;
}
