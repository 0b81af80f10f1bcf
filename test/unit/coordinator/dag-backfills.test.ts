import { describe, expect, it } from "vitest";
import type { DagPeers } from "../../../src/coordinator/ports.ts";
import { BackfillStage, MINUTE, runAt, SECOND, slotAt } from "../../support/world/backfill-stage.ts";
import type { WorldOptions } from "../../support/world/world.ts";

describe("a backfill", () => {
  it("makes every slot's run, never more at once than it may, and is completed when the last is over", async () => {
    const stage = new BackfillStage({ delivers: true });
    await stage.create(40);
    let most = 0;
    for (let at = 0; at < 200; at += 1) {
      await stage.pass(SECOND);
      most = Math.max(most, stage.countOpen());
    }
    expect(most).toBe(3);
    expect(await stage.backfill()).toMatchObject({
      state: "completed",
      progress: { made: 40, rerun: 0, isWalked: true, at: slotAt(39) },
    });
    const runs = stage.listRuns();
    expect(runs.map(({ logicalDate }) => logicalDate)).toEqual(Array.from({ length: 40 }, (_, index) => slotAt(index)));
    expect(runs[0]).toMatchObject({
      runId: runAt(0),
      runType: "backfill",
      backfillId: 1,
      triggeredBy: "backfill",
      triggeringUser: "ann",
      state: "success",
    });
    expect(stage.world.orgView.backfills.get(1)).toMatchObject({ state: "completed", progress: { made: 40 } });
    expect((await stage.backfill()).endedAt).not.toBeNull();
  });

  it("starts with the newest slot when it runs backwards", async () => {
    const stage = new BackfillStage();
    await stage.create(40, { reverse: true, maxActiveRuns: 2 });
    await stage.pass(SECOND);
    expect(stage.query("select run_id from run order by run_after").map((row) => row["run_id"])).toEqual([
      runAt(38),
      runAt(39),
    ]);
    await stage.end(39);
    expect(stage.countOpen()).toBe(2);
    expect(await stage.runState(runAt(37))).toBe("running");
  });

  it("lays its configuration over the params' defaults", async () => {
    const stage = new BackfillStage({}, { paramsDefaults: { day: "monday", size: 1 } });
    await stage.create(1, { conf: { size: 2 } });
    await stage.pass(SECOND);
    expect((await stage.view(runAt(0))).conf).toEqual({ day: "monday", size: 2 });
  });

  it("counts apart from the DAG's own runs, both ways", async () => {
    const stage = new BackfillStage({}, { maxActiveRuns: 1 });
    await stage.create(10);
    await stage.pass(SECOND);
    expect(stage.countOpen()).toBe(3);
    await stage.trigger({ runId: "mine" });
    expect(await stage.runState("mine")).toBe("running");
    await stage.trigger({ runId: "second" });
    expect(await stage.runState("second")).toBe("queued");
  });

  it("does not end, and does not hurry, because the object was asked many times, side by side", async () => {
    const stage = new BackfillStage();
    await stage.create(10);
    await Promise.all([stage.advance(), stage.advance(), stage.advance()]);
    await stage.pass(MINUTE);
    expect(stage.countOpen()).toBe(3);
    expect((await stage.backfill()).progress.made).toBe(3);
  });

  it("is made once an id, and one at a time", async () => {
    const stage = new BackfillStage();
    expect(await stage.create(10)).toMatchObject({ ok: true, value: { id: 1, state: "running" } });
    expect(await stage.create(10)).toMatchObject({ ok: true, value: { id: 1 } });
    expect(await stage.create(10, {}, 2)).toMatchObject({
      ok: false,
      error: { code: "backfill_active", params: { backfill: 1 } },
    });
    await stage.control("cancel");
    expect(await stage.create(10, {}, 2)).toMatchObject({ ok: true });
  });
});

describe("pause, cancel and a paused DAG", () => {
  it("pause stops new starts only, and resuming goes on", async () => {
    const stage = new BackfillStage();
    await stage.create(10);
    await stage.pass(SECOND);
    expect(await stage.control("pause")).toMatchObject({ ok: true, value: { state: "paused" } });
    await stage.end(0);
    await stage.pass(2 * MINUTE);
    expect([stage.countOpen(), await stage.runState(runAt(1))]).toEqual([2, "running"]);
    await stage.control("unpause");
    await stage.pass(SECOND);
    expect(stage.countOpen()).toBe(3);
  });

  it("a cleared run of a paused backfill waits for it", async () => {
    const stage = new BackfillStage();
    await stage.create(10);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.control("pause");
    await stage.clear("a", runAt(0));
    await stage.pass(2 * MINUTE);
    expect(await stage.runState(runAt(0))).toBe("queued");
    await stage.end(1);
    await stage.control("unpause");
    await stage.pass(SECOND);
    expect(await stage.runState(runAt(0))).toBe("running");
    expect(stage.countOpen()).toBe(3);
  });

  it("cancel ends what waits as failed, lets what runs go on, and starts no more", async () => {
    const stage = new BackfillStage();
    await stage.create(10);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.control("pause");
    await stage.clear("a", runAt(0));
    await stage.pass(SECOND);
    expect(await stage.control("cancel")).toMatchObject({ ok: true });
    await stage.pass(SECOND);
    expect(await stage.runState(runAt(0))).toBe("failed");
    expect(await stage.runState(runAt(1))).toBe("running");
    expect(await stage.backfill()).toMatchObject({ state: "cancelled", progress: { made: 4 } });
    await stage.end(1);
    await stage.end(2);
    await stage.end(3);
    await stage.pass(2 * MINUTE);
    expect(stage.countOpen()).toBe(0);
    expect(stage.query("select 1 from run")).toHaveLength(4);
  });

  it("a run of a cancelled backfill that somebody clears afterwards runs", async () => {
    const stage = new BackfillStage();
    await stage.create(1);
    await stage.pass(SECOND);
    await stage.control("cancel");
    await stage.end(0);
    await stage.clear("a", runAt(0));
    await stage.pass(SECOND);
    expect(await stage.runState(runAt(0))).toBe("running");
  });

  it("refuses what is over, and what there is not", async () => {
    const stage = new BackfillStage();
    await stage.create(1);
    await stage.control("cancel");
    for (const action of ["pause", "unpause", "cancel"] as const) {
      expect(await stage.control(action)).toMatchObject({ ok: false, error: { code: "backfill_over" } });
      expect(await stage.control(action, 7)).toMatchObject({ ok: false, error: { code: "backfill_not_found" } });
    }
  });

  it("nothing starts while the DAG is paused; all goes on when it is not", async () => {
    const stage = new BackfillStage();
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true));
    await stage.create(10);
    await stage.pass(2 * MINUTE);
    expect(stage.query("select 1 from run")).toEqual([]);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(false));
    await stage.pass(SECOND);
    expect(stage.countOpen()).toBe(3);
  });
});

describe("a backfill whose world falls apart", () => {
  it("loses no slot and makes none twice, whenever an object dies", async () => {
    for (let death = 1; death <= 120; death += 8) {
      let seen = 0;
      const mayCrash: WorldOptions["mayCrash"] = (who) => who === "object" && (seen += 1) === death;
      const stage = new BackfillStage({ delivers: true, mayCrash });
      await stage.create(6, { maxActiveRuns: 2 }).catch(() => stage.create(6, { maxActiveRuns: 2 }));
      for (let minute = 0; minute < 4; minute += 1) {
        await stage.pass(MINUTE);
        await stage.advance().catch(() => null);
      }
      expect(await stage.backfill(), `death ${death}`).toMatchObject({ state: "completed", progress: { made: 6 } });
      expect(seen).toBeGreaterThan(death);
      expect(stage.listRuns().map(({ logicalDate, state }) => [logicalDate, state])).toEqual(
        Array.from({ length: 6 }, (_, index) => [slotAt(index), "success"]),
      );
    }
  }, 60_000);

  it("goes on by the sweep alone when alarms are lost, and runs are told late", async () => {
    const stage = new BackfillStage({ delivers: true, mutation: { hasAlarms: false } });
    stage.world.orgView.isDown = true;
    await stage.create(10);
    for (let minute = 0; minute < 3; minute += 1) {
      await stage.advance().catch(() => null);
      await stage.pass(MINUTE);
    }
    stage.world.orgView.isDown = false;
    await stage.advance();
    await stage.pass(MINUTE);
    expect(await stage.backfill()).toMatchObject({ state: "completed", progress: { made: 10 } });
    expect(stage.world.orgView.backfills.get(1)?.state).toBe("completed");
    expect(stage.listRuns()).toHaveLength(10);
  });

  it("makes the runs it wrote down, though their objects could not be reached at first", async () => {
    const line = { isCut: true };
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      createRun: (request) => (line.isCut ? Promise.reject(new Error("cut")) : peers.createRun(request)),
    });
    const stage = new BackfillStage({ delivers: true, mutation: { dagPeers } });
    await stage.create(10);
    await stage.advance().catch(() => null);
    expect(stage.countOpen()).toBe(3);
    line.isCut = false;
    for (let minute = 0; minute < 3; minute += 1) {
      await stage.pass(MINUTE);
      await stage.advance();
    }
    expect(await stage.backfill()).toMatchObject({ state: "completed", progress: { made: 10 } });
  });

  it("is held back by no deletion that cannot be finished, nor by another backfill's cancel", async () => {
    const line = { isCut: false };
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      cancelRun: (key, request) => (line.isCut ? Promise.reject(new Error("cut")) : peers.cancelRun(key, request)),
    });
    const stage = new BackfillStage({ mutation: { dagPeers } });
    await stage.create(2);
    await stage.pass(SECOND);
    await stage.end(0);
    await stage.end(1);
    await stage.create(2, { reprocess: "completed" }, 2);
    await stage.control("pause", 2);
    await stage.pass(SECOND);
    await stage.clear("a", runAt(0));
    await stage.pass(SECOND);
    line.isCut = true;
    await stage.control("cancel", 2);
    stage.world.orgView.isDown = true;
    await stage.ask(stage.dag(), (engine) => engine.deleteRun(runAt(1))).catch(() => null);
    await stage.create(10, {}, 3);
    await stage.pass(10 * SECOND);
    expect(await stage.runState(runAt(4))).toBe("running");
    line.isCut = false;
    stage.world.orgView.isDown = false;
    await stage.pass(MINUTE);
    expect((await stage.backfill(2)).state).toBe("cancelled");
  });

  it("tells D1 of it again when D1 has lost it", async () => {
    const stage = new BackfillStage();
    await stage.create(10);
    await stage.pass(SECOND);
    stage.world.orgView.backfills.clear();
    await stage.ask(stage.dag(), (engine) => engine.reproject());
    expect(stage.world.orgView.backfills.get(1)).toMatchObject({ state: "running", progress: { made: 3 } });
  });
});
