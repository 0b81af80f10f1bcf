import { describe, expect, it } from "vitest";
import type { CreateBulk, Deed } from "../../../src/core/bulk.ts";
import type { DagPeers } from "../../../src/coordinator/ports.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";
import type { WorldOptions } from "../../support/world/world.ts";

const SECOND = 1_000;
const CLEAR: Deed = {
  kind: "clear",
  taskIds: null,
  upstream: false,
  downstream: false,
  onlyFailed: false,
  onlyRunning: false,
  conf: null,
};

class BulkStage extends Stage {
  readonly runIds: string[] = [];

  constructor(options: Partial<WorldOptions> = {}) {
    super(createGraph([createTask("a")], { maxActiveRuns: 1_000 }), options);
  }
  /** Runs that have ended, `many` of them. */
  async begin(many: number): Promise<this> {
    for (let at = 0; at < many; at += 1) {
      const runId = `r${at}`;
      this.runIds.push(runId);
      await this.trigger({ runId });
    }
    await this.pass(SECOND);
    for (const runId of this.runIds) {
      await this.start(`of ${runId}`, ["a"], runId);
      await this.finish(`of ${runId}`, "a", { runId });
    }
    await this.pass(SECOND);
    return this;
  }
  async act(deed: Deed, changes: Partial<CreateBulk> = {}) {
    const request = {
      v: 1,
      id: "x",
      deed,
      onLatestVersion: false,
      runIds: this.runIds,
      by: "ann",
      ...changes,
    } as const;
    return this.ask(this.dag(), (engine) => engine.bulks?.create(request));
  }
  bulk(id = "x") {
    return this.ask(this.dag(), (engine) => engine.bulks?.find(id) ?? null);
  }
}

describe("a bulk action", () => {
  it("is done to every run, in chunks, however many there are", async () => {
    const stage = await new BulkStage().begin(230);
    expect(await stage.act(CLEAR)).toMatchObject({ ok: true, value: { state: "running", total: 230, done: 0 } });
    await stage.pass(60 * SECOND);
    expect(await stage.bulk()).toMatchObject({ state: "completed", done: 230, failed: 0, failures: [] });
    for (const runId of stage.runIds)
      expect(await stage.view(runId)).toMatchObject({ state: "running", clearNumber: 1 });
  }, 60_000);

  it("is made once, and done once to each run, though answers are lost and objects die", async () => {
    const line = { isDeaf: true, calls: 0 };
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      actOnRun: async (key, request) => {
        line.calls += 1;
        const answer = await peers.actOnRun(key, request);
        if (line.isDeaf) throw new Error("lost");
        return answer;
      },
    });
    const stage = await new BulkStage({ mutation: { dagPeers } }).begin(3);
    await stage.act(CLEAR);
    await stage.pass(2 * SECOND);
    expect(await stage.bulk()).toMatchObject({ state: "running", done: 0 });
    // Meanwhile one of them goes on: being asked again must not clear it again.
    await stage.start("two", ["a"], "r0");
    stage.dag().die();
    for (const runId of stage.runIds) stage.run(runId).die();
    await stage.act(CLEAR);
    line.isDeaf = false;
    await stage.pass(15 * SECOND);
    expect(await stage.bulk()).toMatchObject({ state: "completed", total: 3, done: 3, failed: 0 });
    expect(line.calls).toBeGreaterThan(3);
    for (const runId of stage.runIds) expect(await stage.view(runId)).toMatchObject({ clearNumber: 1 });
    expect(await stage.states("r0")).toEqual({ a: "running" });
  });

  it("says which runs refused, and why", async () => {
    const stage = await new BulkStage().begin(2);
    await stage.act({ kind: "hold" }, { runIds: ["r0", "ghost"] });
    await stage.pass(2 * SECOND);
    expect(await stage.bulk()).toMatchObject({
      state: "completed",
      done: 0,
      failed: 2,
      failures: [
        { runId: "r0", reason: { code: "run_over" } },
        { runId: "ghost", reason: { code: "run_not_found" } },
      ],
    });
  });

  it("gives up in the end on a run that never answers, and does the others first", async () => {
    const dagPeers = (peers: DagPeers): DagPeers => ({
      ...peers,
      actOnRun: (key, request) =>
        key.runId === "r0" ? Promise.reject(new Error("dead")) : peers.actOnRun(key, request),
    });
    const stage = await new BulkStage({ mutation: { dagPeers } }).begin(2);
    await stage.act(CLEAR);
    await stage.pass(2 * SECOND);
    expect(await stage.bulk()).toMatchObject({ state: "running", done: 1, failed: 0 });
    await stage.pass(300 * SECOND);
    expect(await stage.bulk()).toMatchObject({
      state: "completed",
      done: 1,
      failures: [{ runId: "r0", reason: { code: "run_silent" } }],
    });
  });

  it("follows another, and asks nobody any more when it is cancelled", async () => {
    const stage = await new BulkStage().begin(1);
    await stage.act(CLEAR);
    await stage.act({ kind: "cancel", state: "failed" }, { id: "y" });
    expect(await stage.ask(stage.dag(), (engine) => engine.bulks?.cancel("y"))).toMatchObject({
      ok: true,
      value: { state: "cancelled" },
    });
    await stage.pass(10 * SECOND);
    expect(await stage.bulk("x")).toMatchObject({ state: "completed" });
    expect(await stage.bulk("y")).toMatchObject({ state: "cancelled", done: 0 });
    expect(await stage.runState("r0")).toBe("running");
  });

  it("deletes what does not run", async () => {
    const stage = await new BulkStage().begin(2);
    await stage.clear("a", "r0");
    await stage.pass(SECOND);
    await stage.act({ kind: "delete" });
    await stage.pass(2 * SECOND);
    expect(await stage.bulk()).toMatchObject({
      done: 1,
      failures: [{ runId: "r0", reason: { code: "run_running" } }],
    });
    expect(await stage.ask(stage.run("r1"), (parts) => parts.actions.view())).toBeNull();
  });

  it("holds, resumes, cancels, marks and reruns", async () => {
    const stage = await new BulkStage().begin(1);
    const perform = async (id: string, deed: Deed) => {
      await stage.act(deed, { id });
      await stage.pass(2 * SECOND);
      expect(await stage.bulk(id)).toMatchObject({ state: "completed", done: 1 });
      return stage.view("r0");
    };
    expect(await perform("1", { ...CLEAR, kind: "rerun", conf: { size: 3 } })).toMatchObject({
      conf: { size: 3 },
      state: "running",
    });
    expect(await perform("2", { kind: "hold" })).toMatchObject({ held: { by: "ann" } });
    expect(await perform("3", { kind: "resume" })).not.toHaveProperty("held");
    expect(await perform("4", { kind: "cancel", state: "failed" })).toMatchObject({ state: "failed" });
    await perform("5", { kind: "mark", taskIds: ["a", "ghost"], state: "success" });
    expect(await stage.states("r0")).toEqual({ a: "success" });
  });

  it("of more runs than one may take is refused", async () => {
    const stage = await new BulkStage().begin(0);
    const runIds = Array.from({ length: 10_001 }, (_, at) => `r${at}`);
    expect(await stage.act(CLEAR, { runIds })).toMatchObject({ ok: false, error: { code: "bulk_too_large" } });
  });
});
