import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { DagLine, DagPage, RecentRun } from "../api/dags.ts";
import type { Run, RunPage } from "../api/runs.ts";
import type { LiveRun } from "../../live/messages.ts";

/** Runs of a line at most: as many as its bars. */
const LINE_RUNS = 14;

/** Changes the runs of lines where they stand. True when a run was not there before. */
export function putIntoLines(queryClient: QueryClient, runs: readonly LiveRun[]): boolean {
  const byDag = Map.groupBy(runs, ({ dagId }) => dagId);
  let isNew = false;
  const change = (line: DagLine): DagLine => {
    const told = byDag.get(line.dag_id);
    if (told === undefined) return line;
    const known = new Map(line.runs.map((run) => [run.dag_run_id, run]));
    isNew ||= told.some(({ runId }) => !known.has(runId));
    for (const run of told) known.set(run.runId, toRecent(run));
    const newest = [...known.values()].toSorted(
      (one, other) => Date.parse(other.run_after) - Date.parse(one.run_after),
    );
    const active = newest.filter(({ state }) => state === "running" || state === "queued").length;
    return { ...line, active_runs: active, runs: newest.slice(0, LINE_RUNS) };
  };
  queryClient.setQueriesData<InfiniteData<DagPage>>({ queryKey: ["dags"] }, (data) => {
    if (data === undefined) return data;
    return { ...data, pages: data.pages.map((page) => ({ ...page, dags: page.dags.map(change) })) };
  });
  return isNew;
}

/** Changes rows of lists of runs where they stand. True when a list lacks a run: its filter decides, so it is asked. */
export function putIntoRuns(queryClient: QueryClient, runs: readonly LiveRun[]): boolean {
  const told = new Map(runs.map((run) => [`${run.dagId} ${run.runId}`, run]));
  let isMissing = false;
  queryClient.setQueriesData<InfiniteData<RunPage>>({ queryKey: ["runs"] }, (data) => {
    if (data === undefined) return data;
    const found = new Set<string>();
    const change = (run: Run): Run => {
      const name = `${run.dag_id} ${run.dag_run_id}`;
      const next = told.get(name);
      if (next === undefined) return run;
      found.add(name);
      return { ...run, ...toTimes(next) };
    };
    const pages = data.pages.map((page) => ({ ...page, dag_runs: page.dag_runs.map(change) }));
    isMissing ||= found.size < told.size;
    return { ...data, pages };
  });
  return isMissing;
}

function toTimes({ state, startedAt, endedAt }: LiveRun) {
  return {
    state,
    start_date: format(startedAt),
    end_date: format(endedAt),
    duration: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1_000,
  };
}

export function toRecent(run: LiveRun): RecentRun {
  const { state, start_date, duration } = toTimes(run);
  const times = { run_after: new Date(run.runAfter).toISOString(), start_date, duration };
  return { dag_run_id: run.runId, run_type: run.runType, state, ...times };
}

function format(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
