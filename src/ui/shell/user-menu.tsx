import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { doWaiting } from "../actions/postpone.ts";
import { logOut, meQuery } from "../api/session.ts";
import { Icon } from "../kit/icon.tsx";
import { Menu } from "../kit/menu.tsx";
import { showError } from "../kit/toast.tsx";
import { setPreferences, usePreferences, type Preferences } from "../theme/preferences.ts";
import { LANGUAGES, useWords, type Translate } from "../words/catalogue.ts";

/** Who is signed in, and what this browser prefers. */
export function UserMenu({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const t = useWords();
  const { data: me } = useQuery(meQuery);
  const preferences = usePreferences();
  const leave = useLeave();
  const title =
    me === undefined ? "" : `${me.user} · ${t(`shell.${me.role}`)}${me.team === null ? "" : ` · ${me.team}`}`;
  const own = [
    { label: t("shell.shortcuts"), icon: "keyboard", onSelect: onShowKeys },
    { label: t("shell.logout"), icon: "logout", onSelect: () => void leave() },
  ] as const;
  return (
    <Menu
      label={t("shell.userMenu")}
      align="end"
      buttonClassName="flex h-7 items-center gap-1.5 rounded-md px-1.5 text-ink-2 hover:bg-hover hover:text-ink"
      button={
        <>
          <Icon name="user" />
          <span className="hidden max-w-32 truncate text-xs font-medium md:inline">{me?.user}</span>
        </>
      }
      groups={[...listChoices(t, preferences), { title, items: own }]}
    />
  );
}

function useLeave() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      // Afterwards it would be refused.
      await doWaiting();
      await logOut();
      queryClient.clear();
      await navigate({ to: "/login" });
    } catch (error) {
      showError(error);
    }
  };
}

function listChoices(t: Translate, preferences: Preferences) {
  const choose = <Name extends keyof Preferences>(name: Name, value: Preferences[Name], label: string) => ({
    label,
    isChosen: preferences[name] === value,
    onSelect: () => setPreferences({ [name]: value }),
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [
    {
      title: t("shell.theme"),
      items: [
        choose("theme", "system", t("shell.themeSystem")),
        choose("theme", "light", t("shell.themeLight")),
        choose("theme", "dark", t("shell.themeDark")),
      ],
    },
    {
      title: t("shell.density"),
      items: [
        choose("density", "comfortable", t("shell.densityComfortable")),
        choose("density", "compact", t("shell.densityCompact")),
      ],
    },
    {
      title: t("shell.zone"),
      items: [choose("zone", "local", t("shell.zoneLocal", { zone })), choose("zone", "utc", t("shell.zoneUtc"))],
    },
    {
      title: t("shell.language"),
      items: [choose("language", "en", LANGUAGES.en.name), choose("language", "de", LANGUAGES.de.name)],
    },
  ];
}
