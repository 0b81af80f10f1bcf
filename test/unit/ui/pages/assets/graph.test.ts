import { describe, expect, it } from "vitest";
import type { AssetGraph, GraphAsset, GraphDag } from "../../../../../src/ui/api/asset-graph.ts";
import { choose, findAround, findFirst, type Choice } from "../../../../../src/ui/pages/assets/graph/choose.ts";
import { buildModel, type Model } from "../../../../../src/ui/pages/assets/graph/model.ts";

function asset(id: number, of: Partial<GraphAsset> = {}): GraphAsset {
  const name = `asset ${id}`;
  const dags = { producing_dags: [], scheduled_dags: [], consuming_dags: [] };
  return {
    id,
    name,
    uri: name,
    group: "asset",
    team: "default",
    last_event_at: null,
    is_behind: false,
    alias_ids: [],
    ...dags,
    ...of,
  };
}
function dag(dag_id: string, state: "failed" | "success" | "running", of: Partial<GraphDag> = {}): GraphDag {
  const times = { run_after: "2026-11-01T00:00:00Z", start_date: null, duration: null };
  const last_run = { dag_run_id: "r", state, run_type: "manual" as const, ...times };
  return { dag_id, dag_display_name: dag_id, team: "default", is_paused: false, last_run, wait: null, ...of };
}

/** load → 1 → clean → 2 → report; 9 stands alone. */
const CHAIN: AssetGraph = {
  assets: [
    asset(1, { producing_dags: ["load"], scheduled_dags: ["clean"], consuming_dags: ["clean"] }),
    asset(2, {
      producing_dags: ["clean", "load"],
      scheduled_dags: ["sales.report", "gone"],
      group: "mart",
      alias_ids: [5],
    }),
    asset(9, { team: "sales" }),
  ],
  aliases: [
    { id: 5, name: "daily", group: "asset", team: "default", producing_dags: [], scheduled_dags: [] },
    { id: 6, name: "forgotten", group: "asset", team: "default", producing_dags: [], scheduled_dags: [] },
  ],
  dags: [
    dag("load", "success"),
    dag("clean", "failed"),
    dag("sales.report", "success", { wait: { kind: "all", met: 1, of: 2, queued_asset_ids: [1] } }),
  ],
  is_partial: false,
};
const model = buildModel(CHAIN);
const ids = (given: Model) => [...given.items.keys()];
const EVERYTHING: Choice = { text: "", group: "", team: "", isAttention: false, focus: "", steps: 2 };

describe("the model of the graph", () => {
  it("has lines the way that data goes, once each, between what is there", () => {
    expect(model.links.map(({ from, to, isSoft }) => `${from} ${isSoft ? "-" : "="} ${to}`).toSorted()).toEqual([
      "alias:5 - asset:2",
      "asset:1 = dag:clean",
      "asset:2 = dag:sales.report",
      "dag:clean = asset:2",
      "dag:load = asset:1",
      "dag:load = asset:2",
    ]);
    expect(ids(model)).toEqual([
      "asset:1",
      "asset:2",
      "asset:9",
      "alias:5",
      "dag:load",
      "dag:clean",
      "dag:sales.report",
    ]);
  });

  it("tells of an asset the most urgent state of its producers, and where it waits", () => {
    expect(model.items.get("asset:2")).toMatchObject({ producer: "failed", attention: 0 });
    expect(model.items.get("asset:1")).toMatchObject({
      producer: "success",
      waitingAt: ["sales.report"],
      attention: 2,
    });
    expect(model.items.get("asset:9")).toMatchObject({ producer: null, attention: null });
    expect(model.items.get("dag:sales.report")).toMatchObject({ name: "report", attention: 2 });
  });
});

describe("what is looked at", () => {
  it("is all of it, or what fits with what it hangs on", () => {
    expect(choose(model, EVERYTHING)).toBe(model);
    expect(ids(choose(model, { ...EVERYTHING, text: " ASSET 1 " }))).toEqual(["asset:1", "dag:load", "dag:clean"]);
    expect(ids(choose(model, { ...EVERYTHING, team: "sales" }))).toEqual(["asset:9"]);
    expect(ids(choose(model, { ...EVERYTHING, group: "mart" }))).toContain("dag:sales.report");
    expect(ids(choose(model, { ...EVERYTHING, isAttention: true }))).not.toContain("asset:9");
  });

  it("is upstream and downstream of the focus, so many lines far", () => {
    expect([...findAround(model, "asset:2", 1)]).toEqual([
      "asset:2",
      "dag:clean",
      "dag:load",
      "alias:5",
      "dag:sales.report",
    ]);
    const around = (steps: number) => ids(choose(model, { ...EVERYTHING, focus: "dag:sales.report", steps }));
    expect(around(1)).toEqual(["asset:2", "dag:sales.report"]);
    expect(around(Infinity)).toEqual(["asset:1", "asset:2", "alias:5", "dag:load", "dag:clean", "dag:sales.report"]);
    expect(choose(model, { ...EVERYTHING, focus: "asset:404" })).toBe(model);
  });

  it("begins at what failed, and nowhere when all is well", () => {
    expect(findFirst(model)?.id).toBe("asset:2");
    expect(findFirst(buildModel({ ...CHAIN, dags: [], assets: [asset(1)] }))).toBe(null);
  });
});
