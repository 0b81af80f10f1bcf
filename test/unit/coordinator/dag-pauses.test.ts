import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/core/graph.ts";
import type { Timetable } from "../../../src/core/timetable.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const hourly: Timetable = { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "UTC" };

function createDag(timetable: Timetable, options: Partial<Graph> = {}): Graph {
  return createGraph([createTask("a")], { timetable, ...options });
}

const advance = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.advance());
const view = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.view());

describe("failures in a row", () => {
  const graph = createDag({ kind: "none" }, { maxConsecutiveFailedDagRuns: 2 });
  async function endRun(stage: Stage, runId: string, type: "success" | "fail"): Promise<void> {
    await stage.trigger({ runId });
    await stage.pass(SECOND);
    await stage.start(`carrier of ${runId}`, ["a"], runId);
    const reason = { code: "error", params: { name: "Error", message: "no" } };
    const outcome = type === "success" ? { type } : { type, reason, retryable: false };
    await stage.finish(`carrier of ${runId}`, "a", { runId, outcome });
    await stage.pass(MINUTE);
  }

  it("pause the DAG, with a reason that stands in the audit log", async () => {
    const stage = new Stage(graph);
    await endRun(stage, "one", "fail");
    await endRun(stage, "two", "success");
    await endRun(stage, "three", "fail");
    expect(await view(stage)).toMatchObject({ isPaused: false });
    await endRun(stage, "four", "fail");
    const pause = { by: "tradewind", reason: { code: "paused_by_failures", params: { count: 2, run: "four" } } };
    expect(await view(stage)).toMatchObject({ isPaused: true, pause });
    expect([...stage.world.orgView.pauses.values()]).toEqual([expect.objectContaining(pause)]);
  });

  it("do not pause again for old failures a DAG that a person unpaused", async () => {
    const stage = new Stage(graph);
    await endRun(stage, "one", "fail");
    await endRun(stage, "two", "fail");
    await stage.ask(stage.dag(), (engine) => engine.setPaused(false));
    await stage.ask(stage.run("two"), (parts) => parts.actions.setNote("seen"));
    await stage.pass(2 * MINUTE);
    await advance(stage);
    expect(await view(stage)).toMatchObject({ isPaused: false });
    await endRun(stage, "three", "fail");
    expect(await view(stage)).toMatchObject({ isPaused: true });
  });
});

describe("a pause", () => {
  it("says by whom and why, until it is over", async () => {
    const stage = new Stage(createDag(hourly));
    const why = { by: "ann", reason: { code: "paused_by_hand", params: { note: "the source moves" } } };
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true, why));
    expect(await view(stage)).toMatchObject({ isPaused: true, pause: why });
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true, { by: "bob", reason: null }));
    expect(await view(stage)).toMatchObject({ pause: { by: "ann" } });
    await stage.ask(stage.dag(), (engine) => engine.setPaused(false));
    expect((await view(stage))?.pause).toBeUndefined();
  });
});
