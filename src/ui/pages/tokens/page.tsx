import { useMemo, useState } from "react";
import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { listQuery, useList } from "../../api/list.ts";
import { revokeToken, TOKENS, type Token } from "../../api/users.ts";
import { IconButton } from "../../kit/button.tsx";
import { DeleteDialog } from "../../kit/delete-dialog.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { MadeToken, TokenForm } from "./form.tsx";

const GRID =
  "grid-cols-[minmax(0,1fr)_6rem_6rem_2rem] lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_7rem_7rem_7rem_8rem_2rem]";

/** Tokens for programs: one's own, and for an administrator those of all. */
export function TokensPage() {
  const t = useWords();
  const [text] = useSearchState("q");
  const [edited, edit] = useSearchState("edit");
  const [dropped, drop] = useSearchState("delete");
  // No view: it is shown once, and a link must not carry it.
  const [made, setMade] = useState("");
  const all = useList(listQuery<Token>(TOKENS, "tokens"));
  const rows = useMemo(() => all.rows?.filter(({ name }) => name.includes(text)), [all.rows, text]);
  const found = all.rows?.find(({ id }) => id === dropped);
  return (
    <AdminFrame title={t("admin.tokens")}>
      <ListView
        label={t("admin.tokens")}
        search={t("tokens.search")}
        list={{ ...all, rows }}
        rowKey={({ id }) => id}
        columns={listColumns(t, drop)}
        grid={GRID}
        icon="key"
        empty={t("tokens.none")}
        emptyHint={t("tokens.noneHint")}
        onOpen={({ id }) => drop(id)}
        create={{ words: t("tokens.create"), run: () => edit("new:") }}
      />
      {edited === "new:" && <TokenForm onClose={() => edit("")} onMade={setMade} />}
      {made !== "" && <MadeToken token={made} onClose={() => setMade("")} />}
      {found !== undefined && (
        <DeleteDialog
          name={found.name}
          hint={t("tokens.deleteHint")}
          onDelete={() => revokeToken(found.id)}
          touches={["list", TOKENS]}
          onClose={() => drop("")}
        />
      )}
    </AdminFrame>
  );
}

function listColumns(t: Translate, drop: (id: string) => void): Column<Token>[] {
  const wide = "hidden lg:flex text-ink-2";
  return [
    {
      id: "name",
      header: t("tokens.name"),
      cell: ({ name }) => <span className="truncate font-medium">{name}</span>,
    },
    {
      id: "user",
      header: t("tokens.actsFor"),
      className: wide,
      cell: ({ username }) => <span className="truncate">{username ?? t("tokens.itself")}</span>,
    },
    { id: "role", header: t("users.role"), cell: ({ role }) => t(`shell.${role}`) },
    { id: "made", header: t("tokens.since"), className: wide, cell: (row) => <Time value={row.created_at} /> },
    { id: "used", header: t("tokens.used"), className: wide, cell: (row) => <Time value={row.last_used_at} /> },
    {
      id: "expires",
      header: t("tokens.expires"),
      cell: ({ expires_at }) => (expires_at === null ? t("tokens.never") : <Time value={expires_at} />),
    },
    {
      id: "actions",
      header: "",
      cell: ({ id, name }) => <IconButton icon="trash" label={t("admin.remove", { name })} onClick={() => drop(id)} />,
    },
  ];
}
