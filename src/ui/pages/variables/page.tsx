import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { RowActions } from "../../admin/row-actions.tsx";
import { nameOf } from "../../api/connections.ts";
import { listQuery, useList } from "../../api/list.ts";
import { useMay } from "../../api/session.ts";
import { deleteVariable, VARIABLES, type Variable } from "../../api/variables.ts";
import { DeleteDialog } from "../../kit/delete-dialog.tsx";
import type { Column } from "../../kit/table.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { VariableForm } from "./form.tsx";

const GRID =
  "grid-cols-[minmax(0,1fr)_minmax(0,1fr)_4.5rem] lg:grid-cols-[minmax(0,2fr)_minmax(0,4fr)_minmax(0,2fr)_4.5rem]";

/** Values that tasks read by name. */
export function VariablesPage() {
  const t = useWords();
  const mayChange = useMay("administer");
  const [text] = useSearchState("q");
  const [edited, edit] = useSearchState("edit");
  const [dropped, drop] = useSearchState("delete");
  const list = useList(listQuery<Variable>(VARIABLES, "variables", { variable_key_pattern: text }));
  const find = (name: string) => list.rows?.find((row) => keyOf(row) === name);
  const current = find(edited) ?? null;
  return (
    <AdminFrame title={t("admin.variables")}>
      <ListView
        label={t("admin.variables")}
        search={t("variables.search")}
        list={list}
        rowKey={keyOf}
        columns={listColumns(t, mayChange ? { edit, drop } : null)}
        grid={GRID}
        icon="code"
        empty={t("variables.none")}
        emptyHint={t("variables.noneHint")}
        onOpen={(row) => mayChange && edit(keyOf(row))}
        create={mayChange ? { words: t("variables.create"), run: () => edit("new:") } : undefined}
      />
      {mayChange && (edited === "new:" || current !== null) && (
        <VariableForm variable={current} onClose={() => edit("")} />
      )}
      {mayChange && find(dropped) !== undefined && (
        <DeleteDialog
          name={dropped}
          hint={t("variables.deleteHint")}
          onDelete={() => deleteVariable(dropped)}
          touches={["list", VARIABLES]}
          onClose={() => drop("")}
        />
      )}
    </AdminFrame>
  );
}

function keyOf({ key, team_name }: Variable): string {
  return nameOf(key, team_name);
}

interface Deeds {
  readonly edit: (name: string) => void;
  readonly drop: (name: string) => void;
}

function listColumns(t: Translate, deeds: Deeds | null): Column<Variable>[] {
  return [
    {
      id: "key",
      header: t("variables.key"),
      cell: (row) => <span className="truncate font-medium">{keyOf(row)}</span>,
    },
    {
      id: "value",
      header: t("variables.value"),
      cell: ({ value }) => <span className="truncate font-mono text-xs">{value ?? t("variables.unreadable")}</span>,
    },
    {
      id: "description",
      header: t("admin.description"),
      className: "hidden lg:flex text-ink-2",
      cell: ({ description }) => <span className="truncate">{description}</span>,
    },
    {
      id: "actions",
      header: "",
      className: "justify-end",
      cell: (row) => deeds && <RowActions name={keyOf(row)} onEdit={deeds.edit} onDelete={deeds.drop} />,
    },
  ];
}
