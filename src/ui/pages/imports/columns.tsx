import { Link } from "@tanstack/react-router";
import { readText, type ImportedLine } from "../../api/imports.ts";
import { StateBadge } from "../../kit/state-icon.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import type { Translate } from "../../words/catalogue.ts";
import { Bars } from "./bars.tsx";
import { linkToImported } from "./link.ts";
import { readRun } from "./run-shape.ts";

/** Phone: name and newest state; then, as it gets wider, deployment and bars; schedule, time and ours of the name. */
export const GRID = [
  "grid-cols-[minmax(0,1fr)_6.5rem]",
  "md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_7rem_7rem_4rem]",
  "xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_6rem_7rem_7rem_7rem_4rem]",
].join(" ");

export function listColumns(t: Translate): Column<ImportedLine>[] {
  return [
    { id: "dag", header: t("imports.dag"), cell: (line) => <Name line={line} /> },
    {
      id: "source",
      header: t("imports.source"),
      className: "hidden md:flex text-ink-2",
      cell: ({ source }) => <span className="truncate">{source}</span>,
    },
    {
      id: "schedule",
      header: t("imports.schedule"),
      className: "hidden xl:flex text-ink-2",
      cell: ({ dag }) => <span className="truncate">{readText(dag, "timetable_summary") ?? t("dags.byHand")}</span>,
    },
    {
      id: "here",
      header: t("imports.alsoHere"),
      className: "hidden xl:flex",
      cell: ({ here }) => here !== null && <Here dagId={here} words={t("imports.alsoHere")} />,
    },
    ...listRunColumns(t),
  ];
}

function listRunColumns(t: Translate): Column<ImportedLine>[] {
  const newest = ({ runs: [run] }: ImportedLine) => (run === undefined ? null : readRun(run));
  return [
    {
      id: "newest",
      header: t("imports.newest"),
      className: "hidden xl:flex text-ink-2",
      cell: (line) => <Time value={newest(line)?.due ?? null} />,
    },
    { id: "state", header: t("imports.state"), cell: (line) => <StateBadge state={newest(line)?.state ?? "none"} /> },
    {
      id: "bars",
      header: t("imports.lastRuns"),
      className: "hidden md:flex",
      cell: ({ runs }) => <Bars runs={runs.map(readRun)} height="1.5rem" />,
    },
    {
      id: "runs",
      header: t("imports.allRuns"),
      className: "hidden md:flex justify-end tabular text-ink-2",
      cell: ({ total_runs }) => total_runs,
    },
  ];
}

function Name({ line }: { readonly line: ImportedLine }) {
  return (
    <Link {...linkToImported(line)} dir="ltr" className="truncate py-1.5 font-medium hover:underline">
      {line.dag_id}
    </Link>
  );
}

function Here({ dagId, words }: { readonly dagId: string; readonly words: string }) {
  return (
    <Link to="/dags/$dagId" params={{ dagId }} className="truncate underline">
      {words}
    </Link>
  );
}
