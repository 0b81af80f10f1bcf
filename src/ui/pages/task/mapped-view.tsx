import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { TASK_STATES } from "../../../core/state.ts";
import { mappedPagesQuery, type InstanceKey } from "../../api/instance.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { useMay } from "../../api/session.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { Select } from "../../kit/field.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { Table, type Column } from "../../kit/table.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { useSearchState } from "../../search-state.ts";
import { readState } from "../../theme/states.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { TaskActions } from "./actions.tsx";

interface MappedViewProps {
  readonly instanceKey: InstanceKey;
  readonly total: number;
}

/** The instances of a mapped task, however many. */
export function MappedView({ instanceKey, total }: MappedViewProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const [state, setState] = useSearchState("state");
  const options = [
    { value: "", label: t("task.anyState") },
    ...TASK_STATES.map((value) => ({ value, label: t(`state.${value}`) })),
  ];
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-center gap-3 px-4 py-2">
        <span className="font-medium">{t("task.mapped", { count: total })}</span>
        <Select
          aria-label={t("task.state")}
          value={state}
          options={options}
          onChange={setState}
          className="!h-7 !w-auto"
        />
        <span className="flex-1" />
        {mayOperate && <TaskActions instanceKey={instanceKey} />}
      </header>
      <div className="min-h-0 flex-1 border-t border-line">
        <Instances instanceKey={instanceKey} state={state} />
      </div>
    </div>
  );
}

function Instances({ instanceKey, state }: { readonly instanceKey: InstanceKey; readonly state: string }) {
  const t = useWords();
  const query = useInfiniteQuery(mappedPagesQuery(instanceKey, state));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const navigate = useNavigate();
  const instances = data?.pages.flatMap((page) => page.task_instances) ?? [];
  const linkTo = ({ map_index: mapIndex }: Instance) => linkToTask({ ...instanceKey, mapIndex });
  const open = (index: number) => {
    const instance = instances[index];
    if (instance !== undefined) void navigate(linkTo(instance));
  };
  const [active] = useListKeys({ count: instances.length, onOpen: open });
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={10} />;
  return (
    <Table
      label={t("task.instances")}
      rows={instances}
      rowKey={({ map_index }) => String(map_index)}
      columns={listColumns(t, linkTo)}
      grid="grid-cols-[6rem_minmax(0,1fr)_6rem] md:grid-cols-[8rem_minmax(0,1fr)_10rem_6rem_6rem]"
      active={active}
      onEnd={() => {
        if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
      }}
    />
  );
}

function listColumns(t: Translate, linkTo: (instance: Instance) => ReturnType<typeof linkToTask>): Column<Instance>[] {
  return [
    {
      id: "index",
      header: t("task.index"),
      cell: (instance) => (
        <Link {...linkTo(instance)} className="tabular font-medium hover:underline">
          {instance.map_index}
        </Link>
      ),
    },
    { id: "state", header: t("task.state"), cell: ({ state }) => <StateBadge state={readState(state)} /> },
    {
      id: "start",
      header: t("task.started"),
      cell: ({ start_date }) => <Time value={start_date} look="absolute" />,
      className: "hidden md:flex",
    },
    {
      id: "duration",
      header: t("task.duration"),
      cell: ({ start_date, end_date }) => <Duration start={start_date} end={end_date} />,
      className: "justify-end",
    },
    {
      id: "attempts",
      header: t("task.attempts"),
      cell: ({ try_number }) => <span className="tabular">{try_number}</span>,
      className: "hidden justify-end md:flex",
    },
  ];
}
