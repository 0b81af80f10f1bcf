import { useCallback, useMemo, useState } from "react";
import type { Graph } from "../../../core/graph.ts";
import { drawGraph, listClosedAtFirst } from "../../graph/graph-model.ts";
import { GraphView } from "../../graph/graph-view.tsx";
import { STATES, type ShownState } from "../../theme/states.ts";
import { findSegment, type TaskLanes } from "../../timeline/lanes.ts";

interface GraphThenProps {
  readonly graph: Graph;
  readonly tasks: readonly TaskLanes[];
  readonly at: number;
  readonly onChoose: (taskId: string) => void;
}

/** The graph as it stood at an instant. */
export function GraphThen({ graph, tasks, at, onChoose }: GraphThenProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set(listClosedAtFirst(graph)));
  const picture = useMemo(() => drawGraph(graph, closed, false), [graph, closed]);
  const lanesOf = useMemo(() => new Map(tasks.map(({ taskId, lanes }) => [taskId, lanes])), [tasks]);
  const stateOf = useCallback(
    (ids: readonly string[]): ShownState => {
      const states = ids.flatMap((id) => (lanesOf.get(id) ?? []).map((lane) => findSegment(lane, at)?.state ?? "none"));
      return states.reduce(
        (most, state) => (STATES[state].rank < STATES[most].rank ? state : most),
        "none" as ShownState,
      );
    },
    [lanesOf, at],
  );
  const countOf = useCallback(
    (id: string) => {
      const lanes = lanesOf.get(id)?.filter((lane) => findSegment(lane, at) !== null) ?? [];
      return lanes.length === 0 ? null : lanes.length;
    },
    [lanesOf, at],
  );
  const fold = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  return <GraphView picture={picture} stateOf={stateOf} countOf={countOf} onChoose={onChoose} onFold={fold} />;
}
