import { Link } from "@tanstack/react-router";
import type { DagLine } from "../../api/dags.ts";
import { Star } from "../../favorites/star.tsx";
import { DagName } from "../../kit/dag-name.tsx";
import { Icon } from "../../kit/icon.tsx";
import { RunBars } from "../../kit/run-bars.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Checkbox } from "../../kit/switch.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToRun } from "../../links.ts";
import type { Translate } from "../../words/catalogue.ts";
import { LineActions, PauseSwitch } from "./line-actions.tsx";
import { NextRun, Schedule } from "./schedule-cells.tsx";
import { Sorter } from "./sorter.tsx";
import { Labels } from "./labels.tsx";
import type { Selection } from "./use-selection.ts";

/** Phone: name and bars; then, as it gets wider, last run, next run, schedule, owner. */
export const GRID = [
  "grid-cols-[auto_minmax(0,1fr)_7rem]",
  "md:grid-cols-[auto_minmax(0,1fr)_6rem_7rem_auto]",
  "lg:grid-cols-[auto_minmax(0,1fr)_8.5rem_6.5rem_7rem_auto]",
  "xl:grid-cols-[auto_minmax(0,1fr)_7rem_11rem_8.5rem_6.5rem_7rem_auto]",
  "2xl:grid-cols-[auto_minmax(0,1fr)_9rem_15rem_11rem_8rem_7rem_auto]",
  "3xl:grid-cols-[auto_minmax(0,3fr)_minmax(0,1fr)_minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,1fr)_10rem_auto]",
].join(" ");

/** `selection` is null, and there is nothing to act with, where the person may only read. */
export function listColumns(t: Translate, selection: Selection | null): Column<DagLine>[] {
  const facts = [listSwitches(t, selection), ...listFacts(t), ...listTimes(t)];
  if (selection === null) return facts;
  const actions: Column<DagLine> = {
    id: "actions",
    header: <span className="sr-only">{t("dags.actions")}</span>,
    className: "hidden md:flex w-7 justify-end",
    cell: (line) => <LineActions dagId={line.dag_id} />,
  };
  return [...facts, actions];
}

function listSwitches(t: Translate, selection: Selection | null): Column<DagLine> {
  if (selection === null) {
    const cell = (line: DagLine) => line.is_paused && <StateIcon state="paused" />;
    return { id: "select", header: null, className: "w-4", cell };
  }
  return {
    id: "select",
    header: <SelectAll selection={selection} label={t("dags.selectLoaded")} />,
    className: "w-16 gap-1",
    cell: (line) => (
      <>
        <Checkbox
          label={t("dags.select", { dag: line.dag_id })}
          isChecked={selection.ids.has(line.dag_id)}
          onChange={() => selection.toggle(line.dag_id)}
        />
        <PauseSwitch line={line} />
      </>
    ),
  };
}

function listFacts(t: Translate): Column<DagLine>[] {
  return [
    { id: "name", header: <Sorter by="name" label={t("dags.name")} />, cell: (line) => <Name line={line} /> },
    {
      id: "owners",
      header: t("dags.owners"),
      className: "hidden xl:flex text-ink-2",
      cell: (line) => <span className="truncate">{line.owners.join(", ")}</span>,
    },
    {
      id: "schedule",
      header: t("dags.schedule"),
      className: "hidden xl:flex",
      cell: (line) => <Schedule summary={line.timetable_summary} />,
    },
  ];
}

function listTimes(t: Translate): Column<DagLine>[] {
  return [
    {
      id: "next",
      header: <Sorter by="next" label={t("dags.next")} />,
      className: "hidden lg:flex",
      cell: (line) => <NextRun line={line} />,
    },
    {
      id: "last",
      header: <Sorter by="last" label={t("dags.last")} />,
      className: "hidden md:flex",
      cell: (line) => <LastRun line={line} />,
    },
    { id: "runs", header: t("dags.lastRuns"), className: "justify-end", cell: (line) => <Bars line={line} /> },
  ];
}

function SelectAll({ selection, label }: { readonly selection: Selection; readonly label: string }) {
  const some = selection.ids.size > 0 ? "some" : false;
  return (
    <Checkbox
      label={label}
      isChecked={selection.isAll ? true : some}
      onChange={(isChecked) => (isChecked ? selection.selectAll() : selection.clear())}
    />
  );
}

function Name({ line }: { readonly line: DagLine }) {
  const { dag_id: dagId, dag_display_name, has_import_errors, is_favorite } = line;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="-ms-2 -me-1.5 flex">
        <Star dagId={dagId} isFavorite={is_favorite} />
      </span>
      {has_import_errors && <Icon name="warning" size={14} className="text-danger-ink" />}
      <Link
        to="/dags/$dagId"
        params={{ dagId }}
        title={line.description ?? dagId}
        className="flex min-w-0 py-1.5 hover:underline"
      >
        <DagName dagId={dagId} displayName={dag_display_name} />
      </Link>
      <Labels tags={line.tags} />
      <span className="hidden min-w-0 shrink-[3] truncate text-xs text-ink-3 2xl:inline">{line.description}</span>
    </span>
  );
}

function LastRun({ line }: { readonly line: DagLine }) {
  const [last] = line.runs;
  if (last === undefined) return <span className="text-ink-3">–</span>;
  return (
    <Link {...linkToRun(line.dag_id, last.dag_run_id)} className="flex items-center gap-1.5 text-ink-2 hover:underline">
      <StateIcon state={last.state} />
      <Time value={last.start_date ?? last.run_after} />
    </Link>
  );
}

function Bars({ line }: { readonly line: DagLine }) {
  const runs = line.runs.toReversed().map((run) => ({
    dagId: line.dag_id,
    runId: run.dag_run_id,
    state: run.state,
    runAfter: Date.parse(run.run_after),
    duration: run.duration === null ? null : run.duration * 1_000,
  }));
  return <RunBars runs={runs} />;
}
