import { describe, expect, it } from "vitest";
import type { DagPeers } from "../../../src/coordinator/ports.ts";
import { BackfillStage, MINUTE, runAt, SECOND, slotAt } from "../../support/world/backfill-stage.ts";

describe("slots that have a run", () => {
  /** Slots 0 (success), 1 (failed) and 2 (running) of an earlier backfill. */
  async function begin(): Promise<BackfillStage> {
    const stage = new BackfillStage();
    await stage.create(3);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.end(1, "fail");
    await stage.control("cancel");
    await stage.pass(SECOND);
    return stage;
  }
  const states = async (stage: BackfillStage) => [
    await stage.runState(runAt(0)),
    await stage.runState(runAt(1)),
    await stage.runState(runAt(2)),
  ];

  it.each([
    ["none", { rerun: 0, made: 0 }, { already_exists: 2, in_flight: 1 }, ["success", "failed", "running"]],
    ["failed", { rerun: 1, made: 0 }, { not_failed: 1, in_flight: 1 }, ["success", "running", "running"]],
    ["completed", { rerun: 2, made: 0 }, { in_flight: 1 }, ["running", "running", "running"]],
  ] as const)("with reprocess %s", async (reprocess, done, left, expected) => {
    const stage = await begin();
    await stage.create(3, { reprocess }, 2);
    await stage.pass(SECOND);
    expect(await stage.backfill(2)).toMatchObject({ progress: { ...done, left } });
    expect(await states(stage)).toEqual(expected);
  });

  it("keep their id and become the backfill's, with its configuration", async () => {
    const stage = await begin();
    await stage.create(3, { reprocess: "failed", conf: { size: 2 } }, 2);
    await stage.pass(2 * SECOND);
    expect(await stage.view(runAt(1))).toMatchObject({ backfillId: 2, runType: "backfill", conf: { size: 2 } });
    expect(stage.listRuns().find(({ runId }) => runId === runAt(1))).toMatchObject({ backfillId: 2, state: "running" });
    await stage.end(1);
    expect(await stage.backfill(2)).toMatchObject({ state: "completed", progress: { rerun: 1 } });
  });

  it("of a schedule or a person become backfill runs by being run again", async () => {
    const stage = new BackfillStage();
    await stage.trigger({ runId: "by hand", logicalDate: slotAt(0), conf: { size: 1 } });
    await stage.pass(SECOND);
    await stage.start("carrier", ["a"], "by hand");
    await stage.finish("carrier", "a", { runId: "by hand" });
    await stage.pass(SECOND);
    await stage.create(1, { reprocess: "completed" });
    await stage.pass(2 * SECOND);
    expect(await stage.view("by hand")).toMatchObject({ runType: "backfill", state: "running", conf: { size: 1 } });
    const told = stage.world.orgView.runs.get("default/test/by hand")?.run;
    expect(told).toMatchObject({ runType: "backfill", triggeredBy: "backfill", state: "running" });
  });

  it.each([
    [true, "test@2", ["a", "z"]],
    [false, "test@1", ["a"]],
  ])("run on the latest version: %s", async (onLatestVersion, bundleId, tasks) => {
    const stage = new BackfillStage();
    await stage.create(1);
    await stage.pass(SECOND);
    await stage.end(0);
    stage.shipMore();
    await stage.create(1, { reprocess: "completed", onLatestVersion }, 2);
    await stage.pass(2 * SECOND);
    expect(await stage.view(runAt(0))).toMatchObject({ bundleId, backfillId: 2, state: "running" });
    expect(Object.keys(await stage.states(runAt(0)))).toEqual(tasks);
  });

  it("are run again once, though the answer to the question was lost", async () => {
    const line = { isDeaf: true };
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      adoptRun: async (key, request) => {
        const view = await peers.adoptRun(key, request);
        if (line.isDeaf) throw new Error("lost");
        return view;
      },
    });
    const stage = new BackfillStage({ mutation: { dagPeers } });
    await stage.create(1);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.create(1, { reprocess: "completed" }, 2);
    await stage.advance().catch(() => null);
    await stage.pass(SECOND);
    line.isDeaf = false;
    await stage.advance();
    await stage.pass(MINUTE);
    expect(await stage.view(runAt(0))).toMatchObject({ state: "running", clearNumber: 1 });
    await stage.end(0);
    expect(await stage.backfill(2)).toMatchObject({ state: "completed", progress: { rerun: 1 } });
  });

  it("are not touched once they run, though the backfill meant to", async () => {
    const line = { isCut: true };
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      adoptRun: (key, request) => (line.isCut ? Promise.reject(new Error("cut")) : peers.adoptRun(key, request)),
    });
    const stage = new BackfillStage({ mutation: { dagPeers } });
    await stage.create(1);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.create(1, { reprocess: "completed" }, 2);
    await stage.advance().catch(() => null);
    await stage.clear("a", runAt(0));
    line.isCut = false;
    await stage.pass(10 * SECOND);
    expect(await stage.view(runAt(0))).toMatchObject({ backfillId: 1, clearNumber: 1 });
    expect(await stage.backfill(2)).toMatchObject({
      state: "completed",
      progress: { rerun: 0, left: { in_flight: 1 } },
    });
  });

  it("that were deleted get a run of another id, as an id is never given again", async () => {
    const stage = new BackfillStage();
    await stage.create(1);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.ask(stage.dag(), (engine) => engine.deleteRun(runAt(0)));
    await stage.create(1, {}, 2);
    await stage.pass(SECOND);
    expect(await stage.runState(`${runAt(0)}_b2`)).toBe("running");
  });

  it("are passed by in stretches, however many there are", async () => {
    const stage = new BackfillStage({ delivers: true });
    await stage.create(600, { maxActiveRuns: 600 });
    await stage.pass(5 * MINUTE);
    expect(await stage.backfill()).toMatchObject({ state: "completed", progress: { made: 600 } });
    await stage.create(601, {}, 2);
    await stage.pass(MINUTE);
    expect(await stage.backfill(2)).toMatchObject({
      state: "completed",
      progress: { made: 1, left: { already_exists: 600 } },
    });
  }, 60_000);
});
