import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/core/graph.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const DAY = 86_400_000;
const START = Date.UTC(2020, 2, 1);
const FAIL = { type: "fail", reason: { code: "error", params: {} }, retryable: false } as const;

function createDag(options: Partial<Graph> = {}): Graph {
  return createGraph(
    [createTask("a", { waitForDownstream: true }), createTask("b", { upstream: ["a"], dependsOnPast: true })],
    options,
  );
}

/** Two runs, a day apart. */
async function begin(options: ConstructorParameters<typeof Stage>[1] = {}): Promise<Stage> {
  const stage = new Stage(createDag(), options);
  await stage.trigger({ runId: "day 1", logicalDate: START });
  await stage.trigger({ runId: "day 2", logicalDate: START + DAY });
  await stage.pass(1_000);
  return stage;
}

async function perform(stage: Stage, taskId: string, runId: string, outcome?: typeof FAIL): Promise<void> {
  await stage.start(`${taskId} of ${runId}`, [taskId], runId);
  await stage.finish(`${taskId} of ${runId}`, taskId, { runId, ...(outcome === undefined ? {} : { outcome }) });
  await stage.pass(1_000);
}

describe("a task that depends on the run before", () => {
  it("starts once the task, and what is below it, is over there", async () => {
    const stage = await begin();
    expect(await stage.states("day 2")).toEqual({ a: "none", b: "none" });
    await perform(stage, "a", "day 1");
    expect(await stage.states("day 2")).toEqual({ a: "none", b: "none" });
    await perform(stage, "b", "day 1");
    expect(await stage.states("day 2")).toEqual({ a: "queued", b: "none" });
    await perform(stage, "a", "day 2");
    await perform(stage, "b", "day 2");
    expect([await stage.runState("day 1"), await stage.runState("day 2")]).toEqual(["success", "success"]);
  });

  it("stays back behind a failure until that was cleared and mended", async () => {
    const stage = await begin();
    await perform(stage, "a", "day 1");
    await perform(stage, "b", "day 1", FAIL);
    expect([await stage.runState("day 1"), await stage.runState("day 2")]).toEqual(["failed", "running"]);
    expect(await stage.states("day 2")).toEqual({ a: "none", b: "none" });
    await stage.clear("b", "day 1");
    await stage.pass(2_000);
    await perform(stage, "b", "day 1");
    expect(await stage.states("day 2")).toMatchObject({ a: "queued" });
  });

  it("finds out by its alarm when the word of it is lost", async () => {
    const stage = await begin({
      mutation: { runEdges: (edges) => ({ ...edges, peers: { ...edges.peers, pastMoved: async () => undefined } }) },
    });
    await perform(stage, "a", "day 1");
    await perform(stage, "b", "day 1");
    await stage.pass(31_000);
    expect(await stage.states("day 2")).toMatchObject({ a: "queued" });
  });

  it("looks past a run that was deleted", async () => {
    const stage = await begin();
    await stage.ask(stage.dag(), (engine) => engine.deleteRun("day 1"));
    await stage.pass(31_000);
    expect(await stage.states("day 2")).toMatchObject({ a: "queued" });
  });

  it("has no past in a run without a logical date", async () => {
    const stage = await begin();
    await stage.trigger({ runId: "by hand", logicalDate: null });
    await stage.pass(1_000);
    expect(await stage.states("by hand")).toMatchObject({ a: "queued" });
  });
});
