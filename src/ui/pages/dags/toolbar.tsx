import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { DagLine } from "../../api/dags.ts";
import { importsQuery } from "../../api/imports.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { styleButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { SearchInput } from "../../kit/search-input.tsx";
import { Segments } from "../../kit/segments.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { countScopes, listValues, SCOPES, type Choice } from "./choose-lines.ts";
import { Facet } from "./facet.tsx";
import { ViewsMenu } from "../../views/views-menu.tsx";

interface ToolbarProps {
  readonly lines: readonly DagLine[];
  readonly teams: readonly string[];
  readonly choice: Choice;
  readonly count: number;
  /** Nothing is counted before it is there. */
  readonly isPending: boolean;
}

/** One line of filters; all of them stand in the URL. */
export function Toolbar({ lines, teams, choice, count, isPending }: ToolbarProps) {
  const t = useWords();
  const [text, setText] = useSearchState("q");
  const [, setScope] = useSearchState("scope", "all");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", words: "keys.search", group: "page", run: () => input.current?.focus() }]);
  const counts = countScopes(lines, choice);
  const scopes = SCOPES.filter((scope) => scope !== "broken" || counts.broken > 0).map((scope) => ({
    id: scope,
    label: t(`dags.${scope}`),
    ...(isPending ? {} : { count: counts[scope] }),
  }));
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-2 sm:px-4">
      <SearchInput
        ref={input}
        label={t("dags.search")}
        value={text}
        onChange={setText}
        className="w-full sm:w-42 2xl:w-52"
      />
      <Segments
        label={t("dags.scope")}
        segments={[...scopes, ...useImportedScope(choice)]}
        current={choice.scope}
        onChange={setScope}
      />
      <span className="hidden flex-1 xl:block" />
      <OnlyFavorites />
      <Facet name="team" all={t("dags.anyTeam")} values={teams} />
      <Facet name="tag" all={t("dags.anyTag")} values={listValues(lines, (line) => line.tags)} />
      <Facet name="owner" all={t("dags.anyOwner")} values={listValues(lines, (line) => line.owners)} />
      <ViewsMenu page="dags" />
      <span className="sr-only" role="status">
        {t("dags.count", { count })}
      </span>
    </div>
  );
}

function OnlyFavorites() {
  const t = useWords();
  const [favorites, setFavorites] = useSearchState("favorites");
  const isOn = favorites === "on";
  return (
    <button
      type="button"
      aria-pressed={isOn}
      title={t("dags.favorites")}
      onClick={() => setFavorites(isOn ? "" : "on")}
      className={`${styleButton()} aria-pressed:border-accent aria-pressed:bg-selected`}
    >
      <Icon name="star" size={14} className={isOn ? "fill-current text-accent" : ""} />
      <span className="max-2xl:sr-only">{t("dags.favorites")}</span>
    </button>
  );
}

/** DAGs of other deployments, where some were imported; they are counted as long as nothing narrows our own. */
function useImportedScope({ text, team }: Choice) {
  const t = useWords();
  const sources = useQuery(importsQuery).data?.imports ?? [];
  const count = sources.reduce((sum, { dags }) => sum + dags, 0);
  if (count === 0) return [];
  return [{ id: "imported", label: t("admin.imports"), ...(text === "" && team === "" ? { count } : {}) }];
}
