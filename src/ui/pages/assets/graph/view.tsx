import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, type ReactNode } from "react";
import { assetGraphQuery, type AssetGraph } from "../../../api/asset-graph.ts";
import { useShortcuts } from "../../../keys/registry.ts";
import { Button } from "../../../kit/button.tsx";
import { Select } from "../../../kit/field.tsx";
import { SearchInput } from "../../../kit/search-input.tsx";
import { Segments } from "../../../kit/segments.tsx";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { useAssetWatch } from "../../../live/use-asset-watch.ts";
import { useSearchChange, useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";
import { choose, type Choice } from "./choose.ts";
import { AssetFlow } from "./flow.tsx";
import { buildModel, type Item, type Model } from "./model.ts";

/** All assets and what DAGs have to do with them. What is looked for, and around what, stands in the URL. */
export function AssetGraphView({ views }: { readonly views: ReactNode }) {
  useAssetWatch();
  const { data, error, refetch } = useQuery(assetGraphQuery());
  if (data !== undefined) return <LoadedGraph graph={data} views={views} />;
  return (
    <>
      <div className={BAR}>{views}</div>
      {error === null ? <Loading rows={12} /> : <ErrorState error={error} onRetry={() => void refetch()} />}
    </>
  );
}

const BAR = "flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-2 sm:px-4";

function LoadedGraph({ graph, views }: { readonly graph: AssetGraph; readonly views: ReactNode }) {
  const t = useWords();
  const change = useSearchChange();
  const model = useMemo(() => buildModel(graph), [graph]);
  const choice = useChoice();
  const shown = useMemo(() => choose(model, choice), [model, choice]);
  const isFocused = model.items.has(choice.focus);
  const isEmpty = shown.items.size === 0;
  return (
    <div className="flex h-full min-h-[28rem] flex-col">
      <div className={BAR}>
        {views}
        {isFocused ? <FocusBar model={model} choice={choice} /> : <FilterBar model={model} choice={choice} />}
        {graph.is_partial && (
          <span className="text-xs text-ink-3">{t("assetGraph.partial", { count: graph.assets.length })}</span>
        )}
        <span className="ms-auto text-xs text-ink-3 max-2xl:hidden">{t("assetGraph.keys")}</span>
      </div>
      <div className="min-h-0 flex-1">
        {model.items.size === 0 && <EmptyState icon="database" title={t("assets.none")} hint={t("assets.noneHint")} />}
        {model.items.size > 0 && isEmpty && <NothingFits choice={choice} />}
        {!isEmpty && <AssetFlow model={shown} focus={choice.focus} onFocus={(id) => change({ focus: id })} />}
      </div>
    </div>
  );
}

function NothingFits({ choice: { text, group, team, isAttention } }: { readonly choice: Choice }) {
  const t = useWords();
  const isCalm = isAttention && text === "" && group === "" && team === "";
  return (
    <EmptyState
      icon={isCalm ? "check" : "search"}
      title={t(isCalm ? "assetGraph.calm" : "assetGraph.nothing")}
      hint={t(isCalm ? "assetGraph.calmHint" : "assetGraph.nothingHint")}
    />
  );
}

function useChoice(): Choice {
  const [text] = useSearchState("q");
  const [group] = useSearchState("group");
  const [team] = useSearchState("team");
  const [show] = useSearchState("show");
  const [focus] = useSearchState("focus");
  const [steps] = useSearchState("steps", "2");
  return useMemo(() => {
    const isAttention = show === "attention";
    return { text, group, team, isAttention, focus, steps: steps === "all" ? Infinity : Number(steps) || 2 };
  }, [text, group, team, show, focus, steps]);
}

interface BarProps {
  readonly model: Model;
  readonly choice: Choice;
}

function FilterBar({ model, choice }: BarProps) {
  const t = useWords();
  const change = useSearchChange();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", words: "keys.search", group: "page", run: () => input.current?.focus() }]);
  const items = [...model.items.values()];
  const urgent = items.filter(({ attention }) => attention !== null).length;
  const segments = [
    { id: "", label: t("assetGraph.all"), count: items.length },
    { id: "attention", label: t("assetGraph.attention"), count: urgent },
  ];
  return (
    <>
      <SearchInput
        ref={input}
        label={t("assetGraph.find")}
        value={choice.text}
        onChange={(q) => change({ q })}
        className="w-full sm:w-56"
      />
      <PlaceFilters items={items} choice={choice} />
      <Segments
        label={t("assetGraph.show")}
        segments={segments}
        current={choice.isAttention ? "attention" : ""}
        onChange={(show) => change({ show })}
      />
    </>
  );
}

function PlaceFilters({ items, choice }: { readonly items: readonly Item[]; readonly choice: Choice }) {
  const t = useWords();
  const change = useSearchChange();
  const groups = listValues(
    items.map(({ group }) => group),
    t("assetGraph.allGroups"),
  );
  const teams = listValues(
    items.map(({ team }) => team),
    t("assetGraph.allTeams"),
  );
  return (
    <>
      {groups.length > 2 && (
        <Select
          aria-label={t("assetGraph.group")}
          className="w-auto! max-w-44"
          value={choice.group}
          options={groups}
          onChange={(group) => change({ group })}
        />
      )}
      {teams.length > 2 && (
        <Select
          aria-label={t("assetGraph.team")}
          className="w-auto! max-w-44"
          value={choice.team}
          options={teams}
          onChange={(team) => change({ team })}
        />
      )}
    </>
  );
}

function listValues(values: readonly (string | null)[], all: string) {
  const known = [...new Set(values.filter((value) => value !== null))];
  const sorted = known.toSorted((one, other) => one.localeCompare(other));
  return [{ value: "", label: all }, ...sorted.map((value) => ({ value, label: value }))];
}

function FocusBar({ model, choice }: BarProps) {
  const t = useWords();
  const [steps, setSteps] = useSearchState("steps", "2");
  const change = useSearchChange();
  const segments = [
    ...["1", "2", "3", "4"].map((id) => ({ id, label: id })),
    { id: "all", label: t("assetGraph.allSteps") },
  ];
  return (
    <>
      <span className="min-w-0 truncate font-medium">
        {t("assetGraph.around", { name: model.items.get(choice.focus)?.name ?? "" })}
      </span>
      <span className="text-ink-3">{t("assetGraph.steps")}</span>
      <Segments label={t("assetGraph.steps")} segments={segments} current={steps} onChange={setSteps} />
      <Button icon="close" onClick={() => change({ focus: undefined, steps: undefined })}>
        {t("assetGraph.leave")}
      </Button>
    </>
  );
}
