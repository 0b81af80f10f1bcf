import { describe, expect, it } from "vitest";
import type { DagPeers } from "../../../src/coordinator/ports.ts";
import type { Graph } from "../../../src/core/graph.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1);

function createDag(options: Partial<Graph> = {}): Graph {
  return createGraph([createTask("a")], options);
}

/** Two runs that have room for one; the second waits. */
async function fill(options: ConstructorParameters<typeof Stage>[1] = {}): Promise<Stage> {
  const stage = new Stage(createDag({ maxActiveRuns: 1 }), options);
  await stage.trigger({ runId: "first" });
  await stage.trigger({ runId: "second" });
  await stage.pass(1_000);
  return stage;
}

async function endRun(stage: Stage, runId: string): Promise<void> {
  await stage.start(`carrier of ${runId}`, ["a"], runId);
  await stage.finish(`carrier of ${runId}`, "a", { runId });
  await stage.pass(1_000);
}

const liveRuns = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.view()?.liveRuns);
const advance = (stage: Stage) => stage.ask(stage.dag(), (engine) => engine.advance());

describe("triggering", () => {
  it("gives a run id to one run, however many ask for it", async () => {
    const stage = new Stage(createDag());
    const made = await Promise.all([stage.trigger(), stage.trigger()]);
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(made.find(({ ok }) => !ok)).toMatchObject({ error: { code: "run_id_taken" } });
  });

  it("gives a logical date to one run", async () => {
    const stage = new Stage(createDag());
    await stage.trigger({ runId: "first", logicalDate: START });
    const second = await stage.trigger({ runId: "second", logicalDate: START });
    expect(second).toMatchObject({ ok: false, error: { code: "logical_date_taken" } });
  });

  it("makes the run it was told to make, though its object could not be reached at first", async () => {
    const line = { isCut: true };
    const stage = new Stage(createDag(), { mutation: { dagPeers: (peers) => cutLine(peers, line) } });
    await expect(stage.trigger()).rejects.toThrow("cut");
    line.isCut = false;
    await stage.pass(2 * MINUTE);
    await advance(stage);
    expect(await stage.runState()).toBe("running");
  });
});

function cutLine(peers: DagPeers, line: { readonly isCut: boolean }): DagPeers {
  return {
    ...peers,
    createRun: (request) => (line.isCut ? Promise.reject(new Error("cut")) : peers.createRun(request)),
  };
}

/** Carries calls out, but loses the answers. */
function loseAnswers(peers: DagPeers, line: { readonly isDeaf: boolean }): DagPeers {
  return {
    ...peers,
    createRun: async (request) => {
      const view = await peers.createRun(request);
      if (line.isDeaf) throw new Error("lost");
      return view;
    },
  };
}

describe("max_active_runs", () => {
  it("lets a waiting run go when one has ended", async () => {
    const stage = await fill();
    expect([await stage.runState("first"), await stage.runState("second")]).toEqual(["running", "queued"]);
    await endRun(stage, "first");
    expect([await stage.runState("first"), await stage.runState("second")]).toEqual(["success", "running"]);
  });

  it("lets the earliest go first", async () => {
    const stage = await fill();
    await stage.trigger({ runId: "earlier", runAfter: START - MINUTE });
    await endRun(stage, "first");
    expect([await stage.runState("second"), await stage.runState("earlier")]).toEqual(["queued", "running"]);
  });

  it("counts a run that may have started, though the answer was lost", async () => {
    const line = { isDeaf: true };
    const stage = new Stage(createDag({ maxActiveRuns: 1 }), {
      mutation: { dagPeers: (peers) => loseAnswers(peers, line) },
    });
    await expect(stage.trigger({ runId: "first" })).rejects.toThrow("lost");
    line.isDeaf = false;
    await stage.trigger({ runId: "second" });
    expect([await stage.runState("first"), await stage.runState("second")]).toEqual(["running", "queued"]);
    await endRun(stage, "first");
    expect(await stage.runState("second")).toBe("running");
  });

  it("is not shaken by an older word of a run that goes on again", async () => {
    const stage = await fill();
    await endRun(stage, "first");
    await endRun(stage, "second");
    const ended = await stage.view("first");
    await stage.clear("a", "first");
    await stage.pass(1_000);
    expect(await liveRuns(stage)).toEqual(["first"]);
    await stage.ask(stage.dag(), (engine) => engine.runChanged(ended));
    expect(await liveRuns(stage)).toEqual(["first"]);
    await stage.trigger({ runId: "third" });
    expect(await stage.runState("third")).toBe("queued");
  });

  it("starts a run once its turn has come, and by no call that was meant for an earlier turn", async () => {
    const stage = await fill();
    const identity = await stage.view("first");
    await endRun(stage, "first");
    await stage.clear("a", "first");
    await stage.pass(1_000);
    const late = { v: 1, identity, graph: createDag(), note: null, admit: true, seen: 0 } as const;
    await stage.ask(stage.run("first"), (parts) => parts.actions.create(late));
    expect([await stage.runState("first"), await stage.runState("second")]).toEqual(["queued", "running"]);
  });
});

describe("a schedule", () => {
  const timetable = { kind: "delta_trigger", delta: { minutes: 1 } } as const;
  const hourly = createDag({ timetable, startDate: START, catchup: true, maxActiveRuns: 3 });

  it("has one run a slot, though it is advanced side by side, twice and late", async () => {
    const stage = new Stage(hourly, { delivers: true });
    await stage.pass(5 * MINUTE);
    await Promise.all([advance(stage), advance(stage), advance(stage)]);
    for (let minute = 0; minute < 12; minute += 1) {
      await stage.pass(MINUTE);
      await advance(stage);
      await advance(stage);
    }
    const dates = [...stage.world.orgView.runs.values()].map(({ run }) => run.logicalDate ?? 0).sort((a, b) => a - b);
    expect(dates.length).toBeGreaterThan(10);
    expect(dates).toEqual(dates.map((_, slot) => START + slot * MINUTE));
  });

  it("makes no more runs than may be active, to lie in wait", async () => {
    const stage = new Stage(hourly);
    await stage.pass(30 * MINUTE);
    await advance(stage);
    await stage.pass(MINUTE);
    expect(await liveRuns(stage)).toHaveLength(3);
    expect(stage.dag().sql.exec("select run_id from run")).toHaveLength(3);
  });

  it("makes no slot while it is paused", async () => {
    const stage = new Stage(hourly);
    await stage.ask(stage.dag(), (engine) => engine.setPaused(true));
    await stage.pass(10 * MINUTE);
    await advance(stage);
    expect(stage.dag().sql.exec("select run_id from run")).toEqual([]);
  });
});

describe("while D1 is down", () => {
  it("runs are made and come to their end, and D1 hears of it all afterwards", async () => {
    const stage = new Stage(createDag(), { delivers: true });
    stage.world.orgView.isDown = true;
    await stage.trigger();
    await stage.pass(5 * MINUTE);
    expect(await stage.runState()).toBe("success");
    expect(stage.world.orgView.runs.size).toBe(0);
    stage.world.orgView.isDown = false;
    await stage.pass(2 * MINUTE);
    expect(stage.world.orgView.runs.get("default/test/r")?.run.state).toBe("success");
  });

  it("a deletion that cannot be finished holds no other run back", async () => {
    const stage = new Stage(createDag({ maxActiveRuns: 1 }), { delivers: true });
    await stage.trigger({ runId: "old" });
    await stage.pass(MINUTE);
    stage.world.orgView.isDown = true;
    await expect(stage.ask(stage.dag(), (engine) => engine.deleteRun("old"))).rejects.toThrow("D1 is down");
    await stage.trigger({ runId: "new" });
    await stage.pass(MINUTE);
    expect(await stage.runState("new")).toBe("success");
    stage.world.orgView.isDown = false;
    await stage.pass(MINUTE);
    await advance(stage).catch(() => null);
    expect([...stage.world.orgView.runs.keys()]).toEqual(["default/test/new"]);
  });
});

describe("a run whose alarm was lost", () => {
  it("is driven by the sweep until D1, registry and archive have heard of its end", async () => {
    const stage = new Stage(createDag(), { delivers: true, mutation: { hasAlarms: false } });
    stage.world.orgView.isDown = true;
    await stage.trigger();
    await stage.pass(5 * MINUTE);
    stage.world.orgView.isDown = false;
    await advance(stage);
    await stage.pass(MINUTE);
    expect(stage.world.orgView.runs.get("default/test/r")?.run.state).toBe("success");
    await advance(stage);
    expect(
      stage
        .dag()
        .sql.exec("select stage from run")
        .map((row) => row["stage"]),
    ).toEqual(["ended"]);
  });

  it("is in view again before somebody changes it", async () => {
    const stage = new Stage(createDag(), { delivers: true });
    await stage.trigger();
    await stage.pass(3 * MINUTE);
    await advance(stage);
    const readStage = () =>
      stage
        .dag()
        .sql.exec("select stage from run")
        .map((row) => row["stage"]);
    expect(readStage()).toEqual(["ended"]);
    await stage.ask(stage.run(), (parts) => parts.actions.setNote("seen"));
    expect(readStage()).toEqual(["ending"]);
  });
});
