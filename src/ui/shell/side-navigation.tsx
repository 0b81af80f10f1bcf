import { Link, useLocation } from "@tanstack/react-router";
import { Icon } from "../kit/icon.tsx";
import { useWords } from "../words/catalogue.ts";
import { NAVIGATION } from "./navigation.ts";
import { findPart } from "./sections.ts";

const ITEM =
  "flex items-center gap-2.5 rounded-md font-medium text-ink-2 hover:bg-hover hover:text-ink data-[status=active]:bg-selected data-[status=active]:text-ink";

/** A column at the start of the page, icons only on a middling screen; a bar at the bottom on a phone. */
export function SideNavigation() {
  const t = useWords();
  const part = useLocation({ select: ({ pathname }) => findPart(pathname) });
  return (
    <nav
      aria-label={t("shell.navigation")}
      className="order-last flex shrink-0 border-line bg-canvas max-sm:border-t max-sm:pb-[env(safe-area-inset-bottom)] sm:order-first sm:w-13 sm:flex-col sm:border-e sm:px-2 lg:w-44"
    >
      <Link
        to="/"
        className="hidden h-11 items-center gap-2 px-1.5 font-semibold sm:flex"
        aria-label={t("shell.product")}
      >
        <span className="flex size-6 items-center justify-center rounded-md bg-accent text-accent-ink">
          <Icon name="wind" />
        </span>
        <span className="hidden lg:inline">{t("shell.product")}</span>
      </Link>
      <ul className="flex flex-1 gap-1 p-1 max-sm:justify-around sm:flex-col sm:p-0 sm:pt-1">
        {NAVIGATION.map(({ to, icon, words, keys }) => (
          <li key={to} className="max-sm:flex-1">
            <Link
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              {...(to === part ? { "data-status": "active", "aria-current": "page" } : {})}
              title={`${t(words)} (${keys})`}
              className={`${ITEM} max-sm:flex-col max-sm:gap-0.5 max-sm:py-1.5 max-sm:text-2xs sm:h-8 sm:px-2.5`}
            >
              <Icon name={icon} />
              <span className="sm:max-lg:sr-only">{t(words)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
