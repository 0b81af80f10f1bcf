import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { instancePagesQuery, type DagRun } from "../../api/run.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { Select } from "../../kit/field.tsx";
import { Panel } from "../../kit/panel.tsx";
import { Segments } from "../../kit/segments.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { Table, type Column } from "../../kit/table.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { useSearchState } from "../../search-state.ts";
import { readState } from "../../theme/states.ts";
import { TASK_STATES } from "../../../core/state.ts";
import { RunWaterfall } from "../../timeline/run-waterfall/run-waterfall.tsx";
import { useWords, type Translate } from "../../words/catalogue.ts";

interface TasksPanelProps {
  readonly dagId: string;
  readonly run: DagRun;
}

const VIEWS = [
  { id: "list", words: "run.list" },
  { id: "waterfall", words: "timeline.waterfall" },
] as const;

/** All task instances, as a list or over time. */
export function TasksPanel({ dagId, run }: TasksPanelProps) {
  const t = useWords();
  const [view, setView] = useSearchState("view", "list");
  const views = VIEWS.map(({ id, words }) => ({ id, label: t(words) }));
  const actions = (
    <>
      {view === "list" && <StateChoice />}
      <Segments label={t("run.taskViews")} segments={views} current={view} onChange={setView} />
    </>
  );
  const runId = run.dag_run_id;
  return (
    <Panel title={t("run.tasks")} actions={actions}>
      {view === "waterfall" ? (
        <RunWaterfall dagId={dagId} run={run} isSnug />
      ) : (
        <TaskList dagId={dagId} runId={runId} />
      )}
    </Panel>
  );
}

/** Instances in sight are asked for and drawn. */
function TaskList({ dagId, runId }: { readonly dagId: string; readonly runId: string }) {
  const t = useWords();
  const [state] = useSearchState("state");
  const query = useInfiniteQuery(instancePagesQuery(dagId, runId, state));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const instances = data?.pages.flatMap((page) => page.task_instances) ?? [];
  const navigate = useNavigate();
  const open = (index: number) => {
    const instance = instances[index];
    if (instance !== undefined) void navigate(linkTo(dagId, runId, instance));
  };
  const [active] = useListKeys({ count: instances.length, onOpen: open });
  const height = Math.min(640, 34 + Math.max(2, instances.length) * 37);
  return (
    <>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={5} />}
      {data !== undefined && (
        <div style={{ height }}>
          <Table
            label={t("run.tasksOf", { run: runId })}
            rows={instances}
            rowKey={(instance) => `${instance.task_id} ${instance.map_index}`}
            columns={listColumns(t, dagId, runId)}
            grid="grid-cols-[minmax(0,1fr)_8.5rem_5rem] md:grid-cols-[minmax(0,2fr)_9rem_7rem_5rem_4.5rem]"
            active={active}
            onEnd={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
          />
        </div>
      )}
    </>
  );
}

function linkTo(dagId: string, runId: string, { task_id: taskId, map_index: mapIndex }: Instance) {
  return linkToTask({ dagId, runId, taskId, mapIndex });
}

function StateChoice() {
  const t = useWords();
  const [state, setState] = useSearchState("state");
  const options = [
    { value: "", label: t("run.allStates") },
    ...TASK_STATES.map((value) => ({ value, label: t(`state.${value}`) })),
  ];
  return (
    <Select
      aria-label={t("task.state")}
      value={state}
      options={options}
      onChange={setState}
      className="!h-7 min-w-16 shrink-[100] !w-auto"
    />
  );
}

function listColumns(t: Translate, dagId: string, runId: string): Column<Instance>[] {
  return [
    {
      id: "task",
      header: t("dag.taskColumn"),
      cell: (instance) => (
        <Link {...linkTo(dagId, runId, instance)} className="truncate font-medium hover:underline">
          {instance.task_id}
          {instance.map_index >= 0 && <span className="font-normal text-ink-3"> [{instance.map_index}]</span>}
        </Link>
      ),
    },
    { id: "state", header: t("dag.stateColumn"), cell: ({ state }) => <StateBadge state={readState(state)} /> },
    {
      id: "start",
      header: t("run.start"),
      cell: ({ start_date }) => <Time value={start_date} look="clock" withSeconds />,
      className: "hidden md:flex",
    },
    {
      id: "duration",
      header: t("dag.durationColumn"),
      cell: ({ start_date, end_date }) => <Duration start={start_date} end={end_date} />,
      className: "justify-end",
    },
    {
      id: "attempts",
      header: t("run.attempts"),
      cell: ({ try_number }) => <span className="tabular">{try_number}</span>,
      className: "hidden justify-end md:flex",
    },
  ];
}
