import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runsQuery } from "../../../../../src/ui/api/runs.ts";
import { toFilter } from "../../../../../src/ui/pages/runs/filter.ts";

const EMPTY = { dag_runs: [], total_entries: 0, total_entries_limit: null, next_cursor: null };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 1, 12, 0, 30) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function ask(search: Parameters<typeof toFilter>[0]): Promise<URL> {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json(EMPTY);
  });
  const { queryFn } = runsQuery(toFilter(search));
  if (typeof queryFn !== "function") throw new Error("The query asks nothing");
  const context = { pageParam: "", signal: new AbortController().signal } as Parameters<typeof queryFn>[0];
  await queryFn(context);
  return new URL(asked[0] ?? "", "http://tradewind");
}

describe("the request of the list of runs", () => {
  it.each(["default", "blue"])("names the team %s", async (team) => {
    const { pathname, searchParams } = await ask({ team, state: "running" });
    expect(pathname).toBe("/api/x/runs");
    expect(searchParams.get("team")).toBe(team);
    expect(searchParams.has("dag_id_prefix_pattern")).toBe(false);
  });

  it("is Airflow's where no team is chosen", async () => {
    const { pathname, searchParams } = await ask({ q: "etl" });
    expect(pathname).toBe("/api/v2/dags/~/dagRuns");
    expect([...searchParams.keys()].toSorted()).toEqual(["dag_id_pattern", "limit", "order_by"]);
  });

  it("goes by the end of what failed, and by when everything else was due", async () => {
    const from = "2026-10-31T12:00:00.000Z";
    expect((await ask({ state: "failed", hours: "24" })).searchParams.get("end_date_gte")).toBe(from);
    const others = (await ask({ state: "success", hours: "24" })).searchParams;
    expect([others.get("run_after_gte"), others.get("end_date_gte")]).toEqual([from, null]);
  });
});
