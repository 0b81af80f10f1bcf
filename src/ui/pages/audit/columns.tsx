import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import type { Translate } from "../../words/catalogue.ts";
import type { Entry } from "./entry-dialog.tsx";

export const GRID =
  "grid-cols-[6.5rem_minmax(0,1fr)_4.5rem] md:grid-cols-[8rem_minmax(0,1fr)_minmax(0,2fr)_minmax(0,3fr)] xl:grid-cols-[9rem_minmax(0,1fr)_minmax(0,2fr)_minmax(0,3fr)_minmax(0,4fr)]";

export function listColumns(t: Translate, show: (id: string) => void): Column<Entry>[] {
  return [
    {
      id: "when",
      header: t("audit.when"),
      className: "text-ink-2",
      cell: ({ when }) => <Time value={when} look="absolute" />,
    },
    {
      id: "who",
      header: t("audit.who"),
      className: "max-md:order-last",
      cell: ({ owner }) => <span className="truncate">{owner ?? "–"}</span>,
    },
    {
      id: "event",
      header: t("audit.event"),
      cell: ({ event, event_log_id }) => <Opener words={event} onClick={() => show(String(event_log_id))} />,
    },
    {
      id: "about",
      header: t("audit.about"),
      className: "hidden md:flex",
      cell: (entry) => <span className="truncate">{describe(entry)}</span>,
    },
    {
      id: "extra",
      header: t("audit.extra"),
      className: "hidden xl:flex",
      cell: ({ extra }) => <span className="truncate font-mono text-xs text-ink-2">{extra}</span>,
    },
  ];
}

function describe({ dag_id, run_id, task_id, map_index }: Entry): string {
  const task = task_id !== null && map_index !== null && map_index >= 0 ? `${task_id} [${map_index}]` : task_id;
  return [dag_id, run_id, task].filter((part) => part !== null).join(" · ");
}

function Opener({ words, onClick }: { readonly words: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="min-h-6 truncate text-start font-medium hover:underline" onClick={onClick}>
      {words}
    </button>
  );
}
