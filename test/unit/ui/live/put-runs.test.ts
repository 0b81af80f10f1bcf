import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { LiveRun } from "../../../../src/core/live.ts";
import { putIntoLines, putIntoRuns } from "../../../../src/ui/live/put-runs.ts";

const AT = Date.UTC(2026, 0, 1);

function tell(change: Partial<LiveRun> = {}): LiveRun {
  const times = { runAfter: AT, queuedAt: AT, startedAt: AT, endedAt: null };
  return { dagId: "etl", runId: "one", state: "running", runType: "manual", revision: 1, ...times, ...change };
}

function open() {
  const queryClient = new QueryClient();
  const known = { dag_run_id: "one", state: "queued", run_after: new Date(AT).toISOString() };
  const lines = [
    { dag_id: "etl", runs: [known], active_runs: 1 },
    { dag_id: "other", runs: [], active_runs: 0 },
  ];
  queryClient.setQueryData(["dags", {}], { pages: [{ dags: lines }], pageParams: [0] });
  const runs = [{ dag_id: "etl", dag_run_id: "one", state: "queued" }];
  queryClient.setQueryData(["runs", "~", {}], { pages: [{ dag_runs: runs }], pageParams: [""] });
  return queryClient;
}

describe("runs that are told", () => {
  it("change their bar where it stands", () => {
    const queryClient = open();
    expect(putIntoLines(queryClient, [tell({ state: "success", endedAt: AT + 1_500 })])).toBe(false);
    expect(queryClient.getQueryData(["dags", {}])).toMatchObject({
      pages: [{ dags: [{ active_runs: 0, runs: [{ state: "success", duration: 1.5 }] }, { runs: [] }] }],
    });
  });

  it("bring a new bar, the newest first, and say so", () => {
    const queryClient = open();
    expect(putIntoLines(queryClient, [tell({ runId: "two", runAfter: AT + 60_000 })])).toBe(true);
    expect(queryClient.getQueryData(["dags", {}])).toMatchObject({
      pages: [{ dags: [{ active_runs: 2, runs: [{ dag_run_id: "two" }, { dag_run_id: "one" }] }, {}] }],
    });
  });

  it("change their row in a list of runs", () => {
    const queryClient = open();
    expect(putIntoRuns(queryClient, [tell()])).toBe(false);
    const row = { state: "running", start_date: new Date(AT).toISOString(), end_date: null, duration: null };
    expect(queryClient.getQueryData(["runs", "~", {}])).toMatchObject({ pages: [{ dag_runs: [row] }] });
  });

  it("are asked for where a list lacks them", () => {
    expect(putIntoRuns(open(), [tell({ runId: "two" })])).toBe(true);
  });
});
