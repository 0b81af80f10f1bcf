import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { listQuery, useList } from "../../api/list.ts";
import { meQuery } from "../../api/session.ts";
import { changeUser, deleteUser, USERS, type User } from "../../api/users.ts";
import { useChange } from "../../api/use-change.ts";
import { DeleteDialog } from "../../kit/delete-dialog.tsx";
import { Loading, NoPermission } from "../../kit/states.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { GRID, listColumns } from "./columns.tsx";
import { NewUserForm, PasswordForm } from "./forms.tsx";

/** Who may sign in, and as what. */
export function UsersPage() {
  const t = useWords();
  const may = useQuery(meQuery).data?.may;
  return (
    <AdminFrame title={t("admin.users")}>
      {may === undefined && <Loading rows={12} />}
      {may?.administer === true && <Users />}
      {may?.administer === false && <NoPermission />}
    </AdminFrame>
  );
}

function Users() {
  const t = useWords();
  const { data: me } = useQuery(meQuery);
  const [text] = useSearchState("q");
  const [edited, edit] = useSearchState("edit");
  const [dropped, drop] = useSearchState("delete");
  const all = useList(listQuery<User>(USERS, "users"));
  const rows = useMemo(() => all.rows?.filter(({ username }) => username.includes(text)), [all.rows, text]);
  const change = useUserChange();
  const find = (name: string) => all.rows?.find(({ username }) => username === name);
  return (
    <>
      <ListView
        label={t("admin.users")}
        search={t("users.search")}
        list={{ ...all, rows }}
        rowKey={({ username }) => username}
        columns={listColumns(t, { change, edit, drop, me: me?.user ?? "" })}
        grid={GRID}
        icon="user"
        empty={t("users.none")}
        emptyHint={t("users.noneHint")}
        onOpen={({ username }) => edit(username)}
        create={{ words: t("users.create"), run: () => edit("new:") }}
      />
      {edited === "new:" && <NewUserForm onClose={() => edit("")} />}
      {find(edited) !== undefined && <PasswordForm username={edited} onClose={() => edit("")} />}
      {find(dropped) !== undefined && (
        <DeleteDialog
          name={dropped}
          hint={t("users.deleteHint")}
          onDelete={() => deleteUser(dropped)}
          touches={["list", USERS]}
          onClose={() => drop("")}
        />
      )}
    </>
  );
}

function useUserChange() {
  const t = useWords();
  const [, change] = useChange();
  return (username: string, body: Parameters<typeof changeUser>[1]) =>
    void change({
      act: () => changeUser(username, body),
      done: t("common.saved", { name: username }),
      touches: ["list", USERS],
    });
}
