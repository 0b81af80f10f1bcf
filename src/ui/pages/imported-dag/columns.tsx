import { StateBadge } from "../../kit/state-icon.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import { formatDuration } from "../../time/format.ts";
import type { Translate } from "../../words/catalogue.ts";
import type { ImportedRun } from "../imports/run-shape.ts";

export const GRID =
  "grid-cols-[minmax(0,1fr)_7.5rem_5rem] md:grid-cols-[7rem_minmax(0,1fr)_6rem_7.5rem_7.5rem_5rem] xl:grid-cols-[7rem_minmax(0,1fr)_6rem_8rem_8rem_8rem_5rem] 3xl:grid-cols-[10rem_minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_8rem]";

export function listColumns(t: Translate, find: (runId: string) => string | null): Column<ImportedRun>[] {
  return [
    { id: "state", header: t("imports.state"), cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: "run",
      header: t("imports.run"),
      className: "hidden md:flex",
      cell: ({ id }) => <Run id={id} original={find(id)} t={t} />,
    },
    {
      id: "type",
      header: t("imports.type"),
      className: "hidden md:flex text-ink-2",
      cell: ({ type }) => <span className="truncate">{type ?? "–"}</span>,
    },
    ...listTimes(t),
    {
      id: "duration",
      header: t("imports.duration"),
      className: "justify-end tabular text-ink-2",
      cell: ({ duration }) => (duration === null ? "–" : formatDuration(duration)),
    },
  ];
}

function listTimes(t: Translate): Column<ImportedRun>[] {
  return [
    {
      id: "due",
      header: t("imports.due"),
      className: "text-ink-2",
      cell: ({ due }) => <Time value={due} look="absolute" />,
    },
    {
      id: "started",
      header: t("imports.started"),
      className: "hidden md:flex text-ink-2",
      cell: ({ started }) => <Time value={started} look="absolute" />,
    },
    {
      id: "ended",
      header: t("imports.ended"),
      className: "hidden xl:flex text-ink-2",
      cell: ({ ended }) => <Time value={ended} look="absolute" />,
    },
  ];
}

interface RunProps {
  readonly id: string;
  /** Where the foreign deployment shows it. */
  readonly original: string | null;
  readonly t: Translate;
}

function Run({ id, original, t }: RunProps) {
  if (original === null) return <span className="truncate">{id}</span>;
  return (
    <a
      href={original}
      target="_blank"
      rel="noreferrer"
      title={t("imports.originalRun", { run: id })}
      className="truncate hover:underline"
    >
      {id}
    </a>
  );
}
