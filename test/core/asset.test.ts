import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeCondition,
  findRunAfter,
  isAwaited,
  isFulfilled,
  listLeaves,
  type AssetCondition,
  type QueuedAsset,
} from "../../src/core/asset.ts";
import { AssetConsumers } from "../../src/core/asset-consumers.ts";
import { formatUpdateKey, type AssetUpdate } from "../../src/core/asset-update.ts";
import { previewSchedule } from "../../src/core/timetable-preview.ts";
import { describeTimetable, nextDagRunInfo, timeOf } from "../../src/core/timetable.ts";
import type { Timetable } from "../../src/core/timetable.ts";
import { createGraph } from "../support/graphs.ts";

const leaf = (name: string): AssetCondition => ({ kind: "asset", name, uri: name });
const alias = (name: string): AssetCondition => ({ kind: "alias", name });
const all = (...of: readonly AssetCondition[]): AssetCondition => ({ kind: "all", of });
const any = (...of: readonly AssetCondition[]): AssetCondition => ({ kind: "any", of });
const queue = (name: string, at = 0, aliases: readonly string[] = []): QueuedAsset => ({
  name,
  uri: name,
  at,
  aliases,
});

describe("a condition", () => {
  it.each<[string, AssetCondition, readonly QueuedAsset[], boolean]>([
    ["an asset that was updated", leaf("a"), [queue("a")], true],
    ["an asset of the same name elsewhere", leaf("a"), [{ ...queue("a"), uri: "r2://a" }], false],
    ["every part", all(leaf("a"), leaf("b")), [queue("a"), queue("b")], true],
    ["not every part", all(leaf("a"), leaf("b")), [queue("a")], false],
    ["one part of any", any(leaf("a"), leaf("b")), [queue("b")], true],
    ["no part of any", any(leaf("a"), leaf("b")), [queue("c")], false],
    ["parts of parts", any(all(leaf("a"), leaf("b")), leaf("c")), [queue("c")], true],
    ["an alias by any asset that came by it", alias("x"), [queue("a", 0, ["y", "x"])], true],
    ["an alias that nothing came by", alias("x"), [queue("x")], false],
    ["an asset by its name alone", { kind: "ref", name: "a", uri: null }, [{ ...queue("a"), uri: "r2://a" }], true],
    ["an asset by its URI alone", { kind: "ref", name: null, uri: "a" }, [queue("b")], false],
    ["nothing of no parts", any(), [queue("a")], false],
  ])("asks for %s", (_, condition, queued, isDue) => {
    expect(isFulfilled(condition, queued)).toBe(isDue);
  });

  const names = fc.constantFrom("a", "b", "c", "d");
  const { condition: conditions } = fc.letrec<{ condition: AssetCondition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      names.map(leaf),
      names.map(alias),
      fc.array(tie("condition"), { maxLength: 3 }).map((of) => all(...of)),
      fc.array(tie("condition"), { maxLength: 3 }).map((of) => any(...of)),
    ),
  }));
  const queues = fc.array(
    fc.tuple(names, fc.array(names, { maxLength: 2 })).map(([name, by]) => queue(name, 0, by)),
    { maxLength: 4 },
  );

  it("is what its words say, when each leaf is put in as true or false", () => {
    fc.assert(
      fc.property(conditions, queues, (condition, queued) => {
        const holds = (part: AssetCondition): boolean => {
          if (part.kind === "all") return !part.of.some((inner) => !holds(inner));
          if (part.kind === "any") return part.of.filter(holds).length > 0;
          return queued.some(({ name, aliases }) =>
            part.kind === "alias" ? aliases.includes(part.name) : part.name === name,
          );
        };
        expect(isFulfilled(condition, queued)).toBe(holds(condition));
      }),
    );
  });

  it("is never undone by one more update, and needs only those it awaits", () => {
    fc.assert(
      fc.property(conditions, queues, queues, (condition, queued, more) => {
        const awaited = queued.filter((asset) => isAwaited(condition, asset, asset.aliases));
        expect(isFulfilled(condition, awaited)).toBe(isFulfilled(condition, queued));
        expect(!isFulfilled(condition, queued) || isFulfilled(condition, [...queued, ...more])).toBe(true);
      }),
    );
  });

  it("has words and leaves", () => {
    const condition = all(leaf("a"), any(leaf("b"), alias("x")), any(leaf("c")));
    expect(describeCondition(condition)).toBe('a and (b or alias "x") and c');
    expect(listLeaves(condition).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "asset a",
      "asset b",
      "alias x",
      "asset c",
    ]);
  });

  it("is due at the newest update", () => {
    expect(findRunAfter([queue("a", 5), queue("b", 9), queue("c", 7)])).toBe(9);
  });
});

describe("a schedule on assets", () => {
  const assets: Timetable = { kind: "assets", condition: leaf("a") };
  const both: Timetable = {
    kind: "asset_or_time",
    condition: leaf("a"),
    base: { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "UTC" },
  };
  const always = { earliest: 0, latest: null, catchup: true };

  it("has no slots of its own, and beside a schedule by time those of that one", () => {
    expect(nextDagRunInfo(assets, null, always, 0)).toBeNull();
    expect(nextDagRunInfo(both, null, always, 0)).toEqual(nextDagRunInfo(timeOf(both), null, always, 0));
    expect([assets, both].map(describeTimetable)).toEqual(["a", "a, or 0 * * * * UTC"]);
  });

  it("says why there is no next date", () => {
    const preview = previewSchedule(createGraph([], { timetable: assets }), null, 0, 3);
    expect(preview).toMatchObject({ runs: [], end: { code: "schedule_assets", params: { assets: "a" } } });
  });
});

describe("an update", () => {
  const source = { dagId: "p", runId: "r", taskId: "t", mapIndex: -1, tryNumber: 1 };
  const update: AssetUpdate = {
    key: formatUpdateKey("default", source, { name: "a", uri: "a" }),
    team: "default",
    asset: { name: "a", uri: "a" },
    aliases: ["x"],
    extra: {},
    partitionKey: null,
    at: 0,
    source,
  };

  it("goes to the DAGs that wait for it, of its own team", () => {
    const on = (dagId: string, condition: AssetCondition, team = "default") =>
      createGraph([], { team, dagId, timetable: { kind: "assets", condition } });
    const consumers = new AssetConsumers([
      on("one", leaf("a")),
      on("two", any(leaf("b"), alias("x"))),
      on("three", leaf("b")),
      on("four", leaf("a"), "sales"),
      createGraph([], { dagId: "five" }),
    ]);
    expect(consumers.address([update, { ...update, key: "other", aliases: [] }])).toEqual([
      { dag: { team: "default", dagId: "one" }, updates: [update, { ...update, key: "other", aliases: [] }] },
      { dag: { team: "default", dagId: "two" }, updates: [update] },
    ]);
  });

  it("has one key an attempt and asset", () => {
    const others = [
      formatUpdateKey("sales", source, update.asset),
      formatUpdateKey("default", { ...source, tryNumber: 2 }, update.asset),
      formatUpdateKey("default", { ...source, mapIndex: 0 }, update.asset),
      formatUpdateKey("default", source, { name: "a", uri: "b" }),
    ];
    expect(new Set([update.key, ...others]).size).toBe(5);
  });
});
