import { Link } from "@tanstack/react-router";
import type { Run } from "../../api/runs.ts";
import { DagName } from "../../kit/dag-name.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import type { Column } from "../../kit/table.tsx";
import { Duration, Time } from "../../kit/time.tsx";
import { linkToRun } from "../../links.ts";
import type { Translate } from "../../words/catalogue.ts";

export const GRID = [
  "grid-cols-[minmax(0,1fr)_6.5rem_6rem]",
  "md:grid-cols-[minmax(0,1fr)_8.5rem_7rem_6.5rem_5.5rem]",
  "xl:grid-cols-[minmax(0,3fr)_minmax(0,4fr)_8.5rem_5.5rem_7rem_6rem_4.5rem_4.5rem]",
  "3xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_6rem_minmax(0,1fr)]",
].join(" ");

export function listColumns(t: Translate): Column<Run>[] {
  return [...listNames(t), ...listTimes(t)];
}

function listNames(t: Translate): Column<Run>[] {
  return [
    { id: "dag", header: t("runs.dag"), cell: (run) => <DagLink run={run} /> },
    {
      id: "run",
      header: t("runs.run"),
      className: "hidden xl:flex",
      cell: (run) => <RunLink run={run} />,
    },
    { id: "state", header: t("runs.state"), cell: (run) => <StateBadge state={run.state} /> },
    {
      id: "type",
      header: t("runs.type"),
      className: "hidden md:flex text-ink-2",
      cell: (run) => <span className="truncate">{t(`runs.type_${run.run_type}`)}</span>,
    },
  ];
}

function listTimes(t: Translate): Column<Run>[] {
  return [
    {
      id: "due",
      header: t("runs.due"),
      className: "hidden xl:flex text-ink-2",
      cell: (run) => <Time value={run.run_after} look="absolute" />,
    },
    {
      id: "started",
      header: t("runs.started"),
      className: "text-ink-2 max-md:justify-end",
      cell: (run) => <Time value={run.start_date} />,
    },
    {
      id: "duration",
      header: t("runs.duration"),
      className: "hidden md:flex justify-end text-ink-2",
      cell: (run) => <Duration start={run.start_date} end={run.end_date} />,
    },
    {
      id: "by",
      header: t("runs.by"),
      className: "hidden xl:flex ps-4 text-ink-3",
      cell: (run) => <span className="truncate">{run.triggering_user_name ?? "–"}</span>,
    },
  ];
}

/** Leads to the run where its own column has no room. */
function DagLink({ run }: { readonly run: Run }) {
  return (
    <Link {...linkToRun(run.dag_id, run.dag_run_id)} className="flex min-w-0 py-1.5 hover:underline">
      <DagName dagId={run.dag_id} displayName={run.dag_display_name} />
    </Link>
  );
}

function RunLink({ run }: { readonly run: Run }) {
  return (
    <Link {...linkToRun(run.dag_id, run.dag_run_id)} tabIndex={-1} className="truncate text-ink-2 hover:underline">
      {run.dag_run_id}
    </Link>
  );
}
