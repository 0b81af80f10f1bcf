import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { instancePagesQuery } from "../../api/run.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { Select } from "../../kit/field.tsx";
import { Panel } from "../../kit/panel.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { Table, type Column } from "../../kit/table.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { useSearchState } from "../../search-state.ts";
import { readState } from "../../theme/states.ts";
import { TASK_STATES } from "../../../core/state.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";

interface TasksPanelProps {
  readonly dagId: string;
  readonly runId: string;
  readonly isActive: boolean;
}

/** All task instances, of which those in sight are asked for and drawn. */
export function TasksPanel({ dagId, runId }: TasksPanelProps) {
  const t = useWords();
  const [state] = useSearchState("state");
  const query = useInfiniteQuery(instancePagesQuery(dagId, runId, state));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const instances = data?.pages.flatMap((page) => page.task_instances) ?? [];
  const total = data?.pages[0]?.total_entries ?? undefined;
  const navigate = useNavigate();
  const open = (index: number) => {
    const instance = instances[index];
    if (instance !== undefined) void navigate(linkTo(dagId, runId, instance));
  };
  const [active] = useListKeys({ count: instances.length, onOpen: open });
  const height = Math.min(640, 34 + Math.max(2, instances.length) * 37);
  return (
    <Panel title={t("run.tasks")} count={total ?? undefined} actions={<StateChoice />}>
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
    </Panel>
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
    <Select aria-label={t("task.state")} value={state} options={options} onChange={setState} className="!h-7 !w-auto" />
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
