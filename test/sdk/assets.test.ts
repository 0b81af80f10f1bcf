import { describe, expect, it } from "vitest";
import type { AssetUpdate } from "../../src/core/asset-update.ts";
import type { RunIdentity } from "../../src/core/protocol.ts";
import { carryOut } from "../../src/sdk/carry-out.ts";
import { createEnv } from "../../src/sdk/env.ts";
import {
  all,
  any,
  asset,
  assetAlias,
  assetOrTime,
  assetRef,
  compile,
  dag,
  every,
  onAssets,
  runTask,
  type Dag,
} from "../../src/sdk/index.ts";

const orders = asset("orders", { uri: "r2://orders", group: "sales", extra: { owner: "ann" } });
const users = asset("users");
const daily = assetAlias("daily", { group: "days" });

function compileGraph(d: Dag) {
  const compiled = compile(d);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  return compiled.value;
}

describe("an asset", () => {
  it("has its name for a URI, unless it is given one", () => {
    expect(users).toEqual({ name: "users", uri: "users" });
    expect(orders).toEqual({ name: "orders", uri: "r2://orders", group: "sales", extra: { owner: "ann" } });
  });
});

describe("a schedule on assets", () => {
  const ordersLeaf = { kind: "asset", ...orders };
  const usersLeaf = { kind: "asset", ...users };
  it.each([
    ["one asset", onAssets(orders), { kind: "assets", condition: ordersLeaf }],
    ["a list, all of it", [orders, users], { kind: "assets", condition: { kind: "all", of: [ordersLeaf, usersLeaf] } }],
    [
      "parts of parts",
      onAssets(any(orders, all(daily, assetRef({ uri: "r2://x" })))),
      {
        kind: "assets",
        condition: {
          kind: "any",
          of: [ordersLeaf, { kind: "all", of: [daily, { kind: "ref", name: null, uri: "r2://x" }] }],
        },
      },
    ],
    [
      "assets or time",
      assetOrTime(users, every("1h")),
      { kind: "asset_or_time", condition: usersLeaf, base: every("1h") },
    ],
    [
      "assets or a cron",
      assetOrTime(users, "@daily"),
      {
        kind: "asset_or_time",
        condition: usersLeaf,
        base: { kind: "cron_trigger", crons: ["@daily"], timezone: "UTC" },
      },
    ],
  ] as const)("is compiled from %s", (_, schedule, timetable) => {
    expect(compileGraph(dag("d", { schedule })).graph.timetable).toEqual(timetable);
  });

  it("leaves the hash of a graph without alone", () => {
    const d = dag("d");
    d.task("a", { outlets: [users] }, () => 1);
    const [node] = compileGraph(d).graph.tasks;
    expect(node?.outlets).toEqual([{ name: "users", uri: "users" }]);
    expect(node).not.toHaveProperty("outletAliases");
  });
});

describe("what a task says of assets", () => {
  const d = dag("d");
  d.task("writes", { outlets: [orders, users, daily] }, (_, ctx) => {
    ctx.emit(orders, { rows: 1 });
    ctx.emit(orders, { day: "monday" });
    ctx.emit(daily, asset("monday"), { rows: 2 });
    ctx.emit(daily, users);
  });
  d.task("stray", { outlets: [orders] }, (_, ctx) => ctx.emit(asset("orders")));
  d.task("stray_alias", { outlets: [orders] }, (_, ctx) => ctx.emit(daily, orders));
  d.task("no_json", { outlets: [orders] }, (_, ctx) => ctx.emit(orders, { at: (() => 1) as never }));
  d.task("stray_inlet", { inlets: [orders] }, (_, ctx) => ctx.inletEvents(users));

  it("is one event an asset, with the aliases it came by", async () => {
    const { events } = await runTask(d, "writes");
    expect(events).toEqual([
      { asset: orders, extra: { rows: 1, day: "monday" }, partitionKey: null },
      { asset: users, extra: {}, partitionKey: null, aliases: ["daily"] },
      { asset: { name: "monday", uri: "monday" }, extra: { rows: 2 }, partitionKey: null, aliases: ["daily"] },
    ]);
  });

  it.each(["stray", "stray_alias", "no_json", "stray_inlet"])("fails for good when it is wrong: %s", async (taskId) => {
    const { outcome, events } = await runTask(d, taskId);
    expect(outcome).toMatchObject({ type: "fail", retryable: false });
    expect(events).toEqual([]);
  });
});

describe("what a task learns of assets", () => {
  it("are the events that brought its run about, by inlet as well", async () => {
    const d = dag("d");
    d.task("reads", { inlets: [orders] }, (_, ctx) => [
      ctx.triggeringAssetEvents.map(({ key }) => key),
      ctx.inletEvents(orders).map(({ extra }) => extra),
    ]);
    const base = { team: "default", aliases: [], partitionKey: null, at: 0, source: null };
    const assetEvents: AssetUpdate[] = [
      { ...base, key: "1", asset: orders, extra: { rows: 1 } },
      { ...base, key: "2", asset: users, extra: {} },
    ];
    const { hash } = compileGraph(d);
    const run: RunIdentity = {
      team: "default",
      dagId: "d",
      runId: "r",
      logicalDate: null,
      dataInterval: null,
      runAfter: 0,
      partitionKey: null,
      runType: "asset_triggered",
      triggeredBy: "asset",
      triggeringUser: null,
      conf: {},
      graphHash: hash,
      bundleId: "b",
      assetEvents,
    };
    const place = { taskId: "reads", mapIndex: -1, tryNumber: 1, maxTries: 0, kind: "task", resume: null } as const;
    const host = { env: createEnv(), signal: new AbortController().signal, now: () => 0, log: () => undefined };
    const facts = { ...place, inlets: [orders], outlets: [] };
    expect(await carryOut(d, { run, facts }, {}, host)).toMatchObject({ output: [["1", "2"], [{ rows: 1 }]] });
    const { assetEvents: _, ...other } = run;
    expect(await carryOut(d, { run: other, facts }, {}, host)).toMatchObject({ output: [[], []] });
  });
});
