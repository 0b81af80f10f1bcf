import type { Graph } from "./graph.ts";
import type { RunIdentity } from "./protocol.ts";
import { nextDagRunInfo } from "./timetable.ts";

/**
 * Whether a run is the newest of its schedule: from its interval's start to the end of the next interval. One made by hand
 * always is, and the last one there will be. Source: providers/standard/operators/latest_only.py.
 */
export function isLatest(graph: Graph, { runType, dataInterval }: RunIdentity, now: number): boolean {
  if (runType === "manual" || dataInterval === null) return true;
  const restriction = { earliest: null, latest: null, catchup: true };
  const right = nextDagRunInfo(graph.timetable, dataInterval, restriction, now)?.interval.end ?? null;
  if (right === null || right === dataInterval.start) return true;
  return dataInterval.start < now && now <= right;
}
