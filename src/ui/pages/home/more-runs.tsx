import { Link } from "@tanstack/react-router";
import { Icon } from "../../kit/icon.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";

/** From a panel to the whole list behind it. */
export function MoreRuns({ state }: { readonly state: "failed" | "running" }) {
  const t = useWords();
  const [team] = useSearchState("team");
  const [hours] = useSearchState("hours", "24");
  const since = state === "failed" ? { hours } : {};
  const search = { state, ...since, ...(team === "" ? {} : { team }) };
  return (
    <Link
      to="/runs"
      search={search}
      aria-label={`${t("home.showAll")}: ${t(`home.${state}`)}`}
      className="flex h-7 items-center gap-1 rounded-md px-2 text-xs text-ink-2 hover:bg-hover hover:text-ink"
    >
      {t("home.showAll")}
      <Icon name="chevronRight" size={12} />
    </Link>
  );
}
