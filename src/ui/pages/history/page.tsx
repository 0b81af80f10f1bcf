import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Graph } from "../../../core/graph.ts";
import { definitionQuery } from "../../api/definition.ts";
import { journalQuery, type JournalRow } from "../../api/journal.ts";
import { runQuery, type DagRun } from "../../api/run.ts";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { useRunWatch } from "../../live/use-run-watch.ts";
import { useSearchChange, useSearchState } from "../../search-state.ts";
import { TimelineChart } from "../../timeline/chart.tsx";
import { listLanes, measureSpan, type Span, type TaskLanes } from "../../timeline/lanes.ts";
import { Scrubber } from "../../timeline/scrubber.tsx";
import { usePlayback } from "../../timeline/use-playback.ts";
import { useWords } from "../../words/catalogue.ts";
import { GraphThen } from "./graph-then.tsx";
import { InstanceThen } from "./instance-then.tsx";
import { RunThen } from "./run-then.tsx";

/** A run as it stood at any instant of its life, finished or not: its journal, folded up to there. */
export function HistoryPage() {
  const t = useWords();
  const { dagId = "", runId = "" } = useParams({ strict: false });
  const run = useQuery(runQuery(dagId, runId));
  const version = run.data?.dag_versions.at(-1)?.version_number;
  const definition = useQuery({ ...definitionQuery(dagId, version), enabled: run.data !== undefined });
  const journal = useQuery(journalQuery(dagId, runId));
  useRunWatch(dagId, runId);
  const error = run.error ?? definition.error ?? journal.error;
  if (journal.data?.length === 0) return <EmptyState title={t("history.none")} />;
  if (run.data !== undefined && definition.data !== undefined && journal.data !== undefined) {
    return <History run={run.data} graph={definition.data.graph} journal={journal.data} />;
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => void run.refetch()} />;
  return <Loading rows={12} />;
}

interface HistoryProps {
  readonly run: DagRun;
  readonly graph: Graph;
  readonly journal: readonly JournalRow[];
}

function History({ run, graph, journal }: HistoryProps) {
  const change = useSearchChange();
  const [task] = useSearchState("task");
  const [map] = useSearchState("map", "-1");
  const span = useMemo(() => measureSpan(journal), [journal]);
  const tasks = useMemo(() => listLanes(graph.tasks, journal), [graph, journal]);
  const instants = useMemo(() => [...new Set(journal.map(({ at }) => at))], [journal]);
  const playback = usePlayback(span);
  const { at, onAt } = playback;
  const choose = (taskId: string, mapIndex: number) =>
    change({ task: taskId, map: mapIndex < 0 ? undefined : String(mapIndex) });
  const close = () => change({ task: undefined, map: undefined });
  return (
    <div className="flex h-full flex-col">
      <Scrubber {...playback} span={span} instants={instants} marks="clock" />
      <RunThen journal={journal} at={at} tasks={tasks} />
      <div className="flex min-h-80 flex-1 max-lg:flex-col">
        <Views {...{ graph, tasks, span, at, onAt }} onChoose={choose} />
        {task !== "" && <InstanceThen {...{ run, tasks, at }} taskId={task} mapIndex={Number(map)} onClose={close} />}
      </div>
    </div>
  );
}

interface ViewsProps {
  readonly graph: Graph;
  readonly tasks: readonly TaskLanes[];
  readonly span: Span;
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onChoose: (taskId: string, mapIndex: number) => void;
}

function Views({ graph, tasks, span, at, onAt, onChoose }: ViewsProps) {
  const t = useWords();
  const [view, setView] = useSearchState("view", "timeline");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const tabs = (["timeline", "graph"] as const).map((id) => ({ id, label: t(`history.${id}`) }));
  return (
    <div className="flex min-h-60 min-w-0 flex-1 flex-col">
      <Tabs label={t("history.views")} tabs={tabs} current={view} onChange={setView} />
      <div role="tabpanel" className="min-h-0 flex-1">
        {view === "graph" ? (
          <GraphThen graph={graph} tasks={tasks} at={at} onChoose={(taskId) => onChoose(taskId, -1)} />
        ) : (
          <TimelineChart
            {...{ tasks, span, at, onAt, open }}
            marks="clock"
            onOpen={setOpen}
            onChoose={({ taskId, lanes }) => onChoose(taskId, lanes[0]?.mapIndex ?? -1)}
          />
        )}
      </div>
    </div>
  );
}
