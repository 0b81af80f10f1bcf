import { describe, expect, it } from "vitest";
import type { ClearInstances } from "../../../src/core/objects.ts";
import type { TaskNode } from "../../../src/core/graph.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const CHAIN = [createTask("a"), createTask("b", { upstream: ["a"] })];
const PARAMS = { type: "object", properties: { size: { type: "number" } }, required: ["size"] };

class RerunStage extends Stage {
  constructor(tasks: readonly TaskNode[] = CHAIN) {
    super(createGraph(tasks, { paramsSchema: PARAMS, paramsDefaults: { size: 1 } }));
  }
  async begin(): Promise<this> {
    await this.trigger();
    await this.pass(1_000);
    return this;
  }
  /** A new deployment; the DAG's object begins anew with it. */
  ship(tasks: readonly TaskNode[]): void {
    this.world.deployment.ship(createGraph(tasks, { paramsSchema: PARAMS, paramsDefaults: { size: 1 } }), 2);
    this.dag().die();
  }
  async perform(taskId: string, value?: number): Promise<void> {
    await this.start("one", [taskId]);
    const ref = { at: "inline", json: JSON.stringify(value) } as const;
    const xcoms = value === undefined ? [] : [{ key: "return_value", value: ref, length: null }];
    const finish = { ...this.find(taskId), tryNumber: 1, outcome: { type: "success" }, xcoms, events: [], logs: null };
    const rest = { take: 0, accepts: ["auto"], holding: null } as const;
    await this.ask(this.run(), (parts) =>
      parts.carriers.finish({ v: 1, carrier: "one", finishes: [{ ...finish, outcome: { type: "success" } }], ...rest }),
    );
    await this.pass(1_000);
  }
  async rerun(changes: Partial<ClearInstances> = {}) {
    const targets = (await this.instances()).map(({ taskId }) => ({ taskId, mapIndex: null }));
    const narrow = { upstream: false, downstream: false, onlyFailed: false, onlyRunning: false, resetRun: true };
    const request = { v: 1, targets, ...narrow, dryRun: false, by: "ann", ...changes } as const;
    return this.ask(this.run(), (parts) => parts.actions.clear(request));
  }
  async latest() {
    const version = await this.ask(this.dag(), (engine) => engine.getVersion());
    if (!version.ok) throw new Error(version.error.code);
    return { version: version.value };
  }
  xcoms(taskId: string) {
    return this.ask(this.run(), (parts) => parts.reader.listXComs({ taskId, mapIndex: -1 }));
  }
  tries(taskId: string) {
    return this.ask(this.run(), (parts) => parts.reader.listTries({ taskId, mapIndex: -1 }));
  }
}

describe("a rerun with another configuration", () => {
  it("gives it to the attempts, and keeps it when memory is lost", async () => {
    const stage = await new RerunStage().begin();
    await stage.perform("a");
    await stage.perform("b");
    expect(await stage.rerun({ conf: { size: 7 } })).toMatchObject({ ok: true });
    await stage.pass(1_000);
    stage.run().die();
    expect(await stage.view()).toMatchObject({ conf: { size: 7 }, state: "running", clearNumber: 1 });
    expect((await stage.start("two", ["a"]))?.run?.conf).toEqual({ size: 7 });
  });

  it("is refused by the params of the version it runs on", async () => {
    const stage = await new RerunStage().begin();
    expect(await stage.rerun({ conf: { size: "big" } })).toMatchObject({ ok: false, error: { code: "conf_invalid" } });
    expect(await stage.view()).toMatchObject({ conf: { size: 1 }, clearNumber: 0 });
  });

  it("of instances of which none is chosen changes nothing", async () => {
    const stage = await new RerunStage().begin();
    expect(await stage.rerun({ conf: { size: 7 }, onlyFailed: true })).toEqual({ ok: true, value: [] });
    expect(await stage.view()).toMatchObject({ conf: { size: 1 }, clearNumber: 0 });
  });
});

describe("a clear", () => {
  it("tells each instance's state before, and refuses where one runs and must not", async () => {
    const stage = await new RerunStage().begin();
    await stage.start("one", ["a"]);
    const refused = await stage.rerun({ preventRunning: true });
    expect(refused).toEqual({ ok: false, error: { code: "task_running", params: { task: "a", run: "r" } } });
    expect(await stage.states()).toEqual({ a: "running", b: "none" });
    const cleared = await stage.rerun();
    expect(cleared.ok && cleared.value.map(({ before, state }) => [before, state])).toEqual([
      ["running", "queued"],
      ["none", "none"],
    ]);
  });
});

describe("a run on the latest version", () => {
  const LATER = [createTask("x"), createTask("a"), createTask("c", { upstream: ["a"] })];

  it("keeps values and tries of what both have, shows what vanished, and begins what is new", async () => {
    const stage = await new RerunStage().begin();
    await stage.perform("a", 5);
    await stage.perform("b", 6);
    stage.ship(LATER);
    await stage.rerun({ targets: [], onlyNew: true, ...(await stage.latest()) });
    await stage.pass(1_000);
    for (const isForgotten of [false, true]) {
      if (isForgotten) stage.run().die();
      expect(await stage.states()).toEqual({ x: "queued", a: "success", c: "queued", b: "removed" });
      expect(await stage.view()).toMatchObject({ bundleId: "test@2", graphHash: "test#2", state: "running" });
      expect(await stage.xcoms("a")).toMatchObject([{ value: 5 }]);
      expect(await stage.tries("a")).toMatchObject([{ tryNumber: 1, state: "success" }]);
      expect(await stage.tries("b")).toMatchObject([{ tryNumber: 1, state: "success" }]);
    }
    expect((await stage.start("two", ["c"]))?.run?.bundleId).toBe("test@2");
    await stage.pass(60_000);
    const told = stage.world.orgView.runs.get("default/test/r");
    expect(told?.run).toMatchObject({ graphHash: "test#2" });
    expect(told?.instances.get("b -1")?.view).toMatchObject({ state: "removed" });
  });

  it("says before what it would do", async () => {
    const stage = await new RerunStage().begin();
    stage.ship(LATER);
    const foretold = await stage.rerun({ dryRun: true, onlyNew: true, ...(await stage.latest()) });
    expect(foretold.ok && foretold.value.map(({ taskId }) => taskId)).toEqual(["x", "c"]);
    expect(await stage.view()).toMatchObject({ bundleId: "test@1", clearNumber: 0 });
  });

  it("takes it up once, however often it is told", async () => {
    const stage = await new RerunStage().begin();
    stage.ship(LATER);
    const version = await stage.latest();
    await stage.rerun({ targets: [], onlyNew: true, ...version });
    const { seq } = await stage.view();
    await stage.rerun({ targets: [], onlyNew: true, ...version });
    expect(await stage.view()).toMatchObject({ seq, clearNumber: 1 });
  });

  it("fences off what ran on a task that vanished, and lets what else runs go on", async () => {
    const stage = await new RerunStage([createTask("a"), createTask("b")]).begin();
    await stage.start("one", ["a", "b"]);
    stage.ship([createTask("z"), createTask("b")]);
    await stage.rerun({ targets: [], onlyNew: true, ...(await stage.latest()) });
    const attempts = ["a", "b"].map((taskId) => ({ ...stage.find(taskId), tryNumber: 1, logs: null }));
    const beat = await stage.ask(stage.run(), (parts) => parts.carriers.heartbeat({ v: 1, carrier: "one", attempts }));
    expect(beat.stop).toEqual([{ taskId: "a", mapIndex: -1 }]);
    expect(await stage.finish("one", "a")).toMatchObject({ stale: [{ taskId: "a", mapIndex: -1 }] });
    expect(await stage.finish("one", "b")).toMatchObject({ stale: [] });
    expect(await stage.states()).toEqual({ z: "queued", b: "success", a: "removed" });
  });

  it("cannot be opened by a release before it, which would misread its journal", async () => {
    const stage = await new RerunStage().begin();
    const version = () => stage.run().sql.exec("select value from mark where name = 'version'");
    expect(version()).toEqual([{ value: 1 }]);
    stage.ship(LATER);
    await stage.rerun({ ...(await stage.latest()) });
    expect(version()).toEqual([{ value: 2 }]);
  });
});

describe("a run held by a person", () => {
  it("refuses carriers, and sends again what they came for when it goes on", async () => {
    const stage = await new RerunStage().begin();
    const hold = (isHeld: boolean) =>
      stage.ask(stage.run(), (parts) => parts.actions.hold({ v: 1, isHeld, by: "ann" }));
    expect(await hold(true)).toMatchObject({ ok: true, value: { held: { by: "ann" } } });
    stage.run().die();
    expect(await stage.start("one", ["a"])).toMatchObject({ leases: [], gone: [{ taskId: "a" }] });
    expect((await stage.instances())[0]?.reason).toEqual({ code: "run_held", params: { by: "ann" } });
    const sent = stage.sent.length;
    await stage.pass(3_600_000);
    expect(stage.sent.length).toBe(sent);
    await hold(false);
    await stage.pass(1_000);
    expect(stage.sent.length).toBe(sent + 1);
    expect((await stage.start("one", ["a"]))?.leases).toHaveLength(1);
  });

  it("that is over has nothing to hold", async () => {
    const stage = await new RerunStage([createTask("a")]).begin();
    await stage.perform("a");
    const held = await stage.ask(stage.run(), (parts) => parts.actions.hold({ v: 1, isHeld: true, by: "ann" }));
    expect(held).toEqual({ ok: false, error: { code: "run_over", params: { run: "r" } } });
  });
});
