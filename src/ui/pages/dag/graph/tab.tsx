import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Graph } from "../../../../core/graph.ts";
import { definitionQuery } from "../../../api/definition.ts";
import { buildGrid, gridQuery } from "../../../api/grid.ts";
import { drawGraph, listClosedAtFirst } from "../../../graph/graph-model.ts";
import { GraphView } from "../../../graph/graph-view.tsx";
import type { GridModel } from "../../../grid/grid-model.ts";
import { Button } from "../../../kit/button.tsx";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { useSearchChange, useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";
import { RunChoice } from "../run-choice.tsx";
import type { DagTabProps } from "../tabs.ts";
import { readCounts, readStates } from "./states.ts";

const RUNS = 25;

/** The DAG as a graph, with the states of a run: the newest unless another is chosen. */
export function GraphTab({ dagId }: DagTabProps) {
  const { data, error, refetch } = useQuery(definitionQuery(dagId));
  const grid = useQuery(gridQuery({ dagId, runs: RUNS }));
  const model = useMemo(() => (grid.data === undefined ? null : buildGrid(grid.data)), [grid.data]);
  if (data !== undefined) return <LoadedGraph graph={data.graph} model={model} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={10} />;
}

function LoadedGraph({ graph, model }: { readonly graph: Graph; readonly model: GridModel | null }) {
  const t = useWords();
  const change = useSearchChange();
  const [closed, fold, foldAll] = useClosed(graph);
  const [assets, setAssets] = useSearchState("assets", "on");
  const [run] = useSearchState("run");
  const picture = useMemo(() => drawGraph(graph, closed, assets === "on"), [graph, closed, assets]);
  const column = model?.columns.find((candidate) => candidate.run.runId === run) ?? model?.columns.at(-1) ?? null;
  const states = useMemo(() => readStates(model, column), [model, column]);
  const counts = useMemo(() => readCounts(model, column), [model, column]);
  const choose = useCallback(
    (id: string) => {
      if (!id.startsWith("asset:")) change({ tab: undefined, task: id, run: column?.run.runId });
    },
    [change, column],
  );
  return (
    <div className="flex h-full min-h-[28rem] flex-col">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2 sm:px-4">
        <RunChoice model={model} current={column?.run.runId ?? ""} />
        {graph.groups.length > 0 && (
          <Button look="quiet" onClick={() => foldAll(closed.size === 0)}>
            {closed.size === 0 ? t("grid.foldAll") : t("grid.unfoldAll")}
          </Button>
        )}
        <Button look="quiet" aria-pressed={assets === "on"} onClick={() => setAssets(assets === "on" ? "off" : "on")}>
          {assets === "on" ? t("graph.hideAssets") : t("graph.showAssets")}
        </Button>
      </div>
      <div className="min-h-0 flex-1 border-t border-line">
        <GraphView picture={picture} stateOf={states} countOf={counts} onChoose={choose} onFold={fold} />
      </div>
    </div>
  );
}

/** Closed groups, in the URL as the grid has them; those of a large DAG are closed at first. */
function useClosed(graph: Graph) {
  const first = useMemo(() => listClosedAtFirst(graph), [graph]);
  const [text, setText] = useSearchState("closed", first.join(","));
  const closed = useMemo(() => new Set(text.split(",").filter((id) => id !== "" && id !== "-")), [text]);
  const write = (ids: readonly string[]) => setText(ids.length === 0 ? "-" : ids.join(","));
  const fold = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    write([...next]);
  };
  return [closed, fold, (all: boolean) => write(all ? graph.groups.map(({ id }) => id) : [])] as const;
}
