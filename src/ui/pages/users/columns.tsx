import { ROLES, type User } from "../../api/users.ts";
import { IconButton } from "../../kit/button.tsx";
import { Select } from "../../kit/field.tsx";
import { Switch } from "../../kit/switch.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import type { Translate } from "../../words/catalogue.ts";

export const GRID =
  "grid-cols-[minmax(0,1fr)_7rem_2rem_4.5rem] md:grid-cols-[minmax(0,2fr)_9rem_4rem_minmax(0,1fr)_minmax(0,1fr)_4.5rem]";

interface Deeds {
  readonly change: (username: string, body: Partial<Pick<User, "role" | "is_active">>) => void;
  readonly edit: (username: string) => void;
  readonly drop: (username: string) => void;
  /** Nobody takes away their own rights by a slip. */
  readonly me: string;
}

export function listColumns(t: Translate, deeds: Deeds): Column<User>[] {
  return [
    {
      id: "name",
      header: t("users.name"),
      cell: ({ username }) => <span className="truncate font-medium">{username}</span>,
    },
    { id: "role", header: t("users.role"), cell: (user) => <RoleCell t={t} user={user} deeds={deeds} /> },
    {
      id: "active",
      header: <span className="max-md:sr-only">{t("users.active")}</span>,
      cell: ({ username, is_active }) => (
        <Switch
          isOn={is_active}
          isDisabled={username === deeds.me}
          label={t("users.maySignIn", { name: username })}
          onChange={(isOn) => deeds.change(username, { is_active: isOn })}
        />
      ),
    },
    {
      id: "team",
      header: t("admin.team"),
      className: "hidden md:flex",
      cell: ({ team_name }) => team_name ?? <span className="text-ink-3">{t("users.allTeams")}</span>,
    },
    {
      id: "since",
      header: t("users.since"),
      className: "hidden md:flex text-ink-2",
      cell: ({ created_at }) => <Time value={created_at} />,
    },
    {
      id: "actions",
      header: "",
      className: "justify-end",
      cell: (user) => <Actions t={t} user={user} deeds={deeds} />,
    },
  ];
}

interface CellProps {
  readonly t: Translate;
  readonly user: User;
  readonly deeds: Deeds;
}

function RoleCell({ t, user, deeds }: CellProps) {
  const { username, role } = user;
  return (
    <Select
      aria-label={t("users.roleOf", { name: username })}
      className="h-7!"
      disabled={username === deeds.me}
      options={ROLES.map((value) => ({ value, label: t(`shell.${value}`) }))}
      value={role}
      onChange={(next) => deeds.change(username, { role: next })}
    />
  );
}

function Actions({ t, user: { username: name }, deeds }: CellProps) {
  return (
    <span className="flex gap-1">
      <IconButton icon="key" label={t("users.reset", { name })} onClick={() => deeds.edit(name)} />
      {name !== deeds.me && (
        <IconButton icon="trash" label={t("admin.remove", { name })} onClick={() => deeds.drop(name)} />
      )}
    </span>
  );
}
