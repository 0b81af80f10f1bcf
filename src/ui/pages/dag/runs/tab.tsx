import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { gridQuery, type GridAnswerRun } from "../../../api/grid.ts";
import { useListKeys } from "../../../keys/list-keys.ts";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { StateBadge } from "../../../kit/state-icon.tsx";
import { Table, type Column } from "../../../kit/table.tsx";
import { Duration, Time } from "../../../kit/time.tsx";
import { linkToRun } from "../../../links.ts";
import { useSearchState } from "../../../search-state.ts";
import { useWords, type Translate } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";

/** The DAG's last runs as a list. */
export function RunsTab({ dagId }: DagTabProps) {
  const t = useWords();
  const [state] = useSearchState("state");
  const { data, error, refetch } = useQuery({
    ...gridQuery({ dagId, runs: 200, state }),
    placeholderData: keepPreviousData,
  });
  const navigate = useNavigate();
  const runs = data?.runs ?? [];
  const open = (index: number) => {
    const run = runs[index];
    if (run !== undefined) void navigate(linkToRun(dagId, run.dag_run_id));
  };
  const [active] = useListKeys({ count: runs.length, onOpen: open });
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={10} />;
  if (runs.length === 0) return <EmptyState icon="runs" title={t("grid.noRuns")} hint={t("grid.noRunsHint")} />;
  return (
    <Table
      label={t("dag.runs")}
      rows={runs}
      rowKey={(run) => run.dag_run_id}
      columns={listColumns(t, dagId)}
      grid="grid-cols-[7.5rem_minmax(0,1fr)_4rem] md:grid-cols-[9rem_minmax(0,2fr)_minmax(8rem,1fr)_7rem_minmax(7rem,1fr)_minmax(0,1fr)]"
      active={active}
    />
  );
}

const WIDE = "hidden md:flex";

function listColumns(t: Translate, dagId: string): Column<GridAnswerRun>[] {
  return [
    { id: "state", header: t("dag.stateColumn"), cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: "run",
      header: t("dag.runColumn"),
      cell: ({ dag_run_id, run_after }) => (
        <Link {...linkToRun(dagId, dag_run_id)} className="truncate font-medium hover:underline">
          <span className="md:hidden">
            <Time value={run_after} look="absolute" />
          </span>
          <span className="max-md:sr-only">{dag_run_id}</span>
        </Link>
      ),
    },
    {
      id: "due",
      header: t("dag.dueColumn"),
      cell: ({ run_after }) => <Time value={run_after} look="absolute" />,
      className: WIDE,
    },
    {
      id: "duration",
      header: t("dag.durationColumn"),
      cell: ({ start_date, end_date }) => <Duration start={start_date} end={end_date} />,
      className: "justify-end md:pe-4",
    },
    { id: "type", header: t("dag.typeColumn"), cell: (run) => t(`runs.type_${run.run_type}`), className: WIDE },
    {
      id: "note",
      header: t("dag.noteColumn"),
      cell: ({ note }) => <span className="truncate text-ink-2">{note}</span>,
      className: WIDE,
    },
  ];
}
