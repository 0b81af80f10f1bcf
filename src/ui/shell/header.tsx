import { useIsFetching } from "@tanstack/react-query";
import { Icon } from "../kit/icon.tsx";
import { KeyCaps } from "../keys/key-caps.tsx";
import { useWords } from "../words/catalogue.ts";
import { ConnectionStatus } from "./connection-status.tsx";
import { Trail } from "./trail.tsx";
import { UserMenu } from "./user-menu.tsx";

interface HeaderProps {
  readonly onSearch: () => void;
  readonly onShowKeys: () => void;
}

/** One line: where one is, the way to everything else, and whether the page is live. */
export function Header({ onSearch, onShowKeys }: HeaderProps) {
  const t = useWords();
  const isBusy = useIsFetching() > 0;
  return (
    <header className="relative flex h-11 shrink-0 items-center gap-2 border-b border-line bg-canvas px-3 sm:px-4">
      <Trail />
      <span className="min-w-0 flex-1" />
      <button
        type="button"
        onClick={onSearch}
        aria-label={t("shell.search")}
        className="flex h-7 items-center gap-2 shrink-0 rounded-md border border-line-strong bg-surface px-2 text-ink-3 hover:text-ink md:w-40 lg:w-52 xl:w-64"
      >
        <Icon name="search" size={14} />
        <span className="hidden flex-1 truncate text-start whitespace-nowrap md:inline">{t("shell.search")}</span>
        <span className="hidden md:inline">
          <KeyCaps keys="Mod+k" />
        </span>
      </button>
      <ConnectionStatus />
      <UserMenu onShowKeys={onShowKeys} />
      {isBusy && <span className="pulse absolute inset-x-0 -bottom-px h-px bg-accent" />}
    </header>
  );
}
