import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/core/graph.ts";
import { diffGraphs } from "../../src/core/graph-diff.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { planDeploy } from "../../src/core/plan.ts";
import type { Deployed, DeployedDag } from "../../src/core/plan.ts";
import { createGraph, createTask } from "../support/graphs.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const chain = [
  createTask("a"),
  createTask("b", { upstream: ["a"], inputs: { x: { kind: "output", task: "a", stream: false } } }),
];

function deploy(graph: Graph, changes: Partial<DeployedDag> = {}): Deployed {
  const { team, dagId } = graph;
  const hashes = { file: "test.ts", graphHash: "old graph", bundleId: "old code" };
  return { dags: [{ team, dagId, ...hashes, graph, lastSlot: null, liveRuns: [], ...changes }], pools: [] };
}

function ship(graph: Graph | null, hash = "new graph", bundleId = "new code"): Manifest {
  const dags = graph === null ? [] : [{ graph, hash }];
  return { v: 1, hash: "m", files: [{ kind: "compiled", file: "test.ts", bundleId, source: "", dags }] };
}

const planOf = (deployed: Deployed, manifest: Manifest) => planDeploy(deployed, manifest, NOW);

describe("a plan", () => {
  it("is empty when nothing changes", () => {
    const same = planOf(deploy(createGraph(chain)), ship(createGraph(chain), "old graph", "old code"));
    expect(same).toEqual({ v: 1, dags: [], unchanged: 1, broken: [] });
  });

  it("tells changed code from a changed graph", () => {
    const [dag] = planOf(deploy(createGraph(chain)), ship(createGraph(chain), "old graph")).dags;
    expect(dag).toMatchObject({ change: "code", schedule: null, warnings: [] });
  });

  it("shows a schedule before and after, with the next runs", () => {
    const before = createGraph(chain, { timetable: { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "UTC" } });
    const after = createGraph(chain, {
      timetable: { kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "Europe/Paris" },
    });
    const [dag] = planOf(deploy(before), ship(after)).dags;
    expect(dag?.schedule).toMatchObject({ before: "0 6 * * * UTC", after: "0 6 * * * Europe/Paris" });
    const days = ["2026-01-02", "2026-01-03", "2026-01-04"];
    expect(dag?.schedule?.nextBefore.map((text) => text.slice(0, 16))).toEqual(days.map((day) => `${day}T06:00`));
    expect(dag?.schedule?.nextAfter.every((text) => text.includes("+01:00"))).toBe(true);
  });

  it("takes a task that only changed its id for renamed, in its downstream too", () => {
    const after = [
      createTask("first"),
      createTask("b", { upstream: ["first"], inputs: { x: { kind: "output", task: "first", stream: false } } }),
    ];
    const [dag] = planOf(deploy(createGraph(chain)), ship(createGraph(after))).dags;
    expect(dag?.graph).toMatchObject({ added: [], removed: [], renamed: [{ from: "a", to: "first" }], changed: [] });
    expect(dag?.warnings).toEqual([{ code: "plan_renamed", params: { from: "a", to: "first" } }]);
  });

  it("names the runs under way that lose their code, and those of a DAG that goes", () => {
    const liveRuns = [
      { runId: "r1", bundleId: "old code" },
      { runId: "r2", bundleId: "new code" },
    ];
    const deployed = deploy(createGraph(chain), { liveRuns });
    expect(planOf(deployed, ship(createGraph(chain))).dags[0]).toMatchObject({
      touchedRuns: ["r1"],
      warnings: [{ code: "plan_code_gone", params: { count: 1, runs: "r1" } }],
    });
    expect(planOf(deployed, ship(null, "", "other code")).dags[0]).toMatchObject({
      change: "removed",
      touchedRuns: ["r1", "r2"],
      warnings: [{ code: "plan_removed_live" }],
    });
  });

  it("warns of pools that are not there, or too small", () => {
    const after = createGraph([createTask("a", { pool: "spark" }), createTask("b", { pool: "tiny", poolSlots: 3 })]);
    const deployed = { ...deploy(createGraph(chain)), pools: [{ team: "default", name: "tiny", slots: 2 }] };
    const codes = planOf(deployed, ship(after)).dags[0]?.warnings.map(({ code }) => code);
    expect(codes).toEqual(["plan_pool_missing", "plan_pool_too_small"]);
    expect(planOf({ ...deployed, pools: null }, ship(after)).dags[0]?.warnings).toEqual([]);
  });

  it("tells of a new DAG, and of a file that does not compile", () => {
    const manifest = ship(createGraph(chain));
    const reason = { code: "cycle", params: {} };
    const broken = { kind: "broken", file: "bad.ts", source: "", errors: [{ reason, message: "a cycle" }] } as const;
    const plan = planOf({ dags: [], pools: [] }, { ...manifest, files: [...manifest.files, broken] });
    expect(plan.dags).toMatchObject([{ dag: "test", change: "added" }]);
    expect(plan.broken).toEqual([{ file: "bad.ts", messages: ["a cycle"] }]);
  });
});

describe("what differs between graphs", () => {
  it("is said option by option", () => {
    const before = createGraph(chain, { maxActiveRuns: 3 });
    const after = createGraph([createTask("a", { pool: "p", dependsOnPast: true }), ...chain.slice(1)]);
    expect(diffGraphs(before, after)).toMatchObject({
      changed: [
        {
          task: "a",
          fields: [
            { field: "pool", before: "null", after: '"p"' },
            { field: "dependsOnPast", before: null, after: "true" },
          ],
        },
      ],
      dag: [{ field: "maxActiveRuns", before: "3", after: "16" }],
    });
  });
});
