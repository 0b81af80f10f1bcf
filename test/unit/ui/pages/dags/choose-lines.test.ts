import { describe, expect, it } from "vitest";
import type { DagLine, RecentRun } from "../../../../../src/ui/api/dags.ts";
import { chooseLines, countScopes, type Choice } from "../../../../../src/ui/pages/dags/choose-lines.ts";

const ALL: Choice = { text: "", scope: "all", tag: "", owner: "", team: "", isFavorite: false, sort: "name" };

function line(dag_id: string, change: Partial<DagLine> = {}): DagLine {
  const none = {
    description: null,
    timetable_summary: null,
    is_stale: false,
    has_import_errors: false,
    is_favorite: false,
  };
  const counts = { active_runs: 0, max_active_runs: 16 };
  const empty = { tags: [], owners: [], next_run: null, runs: [], is_paused: false };
  return { dag_id, dag_display_name: dag_id, team: "default", ...none, ...counts, ...empty, ...change };
}

function run(state: RecentRun["state"], run_after = "2026-01-01T00:00:00Z"): RecentRun {
  return { dag_run_id: run_after, state, run_type: "manual", run_after, start_date: null, duration: null };
}

const lines = [
  line("orders_daily", { tags: ["etl"], owners: ["ana"], runs: [run("running"), run("failed")], active_runs: 1 }),
  line("ads.orders", {
    team: "ads",
    is_favorite: true,
    tags: ["etl", "ml"],
    is_paused: true,
    runs: [run("success", "2026-02-01T00:00:00Z")],
  }),
  line("train", {
    owners: ["ben"],
    has_import_errors: true,
    next_run: { run_after: "2026-03-01T00:00:00Z", logical_date: "" },
  }),
];
const choose = (change: Partial<Choice>) => chooseLines(lines, { ...ALL, ...change }).map(({ dag_id }) => dag_id);

describe("chooseLines", () => {
  it.each<[Partial<Choice>, string[]]>([
    [{}, ["orders_daily", "ads.orders", "train"]],
    [{ text: "ORDERS" }, ["orders_daily", "ads.orders"]],
    [{ text: "daily ord" }, ["orders_daily"]],
    [{ tag: "ml" }, ["ads.orders"]],
    [{ owner: "ben" }, ["train"]],
    [{ team: "ads" }, ["ads.orders"]],
    [{ isFavorite: true }, ["ads.orders"]],
    [{ isFavorite: true, tag: "none" }, []],
    [{ scope: "paused" }, ["ads.orders"]],
    [{ scope: "active" }, ["orders_daily", "train"]],
    [{ scope: "running" }, ["orders_daily"]],
    [{ scope: "broken" }, ["train"]],
    [{ sort: "next" }, ["train", "orders_daily", "ads.orders"]],
    [{ sort: "last" }, ["ads.orders", "orders_daily", "train"]],
  ])("for %j gives %j", (change, expected) => {
    expect(choose(change)).toEqual(expected);
  });

  it("calls failing what failed when it last ended, whatever runs since", () => {
    expect(choose({ scope: "failing" })).toEqual(["orders_daily"]);
  });

  it("counts each scope under the other filters", () => {
    expect(countScopes(lines, { ...ALL, tag: "etl", scope: "paused" })).toMatchObject({ all: 2, paused: 1, broken: 0 });
  });
});
