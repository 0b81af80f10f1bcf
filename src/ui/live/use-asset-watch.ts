import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LiveRun } from "../../live/messages.ts";
import type { AssetGraph, GraphDag } from "../api/asset-graph.ts";
import { ASSET_EVENTS, ASSETS } from "../api/assets.ts";
import { listenToHub } from "./hub-listeners.ts";
import { toRecent } from "./put-runs.ts";
import { throttle } from "./throttle.ts";

/** How often all about assets is asked for again at most, in milliseconds. */
const PAUSE = 1_000;
/** What an update brings about, as runs and queues, is known a moment after it. Milliseconds. */
const SETTLING = 1_500;

/** Keeps what the page shows of assets as new as what is told: of runs in their place, of updates by asking again. */
export function useAssetWatch(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = throttle(() => {
      for (const address of [ASSETS, ASSET_EVENTS]) void queries.invalidateQueries({ queryKey: ["list", address] });
    }, PAUSE);
    let settling: ReturnType<typeof setTimeout> | undefined;
    const refreshTwice = (): void => {
      refresh();
      clearTimeout(settling);
      settling = setTimeout(refresh, SETTLING);
    };
    const forget = listenToHub((message) => {
      if (message === null || message.kind === "assets") refreshTwice();
      else if (message.kind === "runs" && putIntoAssetGraphs(queries, message.runs)) refreshTwice();
    });
    return () => {
      forget();
      clearTimeout(settling);
    };
  }, [queries]);
}

/** Changes the newest runs of DAGs. True when a run is new: it may have taken up what waited. */
export function putIntoAssetGraphs(queries: QueryClient, runs: readonly LiveRun[]): boolean {
  const told = Map.groupBy(runs, ({ dagId }) => dagId);
  let isNew = false;
  const change = (dag: GraphDag): GraphDag => {
    const newest = told.get(dag.dag_id)?.toSorted((one, other) => other.runAfter - one.runAfter)[0];
    if (newest === undefined) return dag;
    const known = dag.last_run;
    const isSame = known?.dag_run_id === newest.runId;
    if (known !== null && !isSame && Date.parse(known.run_after) > newest.runAfter) return dag;
    isNew ||= !isSame;
    return { ...dag, last_run: toRecent(newest) };
  };
  queries.setQueriesData<AssetGraph>({ queryKey: ["list", ASSETS, "graph"] }, (graph) =>
    graph === undefined ? graph : { ...graph, dags: graph.dags.map(change) },
  );
  return isNew;
}
