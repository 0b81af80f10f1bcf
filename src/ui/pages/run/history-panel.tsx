import { useNavigate } from "@tanstack/react-router";
import type { GridAnswerRun } from "../../api/grid.ts";
import { DurationChart } from "../../kit/duration-chart.tsx";
import { Panel } from "../../kit/panel.tsx";
import { linkToRun } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";

interface HistoryPanelProps {
  readonly dagId: string;
  readonly runId: string;
  /** The newest first. */
  readonly history: readonly GridAnswerRun[];
}

/** The run's duration beside those of the runs before it. */
export function HistoryPanel({ dagId, runId, history }: HistoryPanelProps) {
  const t = useWords();
  const navigate = useNavigate();
  const points = history.toReversed().map((run) => ({
    id: run.dag_run_id,
    state: run.state,
    at: Date.parse(run.run_after),
    duration: run.duration === null ? null : run.duration * 1000,
    isCurrent: run.dag_run_id === runId,
  }));
  if (points.length < 2) return null;
  return (
    <Panel title={t("run.history")}>
      <DurationChart label={t("run.history")} points={points} onOpen={(id) => void navigate(linkToRun(dagId, id))} />
    </Panel>
  );
}
