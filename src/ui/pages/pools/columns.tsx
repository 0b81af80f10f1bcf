import { RowActions } from "../../admin/row-actions.tsx";
import type { Pool } from "../../api/pools.ts";
import { DagName } from "../../kit/dag-name.tsx";
import type { Column } from "../../kit/table.tsx";
import type { Translate } from "../../words/catalogue.ts";
import { SlotsBar } from "./slots-bar.tsx";

export const GRID =
  "grid-cols-[minmax(0,1fr)_8rem_4.5rem] md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_4rem_4.5rem] 2xl:grid-cols-[minmax(0,2fr)_minmax(0,4fr)_5rem_5rem_minmax(0,3fr)_4.5rem]";
/** Every deployment has it: it is not to be deleted. */
const DEFAULT_POOL = "default_pool";

interface Deeds {
  readonly keyOf: (pool: Pool) => string;
  readonly show: (name: string) => void;
  readonly edit: (name: string) => void;
  readonly drop: (name: string) => void;
  readonly mayChange: boolean;
}

export function listColumns(t: Translate, deeds: Deeds): Column<Pool>[] {
  const { keyOf, show, edit, drop, mayChange } = deeds;
  const actions = (row: Pool) => (
    <RowActions name={keyOf(row)} onEdit={edit} onDelete={row.name === DEFAULT_POOL ? undefined : drop} />
  );
  return [
    { id: "name", header: t("pools.name"), cell: (row) => <Name name={keyOf(row)} show={show} /> },
    { id: "used", header: t("pools.used"), cell: (row) => <SlotsBar pool={row} /> },
    {
      id: "waiting",
      header: t("pools.waiting"),
      className: "hidden md:flex justify-end tabular",
      cell: ({ scheduled_slots }) => scheduled_slots,
    },
    {
      id: "deferred",
      header: t("state.deferred"),
      className: "hidden 2xl:flex justify-end tabular",
      cell: ({ deferred_slots }) => deferred_slots,
    },
    {
      id: "description",
      header: t("admin.description"),
      className: "hidden 2xl:flex text-ink-2",
      cell: ({ description }) => <span className="truncate">{description}</span>,
    },
    { id: "actions", header: "", className: "justify-end", cell: (row) => mayChange && actions(row) },
  ];
}

function Name({ name, show }: { readonly name: string; readonly show: (name: string) => void }) {
  return (
    <button
      type="button"
      className="flex min-h-6 min-w-0 items-center text-start hover:underline"
      title={name}
      onClick={() => show(name)}
    >
      <DagName dagId={name} />
    </button>
  );
}
