import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { CONNECTIONS, deleteConnection, nameOf, type Connection } from "../../api/connections.ts";
import { listQuery, useList } from "../../api/list.ts";
import { useMay } from "../../api/session.ts";
import { RowActions } from "../../admin/row-actions.tsx";
import { DeleteDialog } from "../../kit/delete-dialog.tsx";
import type { Column } from "../../kit/table.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { ConnectionForm } from "./form.tsx";

const GRID =
  "grid-cols-[minmax(0,1fr)_6rem_4.5rem] md:grid-cols-[minmax(0,2fr)_7rem_minmax(0,3fr)_minmax(0,1fr)_4.5rem] xl:grid-cols-[minmax(0,2fr)_8rem_minmax(0,3fr)_minmax(0,1fr)_minmax(0,3fr)_4.5rem]";

/** How tasks reach other systems. */
export function ConnectionsPage() {
  const t = useWords();
  const mayChange = useMay("administer");
  const [text] = useSearchState("q");
  const [edited, edit] = useSearchState("edit");
  const [dropped, drop] = useSearchState("delete");
  const list = useList(listQuery<Connection>(CONNECTIONS, "connections", { connection_id_pattern: text }));
  const find = (name: string) => list.rows?.find((row) => keyOf(row) === name);
  const current = find(edited) ?? null;
  return (
    <AdminFrame title={t("admin.connections")}>
      <ListView
        label={t("admin.connections")}
        search={t("connections.search")}
        list={list}
        rowKey={keyOf}
        columns={listColumns(t, mayChange ? { edit, drop } : null)}
        grid={GRID}
        icon="database"
        empty={t("connections.none")}
        emptyHint={t("connections.noneHint")}
        onOpen={(row) => mayChange && edit(keyOf(row))}
        create={mayChange ? { words: t("connections.create"), run: () => edit("new:") } : undefined}
      />
      {mayChange && (edited === "new:" || current !== null) && (
        <ConnectionForm connection={current} onClose={() => edit("")} />
      )}
      {mayChange && find(dropped) !== undefined && (
        <DeleteDialog
          name={dropped}
          hint={t("connections.deleteHint")}
          onDelete={() => deleteConnection(dropped)}
          touches={["list", CONNECTIONS]}
          onClose={() => drop("")}
        />
      )}
    </AdminFrame>
  );
}

function keyOf({ connection_id, team_name }: Connection): string {
  return nameOf(connection_id, team_name);
}

interface Deeds {
  readonly edit: (name: string) => void;
  readonly drop: (name: string) => void;
}

function listColumns(t: Translate, deeds: Deeds | null): Column<Connection>[] {
  return [
    {
      id: "id",
      header: t("connections.id"),
      cell: (row) => <span className="truncate font-medium">{keyOf(row)}</span>,
    },
    { id: "type", header: t("connections.type"), cell: ({ conn_type }) => conn_type },
    {
      id: "host",
      header: t("connections.host"),
      className: "hidden md:flex",
      cell: ({ host, port, schema }) => <span className="truncate">{formatPlace(host, port, schema)}</span>,
    },
    {
      id: "login",
      header: t("connections.login"),
      className: "hidden md:flex",
      cell: ({ login }) => <span className="truncate">{login}</span>,
    },
    {
      id: "description",
      header: t("admin.description"),
      className: "hidden xl:flex text-ink-2",
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

function formatPlace(host: string | null, port: number | null, schema: string | null): string {
  const place = port === null ? (host ?? "–") : `${host ?? ""}:${port}`;
  return schema === null ? place : `${place} / ${schema}`;
}
