import { describe, expect, it } from "vitest";
import type { PoolSettings } from "../../../src/core/objects.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import type { Mutation } from "../../support/world/mutation.ts";
import { Stage } from "../../support/world/stage.ts";

const POOLED = createGraph([createTask("a", { pool: "p" }), createTask("b", { pool: "p" })]);
const one: Readonly<Record<string, PoolSettings>> = { p: { slots: 1, includeDeferred: false } };

async function begin(graph = POOLED, pools = one, mutation?: Mutation): Promise<Stage> {
  const stage = new Stage(graph, mutation === undefined ? { pools } : { pools, mutation });
  await stage.trigger();
  await stage.pass(1_000);
  return stage;
}

const reasonOf = async (stage: Stage, taskId: string, runId = "r") =>
  (await stage.instances(runId)).find((instance) => instance.taskId === taskId)?.reason;

describe("a run at a pool", () => {
  it("takes turns, and says what its tasks wait for", async () => {
    const stage = await begin();
    expect(await stage.states()).toEqual({ a: "queued", b: "scheduled" });
    expect(await reasonOf(stage, "b")).toEqual({ code: "pool_full", params: { pool: "p", held: 1, total: 1 } });
    await stage.start("c", ["a"]);
    await stage.finish("c", "a");
    await stage.pass(1_000);
    expect(await stage.states()).toEqual({ a: "success", b: "queued" });
  });

  it("says that there is no such pool, or none so large, and goes on when there is", async () => {
    const big = createGraph([createTask("a", { pool: "p", poolSlots: 3 }), createTask("b", { pool: "nowhere" })]);
    const stage = await begin(big);
    expect(await reasonOf(stage, "a")).toMatchObject({ code: "pool_too_small" });
    expect(await reasonOf(stage, "b")).toMatchObject({ code: "pool_unknown" });
    for (const name of ["p", "nowhere"])
      await stage.ask(stage.world.pool(name), (engine) => engine.configure({ slots: 3, includeDeferred: false }));
    await stage.pass(1_000);
    expect(await stage.states()).toEqual({ a: "queued", b: "queued" });
  });

  it("takes no grant that is not the answer to its newest word", async () => {
    const stage = await begin();
    const late = { gate: "p", word: 1, by: "somebody" };
    const lease = `b|-1|1|${(await stage.instances())[1]?.scheduledAt}`;
    for (const from of [late, undefined]) {
      await stage.ask(stage.run(), (parts) => parts.actions.grantSlots([lease], from));
      await stage.pass(1_000);
      expect(await stage.states()).toEqual({ a: "queued", b: "scheduled" });
    }
  });

  it("keeps no place for an answer that does not come", async () => {
    const graph = createGraph([createTask("a", { pool: "p", priorityWeight: 9 }), createTask("n")], {
      maxActiveTasks: 1,
    });
    const silent: Mutation = {
      runEdges: (edges) => ({
        ...edges,
        peers: { ...edges.peers, tradeSlots: () => Promise.reject(new Error("the pool is away")) },
      }),
    };
    const stage = await begin(graph, one, silent);
    expect(await stage.states()).toEqual({ a: "scheduled", n: "queued" });
    expect(await reasonOf(stage, "a")).toMatchObject({ code: "pool_silent" });
  });

  it("holds what it held after it forgot everything", async () => {
    const stage = await begin();
    await stage.trigger({ runId: "other" });
    await stage.pass(1_000);
    stage.run().die();
    stage.world.pool("p").die();
    await stage.pass(120_000);
    expect(await stage.states("other")).toEqual({ a: "scheduled", b: "scheduled" });
    await stage.start("c", ["a"]);
    await stage.finish("c", "a");
    await stage.pass(120_000);
    const queued = [...Object.values(await stage.states()), ...Object.values(await stage.states("other"))];
    expect(queued.filter((state) => state === "queued")).toHaveLength(1);
  });
});

describe("limits over runs", () => {
  it("let only so many instances of a task be on their way", async () => {
    const stage = await begin(createGraph([createTask("a", { maxActiveTisPerDag: 1 }), createTask("b")]));
    await stage.trigger({ runId: "other" });
    await stage.pass(1_000);
    expect(await stage.states("other")).toEqual({ a: "scheduled", b: "queued" });
    expect(await reasonOf(stage, "a", "other")).toMatchObject({ code: "task_limit", params: { held: 1, total: 1 } });
    await stage.start("c", ["a"]);
    await stage.finish("c", "a");
    await stage.pass(1_000);
    expect(await stage.states("other")).toMatchObject({ a: "queued" });
  });

  it("let only so many start in a period", async () => {
    const rate = { key: "api", limit: 1, period: 10_000 };
    const stage = await begin(createGraph([createTask("a", { rate }), createTask("b", { rate })]));
    expect(await stage.states()).toEqual({ a: "queued", b: "scheduled" });
    await stage.pass(8_000);
    expect(await stage.states()).toEqual({ a: "queued", b: "scheduled" });
    await stage.pass(3_000);
    expect(await stage.states()).toEqual({ a: "queued", b: "queued" });
  });

  it("of the default pool hold once the tick has told of them", async () => {
    const graph = createGraph([createTask("a"), createTask("b", { upstream: ["a"] })]);
    const stage = await begin(graph, { ...one, default_pool: { slots: 1, includeDeferred: false } });
    await stage.ask(stage.dag(), (engine) => engine.advance({ isDefaultPoolLimited: true }));
    await stage.trigger({ runId: "other" });
    await stage.pass(1_000);
    expect([await stage.states(), await stage.states("other")]).toEqual([
      { a: "queued", b: "none" },
      { a: "scheduled", b: "none" },
    ]);
    stage.run().die();
    await stage.ask(stage.dag(), (engine) => engine.advance({ isDefaultPoolLimited: false }));
    await stage.pass(1_000);
    expect(await stage.states("other")).toMatchObject({ a: "queued" });
  });
});
