import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { buildGrid, gridQuery, type GridAnswer } from "../../../api/grid.ts";
import { chooseRows } from "../../../grid/grid-rows.ts";
import type { GridModel } from "../../../grid/grid-model.ts";
import { GridView } from "../../../grid/grid-view.tsx";
import type { Choice } from "../../../grid/grid-choice.ts";
import { useShortcuts } from "../../../keys/registry.ts";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { linkToRun, linkToTask } from "../../../links.ts";
import { useSearchChange, useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";
import { GridPanel } from "./panel.tsx";
import { chooseUsualRuns, GridTools } from "./tools.tsx";

/** Tasks by runs, and beside it what is chosen. */
export function GridTab({ dagId }: DagTabProps) {
  const [runs] = useSearchState("runs", chooseUsualRuns());
  const [state] = useSearchState("state");
  const query = gridQuery({ dagId, runs: Number(runs), state });
  const { data, error, refetch } = useQuery({ ...query, placeholderData: keepPreviousData });
  if (data !== undefined) return <LoadedGrid dagId={dagId} answer={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={12} />;
}

function LoadedGrid({ dagId, answer }: { readonly dagId: string; readonly answer: GridAnswer }) {
  const t = useWords();
  const model = useMemo(() => buildGrid(answer), [answer]);
  const [choice, choose] = useChoice();
  const [folded, fold, foldAll] = useFolds(model);
  const [search] = useSearchState("search");
  const rows = useMemo(() => chooseRows(model.nodes, { folded, search }), [model, folded, search]);
  const open = useOpen(dagId);
  useRunKeys(model, choice, choose);
  const hasRuns = model.columns.length > 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <GridTools model={model} folded={folded} onFoldAll={foldAll} />
      <div className="flex min-h-0 flex-1 border-t border-line">
        <div className="min-w-0 flex-1">
          {!hasRuns && <EmptyState icon="grid" title={t("grid.noRuns")} hint={t("grid.noRunsHint")} />}
          {hasRuns && rows.length === 0 && (
            <EmptyState icon="search" title={t("grid.empty")} hint={t("grid.emptyHint", { search })} />
          )}
          {hasRuns && rows.length > 0 && (
            <GridView
              {...{ model, rows, folded, choice }}
              label={t("grid.label", { dag: dagId })}
              onChoose={choose}
              onOpen={open}
              onFold={fold}
            />
          )}
        </div>
        {(choice.task !== null || choice.run !== null) && (
          <GridPanel {...{ dagId, model, choice }} onClose={() => choose({ task: null, run: null })} />
        )}
      </div>
    </div>
  );
}

function useChoice(): readonly [Choice, (choice: Choice) => void] {
  const [task] = useSearchState("task");
  const [run] = useSearchState("run");
  const change = useSearchChange();
  const choice = useMemo(() => ({ task: task === "" ? null : task, run: run === "" ? null : run }), [task, run]);
  return [choice, (next) => change({ task: next.task ?? undefined, run: next.run ?? undefined })];
}

/** Closed groups, in the URL: their ids, or `*` for all. */
function useFolds(model: GridModel) {
  const [text, setText] = useSearchState("folded");
  const folded = useMemo(() => {
    const groups = model.nodes.filter(({ isGroup }) => isGroup).map(({ id }) => id);
    return new Set(text === "*" ? groups : text.split(",").filter((id) => groups.includes(id)));
  }, [model, text]);
  const fold = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setText([...next].join(","));
  };
  return [folded, fold, (isFolded: boolean) => setText(isFolded ? "*" : "")] as const;
}

function useOpen(dagId: string): (choice: Choice) => void {
  const navigate = useNavigate();
  return ({ task, run }) => {
    if (run === null) return;
    void navigate(
      task === null ? linkToRun(dagId, run) : linkToTask({ dagId, runId: run, taskId: task, mapIndex: -1 }),
    );
  };
}

/** `[` and `]` go from run to run wherever the focus is. */
function useRunKeys(model: GridModel, choice: Choice, choose: (choice: Choice) => void): void {
  const step = (by: number) => {
    const at = choice.run === null ? model.columns.length : model.columnOf(choice.run);
    const next = model.columns[Math.max(0, Math.min(model.columns.length - 1, at + by))];
    if (next !== undefined) choose({ ...choice, run: next.run.runId });
  };
  useShortcuts([
    { keys: "[", words: "grid.previousRun", group: "page", run: () => step(-1) },
    { keys: "]", words: "grid.nextRun", group: "page", run: () => step(1) },
  ]);
}
