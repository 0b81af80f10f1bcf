import { useRef } from "react";
import { RUN_STATES } from "../../../core/state.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { Select } from "../../kit/field.tsx";
import { SearchInput } from "../../kit/search-input.tsx";
import { Segments } from "../../kit/segments.tsx";
import { useSearchState } from "../../search-state.ts";
import { ViewsMenu } from "../../views/views-menu.tsx";
import { useWords } from "../../words/catalogue.ts";

const TYPES = ["scheduled", "manual", "backfill", "asset_triggered", "operator_triggered"] as const;

/** Filters of the list; all of them stand in the URL. */
export function Toolbar() {
  const t = useWords();
  const [text, setText] = useSearchState("q");
  const [state, setState] = useSearchState("state");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", words: "keys.search", group: "page", run: () => input.current?.focus() }]);
  const states = [
    { id: "", label: t("runs.anyState") },
    ...RUN_STATES.map((one) => ({ id: one, label: t(`state.${one}`) })),
  ];
  const types = TYPES.map((value) => ({ value, label: t(`runs.type_${value}`) }));
  const spans = [
    { value: "24", label: t("home.lastDay") },
    { value: "72", label: t("home.lastThreeDays") },
    { value: "168", label: t("home.lastWeek") },
    { value: "720", label: t("home.lastMonth") },
  ];
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-2 sm:px-4">
      <SearchInput ref={input} label={t("runs.search")} value={text} onChange={setText} className="w-full sm:w-52" />
      <Segments label={t("runs.state")} segments={states} current={state} onChange={setState} />
      <span className="hidden flex-1 lg:block" />
      <Choice name="type" all={t("runs.anyType")} options={types} />
      <Choice name="hours" all={t("runs.anyTime")} options={spans} />
      <ViewsMenu page="runs" />
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly all: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function Choice({ name, all, options }: ChoiceProps) {
  const [value, setValue] = useSearchState(name);
  return (
    <span className="w-36 max-sm:flex-1">
      <Select
        aria-label={all}
        options={[{ value: "", label: all }, ...options]}
        value={value}
        onChange={setValue}
        className={value === "" ? "text-ink-2" : "border-accent bg-selected"}
      />
    </span>
  );
}
