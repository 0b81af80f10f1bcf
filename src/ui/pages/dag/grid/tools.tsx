import { useRef } from "react";
import { RUN_STATES } from "../../../../core/state.ts";
import type { GridModel } from "../../../grid/grid-model.ts";
import { useShortcuts } from "../../../keys/registry.ts";
import { Button } from "../../../kit/button.tsx";
import { Select, TextInput } from "../../../kit/field.tsx";
import { useDraft } from "../../../kit/use-draft.ts";
import { useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";

interface GridToolsProps {
  readonly model: GridModel;
  readonly folded: ReadonlySet<string>;
  readonly onFoldAll: (isFolded: boolean) => void;
}

const SIZES = ["10", "25", "50", "100"] as const;
/** From this width on twice as many runs find room, in pixels. */
const WIDE = 1_920;

/** How many runs are shown where nobody chose. */
export function chooseUsualRuns(): (typeof SIZES)[number] {
  return window.innerWidth >= WIDE ? "50" : "25";
}

/** One line: which tasks and which runs. */
export function GridTools({ model, folded, onFoldAll }: GridToolsProps) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useDraft(...useSearchState("search"));
  const hasGroups = model.nodes.some(({ isGroup }) => isGroup);
  useShortcuts([{ keys: "/", words: "grid.search", group: "page", run: () => input.current?.focus() }]);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-1.5">
      <TextInput
        ref={input}
        aria-label={t("grid.search")}
        placeholder={`${t("grid.search")} ( / )`}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className="!h-7 !w-48 max-sm:!w-auto max-sm:min-w-24 max-sm:flex-1"
      />
      <RunChoice />
      {hasGroups && (
        <Button look="quiet" className="!h-7" onClick={() => onFoldAll(folded.size === 0)}>
          {t(folded.size === 0 ? "grid.foldAll" : "grid.unfoldAll")}
        </Button>
      )}
    </div>
  );
}

function RunChoice() {
  const t = useWords();
  const [runs, setRuns] = useSearchState("runs", chooseUsualRuns());
  const [state, setState] = useSearchState("state");
  const states = [
    { value: "", label: t("dag.anyState") },
    ...RUN_STATES.map((value) => ({ value, label: t(`state.${value}`) })),
  ];
  return (
    <>
      <Select
        aria-label={t("dag.runState")}
        value={state}
        options={states}
        onChange={setState}
        className="!h-7 !w-auto"
      />
      <Select
        aria-label={t("dag.runsShown")}
        value={runs}
        options={SIZES.map((value) => ({ value, label: t("grid.runs", { count: Number(value) }) }))}
        onChange={setRuns}
        className="!h-7 !w-auto"
      />
    </>
  );
}
