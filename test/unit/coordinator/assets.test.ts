import { describe, expect, it } from "vitest";
import type { AssetCondition } from "../../../src/core/asset.ts";
import type { AssetUpdate } from "../../../src/core/asset-update.ts";
import type { Graph } from "../../../src/core/graph.ts";
import type { AssetEvent } from "../../../src/core/protocol.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";
import type { WorldOptions } from "../../support/world/world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const orders = { name: "orders", uri: "r2://orders" };
const users = { name: "users", uri: "r2://users" };
const either: AssetCondition = { kind: "any", of: [orders, users].map((asset) => ({ kind: "asset", ...asset })) };
const both: AssetCondition = { kind: "all", of: [orders, users].map((asset) => ({ kind: "asset", ...asset })) };

const producer = createGraph([createTask("make", { outlets: [orders] })]);
function consumer(condition: AssetCondition, options: Partial<Graph> = {}): Graph {
  return createGraph([createTask("use")], { dagId: "down", timetable: { kind: "assets", condition }, ...options });
}

function open(down: Graph, options: Partial<WorldOptions> = {}, up = producer): Stage {
  const stage = new Stage(up, options);
  stage.world.deployment.ship(down, 1);
  return stage;
}

const down = (stage: Stage) => stage.dag("down");
const listRuns = (stage: Stage) => stage.ask(down(stage), (engine) => engine.listRunIds("", 100));
const listQueued = (stage: Stage) => stage.ask(down(stage), (engine) => engine.assets?.listQueued() ?? []);
const listTaken = (stage: Stage, runId: string) =>
  stage.ask(down(stage), (engine) => (engine.assets?.listTaken(runId) ?? []).map(({ key }) => key));

let made = 0;
function update(asset = orders, more: Partial<AssetUpdate> = {}): AssetUpdate {
  made += 1;
  const none = { aliases: [], extra: {}, partitionKey: null, at: 1, source: null };
  return { key: `update ${made}`, team: "default", asset, ...none, ...more };
}
async function tell(stage: Stage, ...updates: readonly AssetUpdate[]): Promise<void> {
  await stage.ask(down(stage), (engine) => engine.takeAssetUpdates(updates));
  await stage.pass(SECOND);
}

/** Runs the producer once; its task says what it is told to. */
async function produce(stage: Stage, runId: string, event: Partial<AssetEvent> = {}): Promise<void> {
  await stage.trigger({ runId });
  await stage.pass(SECOND);
  await stage.start("carrier", ["make"], runId);
  const finish = {
    ...stage.find("make", runId),
    tryNumber: 1,
    outcome: { type: "success" as const },
    xcoms: [],
    logs: null,
  };
  const events = [{ asset: orders, extra: {}, partitionKey: null, ...event }];
  const request = { v: 1, carrier: "carrier", take: 0, accepts: [], holding: null } as const;
  const finishes = [{ ...finish, events }];
  await stage.ask(stage.run(runId), (parts) => parts.carriers.finish({ ...request, finishes }));
}

describe("a success that updates an asset", () => {
  it("makes a run of the DAG that waits for it, which knows by what", async () => {
    const stage = open(consumer(either));
    await produce(stage, "one", { extra: { rows: 3 } });
    await stage.pass(MINUTE);
    const [runId = "", ...more] = await listRuns(stage);
    expect(more).toEqual([]);
    expect(runId).toMatch(/^asset_triggered__2026-/);
    const parts = stage.run(runId, "down");
    const view = await stage.ask(parts, ({ actions }) => actions.view());
    expect(view).toMatchObject({
      runType: "asset_triggered",
      triggeredBy: "asset",
      logicalDate: null,
      state: "running",
    });
    expect(view).not.toHaveProperty("assetEvents");
    const header = await stage.ask(parts, ({ engine }) => engine.load()?.identity.assetEvents);
    const source = { dagId: "test", runId: "one", taskId: "make", mapIndex: -1, tryNumber: 1 };
    expect(header).toEqual([expect.objectContaining({ asset: orders, extra: { rows: 3 }, source })]);
    const [told] = [...stage.world.orgView.assets.values()];
    expect(told).toEqual(header?.[0]);
    expect([...stage.world.orgView.assetRuns]).toEqual([`${told?.key} → default/down/${runId}`]);
    expect(await listQueued(stage)).toEqual([]);
  });

  it("is heard of although D1 is down, and D1 hears of it later", async () => {
    const stage = open(consumer(either));
    stage.world.orgView.isDown = true;
    await produce(stage, "one");
    await stage.pass(MINUTE);
    expect(await listRuns(stage)).toHaveLength(1);
    stage.world.orgView.isDown = false;
    await stage.pass(10 * MINUTE);
    expect(stage.world.orgView.assets.size).toBe(1);
    expect(stage.world.orgView.assetRuns.size).toBe(1);
  });

  it("is heard of once, however often memory is lost", async () => {
    const stage = open(consumer(either));
    await produce(stage, "one");
    stage.run("one").die();
    down(stage).die();
    await stage.pass(MINUTE);
    await stage.ask(stage.run("one"), ({ engine }) => engine.drain());
    expect(await listRuns(stage)).toHaveLength(1);
  });

  it("is heard of before its run is deleted", async () => {
    const stage = open(consumer(either));
    await produce(stage, "one");
    await stage.ask(stage.dag(), (engine) => engine.deleteRun("one"));
    await stage.pass(MINUTE);
    expect(await listRuns(stage)).toHaveLength(1);
  });

  it("tells nobody when the attempt fails or was superseded", async () => {
    const stage = open(consumer(either));
    await stage.trigger({ runId: "one" });
    await stage.pass(SECOND);
    await stage.start("carrier", ["make"], "one");
    const reason = { code: "error", params: {} };
    await stage.finish("carrier", "make", { runId: "one", outcome: { type: "fail", reason, retryable: false } });
    await stage.pass(MINUTE);
    expect(await listRuns(stage)).toEqual([]);
  });

  it("may be the engine's own, each time anew", async () => {
    const empty = createGraph([createTask("make", { kind: "empty", outlets: [orders] })]);
    const stage = open(consumer(either), {}, empty);
    await stage.trigger({ runId: "one" });
    await stage.pass(MINUTE);
    expect(await listRuns(stage)).toHaveLength(1);
    await stage.clear("make", "one");
    await stage.pass(10 * MINUTE);
    expect(await listRuns(stage)).toHaveLength(2);
  });
});

describe("updates that arrive", () => {
  it("are one run, when all that is waited for has come", async () => {
    const stage = open(consumer(both));
    const [first, second, third] = [update(), update(), update(users)];
    await tell(stage, first);
    await tell(stage, second, second);
    expect(await listRuns(stage)).toEqual([]);
    expect(await listQueued(stage)).toEqual([expect.objectContaining({ ...orders, team: "default", dagId: "down" })]);
    await tell(stage, third, first);
    const [runId = "", ...more] = await listRuns(stage);
    expect(more).toEqual([]);
    expect(await listTaken(stage, runId)).toEqual([first.key, second.key, third.key]);
    await tell(stage, first, second, third);
    expect(await listRuns(stage)).toHaveLength(1);
    expect(await listQueued(stage)).toEqual([]);
  });

  it("go each with one run, those of the same millisecond too", async () => {
    const stage = open(consumer(either));
    const updates = [update(), update(users), update()];
    for (const each of updates) {
      await stage.ask(down(stage), (engine) => engine.takeAssetUpdates([each]));
    }
    const runs = await listRuns(stage);
    const taken = await Promise.all(runs.map((runId) => listTaken(stage, runId)));
    expect(taken.flat().toSorted()).toEqual(updates.map(({ key }) => key).toSorted());
  });

  it("of assets the schedule does not name are nothing to it", async () => {
    const stage = open(consumer(either));
    await tell(stage, update({ name: "orders", uri: "r2://other" }));
    expect(await listQueued(stage)).toEqual([]);
    expect(await listRuns(stage)).toEqual([]);
  });

  it("do not queue while the DAG is paused, and go with the next run all the same", async () => {
    const stage = open(consumer(either));
    const [missed, heard] = [update(), update()];
    await stage.ask(down(stage), (engine) => engine.setPaused(true));
    await tell(stage, missed);
    expect(await listQueued(stage)).toEqual([]);
    await stage.ask(down(stage), (engine) => engine.setPaused(false));
    await stage.pass(MINUTE);
    expect(await listRuns(stage)).toEqual([]);
    await tell(stage, heard);
    const [runId = ""] = await listRuns(stage);
    expect(await listTaken(stage, runId)).toEqual([missed.key, heard.key]);
  });

  it("that were queued before a pause wait for its end", async () => {
    const stage = open(consumer(both));
    await tell(stage, update());
    await stage.ask(down(stage), (engine) => engine.setPaused(true));
    await tell(stage, update(users));
    await stage.ask(down(stage), (engine) => engine.setPaused(false));
    await tell(stage, update(users));
    expect(await listRuns(stage)).toHaveLength(1);
  });

  it("collapse while the DAG is at its limit of runs", async () => {
    const stage = open(consumer(either, { maxActiveRuns: 1 }));
    await tell(stage, update());
    const [first = ""] = await listRuns(stage);
    const waiting = [update(), update(users), update()];
    await tell(stage, ...waiting);
    expect(await listRuns(stage)).toEqual([first]);
    expect(await listQueued(stage)).toHaveLength(2);
    await stage.ask(stage.run(first, "down"), (parts) => parts.actions.cancel({ v: 1, state: "success", by: "ann" }));
    await stage.pass(MINUTE);
    const second = (await listRuns(stage)).find((runId) => runId !== first) ?? "";
    expect(await listTaken(stage, second)).toEqual(waiting.map(({ key }) => key));
  });

  it("by an alias are any asset's", async () => {
    const stage = open(consumer({ kind: "alias", name: "daily" }));
    await tell(stage, update(users));
    expect(await listQueued(stage)).toEqual([]);
    await tell(stage, update(users, { aliases: ["daily"] }));
    expect(await listRuns(stage)).toHaveLength(1);
  });

  it("are forgotten with the part of the schedule that waited for them", async () => {
    const stage = open(consumer(both));
    await tell(stage, update());
    stage.world.deployment.ship(consumer({ kind: "asset", ...users }), 2);
    down(stage).die();
    await stage.ask(down(stage), (engine) => engine.advance());
    expect(await listQueued(stage)).toEqual([]);
    stage.world.deployment.ship(consumer(both), 3);
    down(stage).die();
    await tell(stage, update(users));
    expect(await listRuns(stage)).toEqual([]);
  });
});

describe("a queue that a person empties", () => {
  it("waits anew, for one asset, up to a time or for all", async () => {
    const stage = open(consumer({ kind: "all", of: [both, { kind: "asset", name: "more", uri: "more" }] }));
    const [kept, other] = [update(), update(users)];
    await tell(stage, kept);
    const at = (await listQueued(stage))[0]?.at ?? 0;
    await tell(stage, other);
    const drop = (asset: typeof orders | null, before: number | null) =>
      stage.ask(down(stage), (engine) => engine.assets?.drop({ v: 1, asset, before }));
    expect(await drop(null, at)).toBe(0);
    expect(await drop(null, at + 1)).toBe(1);
    expect(await drop(orders, null)).toBe(0);
    expect(await drop(users, null)).toBe(1);
    await tell(stage, update({ name: "more", uri: "more" }), update(), update(users));
    const [runId = ""] = await listRuns(stage);
    expect(await listTaken(stage, runId)).toEqual(expect.arrayContaining([kept.key, other.key]));
  });
});
