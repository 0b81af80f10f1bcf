import { describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const explain = (stage: Stage, runId: string) => stage.ask(stage.dag(), (engine) => engine.explainRun(runId));

describe("why a run has not started", () => {
  it("names the limit of its DAG and who holds the place", async () => {
    const stage = new Stage(createGraph([createTask("a")], { maxActiveRuns: 1 }));
    await stage.trigger({ runId: "first" });
    await stage.trigger({ runId: "second" });
    await stage.pass(1_000);
    expect(await explain(stage, "first")).toBeNull();
    expect(await explain(stage, "second")).toMatchObject({
      reason: { code: "max_active_runs", params: { active: 1, limit: 1 } },
      holders: ["first"],
    });
  });

  it("names the time it is due at, or who paused its DAG", async () => {
    const stage = new Stage(createGraph([createTask("a")]));
    const runAfter = stage.world.loop.now + 60_000;
    await stage.trigger({ runId: "later", runAfter });
    expect(await explain(stage, "later")).toMatchObject({ reason: { code: "run_after_awaited" }, until: runAfter });
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true, { by: "ann", reason: null }));
    expect(await explain(stage, "later")).toMatchObject({ reason: { code: "dag_paused_by", params: { by: "ann" } } });
    expect(await explain(stage, "unknown")).toBeNull();
  });

  it("is told by the run itself for its instances", async () => {
    const stage = new Stage(createGraph([createTask("a"), createTask("b", { upstream: ["a"] })]));
    await stage.trigger();
    await stage.pass(1_000);
    const waits = await stage.ask(stage.run(), (parts) => parts.reader.listWaits());
    expect(waits.map(({ taskId, reason }) => [taskId, reason.code])).toEqual([
      ["a", "carrier_awaited"],
      ["b", "trigger_rule"],
    ]);
  });
});
