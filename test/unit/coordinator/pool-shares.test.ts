import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoolEngine } from "../../../src/coordinator/pool-engine.ts";
import type { GrantOrigin, PoolSettings, SlotHolding, SlotWant, TradeSlots } from "../../../src/core/objects.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";

type Said = Partial<Omit<TradeSlots, "wants" | "holding">> & {
  readonly wants?: readonly (string | SlotWant)[];
  readonly holding?: readonly SlotHolding[];
};

/** A gate whose callers count their words. */
class TestGate {
  now = 1_000_000;
  alarm: number | null = null;
  readonly calls: [run: string, leases: readonly string[], from: GrantOrigin][] = [];
  readonly sql = new MemorySql(() => undefined);
  engine: PoolEngine;
  #words = 0;

  constructor(settings: PoolSettings | null, name = "p") {
    this.engine = this.open(settings, name);
  }

  open(settings: PoolSettings | null, name = "p"): PoolEngine {
    this.engine = new PoolEngine({
      name,
      sql: this.sql,
      clock: { now: () => this.now },
      host: {
        cancelAlarm: () => undefined,
        setAlarm: (at) => {
          this.alarm = at;
        },
        background: (work) => void work(),
        later: () => undefined,
        createToken: () => "t",
        erase: () => Promise.resolve(),
      },
      readSettings: () => Promise.resolve(settings),
      grant: async (run, leases, from) => void this.calls.push([run, leases, from]),
      ask: () => Promise.resolve(true),
    });
    return this.engine;
  }

  trade(run: string, { wants = [], holding = [], ...more }: Said) {
    this.#words += 1;
    const named = wants.map((want) =>
      typeof want === "string" ? { lease: want, slots: 1, priority: 1, since: 0 } : want,
    );
    return this.engine.trade({ v: 1, run, word: this.#words, by: "me", holding, wants: named, ...more });
  }
}

const pool = (slots: number, includeDeferred = false): TestGate => new TestGate({ slots, includeDeferred });
const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}|${index}|1|0`);

describe("equals in a pool", () => {
  it("share it by DAG, live runs three to a backfill's one, and a DAG's runs have no more than one run", async () => {
    const gate = pool(12);
    await gate.trade("t/x/blocker", { wants: names("b", 12) });
    await gate.trade("t/one/r1", { wants: names("a", 40) });
    await gate.trade("t/two/r1", { wants: names("a", 40) });
    await gate.trade("t/two/r2", { wants: names("a", 40) });
    await gate.trade("t/one/back", { wants: names("a", 40), isBackfill: true });
    await gate.trade("t/x/blocker", {});
    const count = (run: string): number =>
      gate.calls.filter(([name]) => name === run).reduce((sum, [, leases]) => sum + leases.length, 0);
    expect([count("t/one/r1"), count("t/two/r1") + count("t/two/r2"), count("t/one/back")]).toEqual([5, 5, 2]);
  });

  it("wait no longer than those who came later", async () => {
    const gate = pool(1);
    await gate.trade("t/x/r", { wants: ["held|-1|1|0"] });
    const since = (lease: string, at: number): SlotWant => ({ lease, slots: 1, priority: 1, since: at });
    await gate.trade("t/a/r", { wants: [since("late|-1|1|9", 9)] });
    await gate.trade("t/b/r", { wants: [since("early|-1|1|5", 5)] });
    await gate.trade("t/x/r", {});
    expect(gate.calls.map(([run]) => run)).toEqual(["t/b/r"]);
  });

  it("never wait for ever: whoever waits is served after at most as many as there were", async () => {
    const gate = pool(1);
    let holder: [run: string, lease: string] = ["t/x/r", "held|-1|1|0"];
    await gate.trade(holder[0], { wants: [holder[1]] });
    await gate.trade("t/quiet/r", { wants: [{ lease: "mine|-1|1|1", slots: 1, priority: 1, since: 1 }] });
    let served = 0;
    for (let round = 2; holder[0] !== "t/quiet/r" && round < 20; round += 1) {
      const lease = `more|-1|1|${round}`;
      await gate.trade("t/loud/r", { wants: [{ lease, slots: 1, priority: 1, since: round }] });
      gate.calls.length = 0;
      await gate.trade(holder[0], {});
      const [run, leases] = gate.calls[0] ?? ["", []];
      holder = [run, leases[0] ?? ""];
      served += 1;
    }
    expect([holder[0], served]).toEqual(["t/quiet/r", 1]);
  });
});

describe("deferred attempts", () => {
  const deferred = (lease: string): SlotHolding => ({ lease, slots: 1, isDeferred: true });

  it("hold a slot only where the pool says so", async () => {
    for (const [includes, granted] of [
      [false, ["b|-1|1|0"]],
      [true, []],
    ] as const) {
      const gate = pool(1, includes);
      await gate.trade("t/d/r1", { wants: ["a|-1|1|0"] });
      await gate.trade("t/d/r1", { holding: [deferred("a|-1|1|0")] });
      expect(await gate.trade("t/d/r2", { wants: ["b|-1|1|0"] })).toMatchObject({ granted });
      expect(gate.engine.describe()).toMatchObject({ deferred: 1, held: 1 });
    }
  });

  it("wait for a slot as others do when they go on, though no time has passed and their name is the same", async () => {
    for (const [includes, granted] of [
      [false, []],
      [true, ["a|-1|1|0"]],
    ] as const) {
      const gate = pool(1, includes);
      await gate.trade("t/d/r1", { wants: ["a|-1|1|0"] });
      await gate.trade("t/d/r1", { holding: [deferred("a|-1|1|0")] });
      await gate.trade("t/d/r2", { wants: ["b|-1|1|0"] });
      expect(await gate.trade("t/d/r1", { wants: ["a|-1|1|0"] })).toMatchObject({ granted });
      expect(gate.engine.describe()).toMatchObject({ deferred: 0, held: 1 });
    }
  });

  it("count at once when the pool begins to count them, and give way when it stops", async () => {
    const gate = pool(1);
    await gate.trade("t/d/r1", { holding: [deferred("a|-1|1|0")] });
    gate.engine.configure({ slots: 1, includeDeferred: true });
    expect(await gate.trade("t/d/r2", { wants: ["b|-1|1|0"] })).toMatchObject({ granted: [] });
    gate.engine.configure({ slots: 1, includeDeferred: false });
    expect(gate.calls).toMatchObject([["t/d/r2", ["b|-1|1|0"], { gate: "p" }]]);
  });
});

describe("a pool that shrinks", () => {
  it("gives nothing until fewer are held than there are now", async () => {
    const gate = pool(4);
    await gate.trade("t/d/r1", { wants: names("a", 4) });
    gate.engine.configure({ slots: 2, includeDeferred: false });
    const held = (count: number): SlotHolding[] => names("a", count).map((lease) => ({ lease, slots: 1 }));
    await gate.trade("t/d/r2", { wants: ["b|-1|1|0"] });
    for (const count of [3, 2]) await gate.trade("t/d/r1", { holding: held(count) });
    expect(gate.calls).toEqual([]);
    await gate.trade("t/d/r1", { holding: held(1) });
    expect(gate.calls).toMatchObject([["t/d/r2", ["b|-1|1|0"], {}]]);
  });

  it("has no limit at -1", async () => {
    expect((await pool(-1).trade("t/d/r", { wants: names("a", 500) })).granted).toHaveLength(500);
  });
});

describe("a task's limit over runs", () => {
  it("is the strictest of the versions that are about, and counts deferred ones", async () => {
    const gate = new TestGate(null, "task:d/t");
    const terms = (limit: number) => ({ terms: { limit, period: null } });
    await gate.trade("t/d/old", { ...terms(1), holding: [{ lease: "t|-1|1|0", slots: 1, isDeferred: true }] });
    expect(await gate.trade("t/d/new", { ...terms(2), wants: ["t|-1|1|1"] })).toMatchObject({
      granted: [],
      refused: [{ forGood: false, reason: { code: "task_limit", params: { held: 1, total: 1 } } }],
    });
    await gate.trade("t/d/old", terms(1));
    expect(gate.calls).toMatchObject([["t/d/new", ["t|-1|1|1"], { gate: "task:d/t" }]]);
  });
});

describe("a rate", () => {
  const terms = { limit: 2, period: 10_000 };

  it("counts a start for its period, whatever becomes of it, and wakes those who wait", async () => {
    const gate = new TestGate(null, "rate:k");
    expect((await gate.trade("t/d/r", { terms, wants: names("a", 3) })).granted).toHaveLength(2);
    expect(await gate.trade("t/d/r", { terms, wants: ["a|2|1|0"] })).toMatchObject({
      refused: [{ reason: { code: "rate_full", params: { key: "k", held: 2, total: 2, period: 10_000 } } }],
    });
    expect(gate.alarm).toBe(1_010_000);
    gate.now = 1_009_999;
    await gate.engine.sweep();
    expect(gate.calls).toEqual([]);
    gate.now = 1_010_000;
    gate.open(null, "rate:k");
    await gate.engine.sweep();
    expect(gate.calls).toMatchObject([["t/d/r", ["a|2|1|0"], {}]]);
  });

  it("gives an answer that was lost again, and counts it from then on", async () => {
    const gate = new TestGate(null, "rate:k");
    await gate.trade("t/d/r", { terms: { limit: 1, period: 10_000 }, wants: ["a|-1|1|0"] });
    gate.now += 9_000;
    const again = { terms: { limit: 1, period: 10_000 }, wants: ["a|-1|1|0"] };
    expect(await gate.trade("t/d/r", again)).toMatchObject({ granted: ["a|-1|1|0"] });
    gate.now += 2_000;
    const other = { terms: { limit: 1, period: 10_000 }, wants: ["b|-1|1|0"] };
    expect(await gate.trade("t/d/s", other)).toMatchObject({ granted: [] });
  });

  it("is never exceeded in any period, whoever asks when", async () => {
    const asked = fc.array(fc.record({ after: fc.nat(6_000), run: fc.constantFrom("r", "s"), forgets: fc.boolean() }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(asked, async (asks) => {
        const gate = new TestGate(null, "rate:k");
        const starts: number[] = [];
        for (const [index, { after, run, forgets }] of asks.entries()) {
          gate.now += after;
          if (forgets) gate.open(null, "rate:k");
          const lease = `a|${index}|1|0`;
          const { granted } = await gate.trade(`t/d/${run}`, { terms, wants: [lease] });
          starts.push(...granted.map(() => gate.now));
          starts.push(...gate.calls.splice(0).flatMap(([, leases]) => leases.map(() => gate.now)));
        }
        for (const at of starts)
          expect(starts.filter((other) => other > at - 10_000 && other <= at).length).toBeLessThan(3);
      }),
    );
  });
});

describe("words", () => {
  it("that are none of the newest change nothing, and are answered with the newest there is", async () => {
    const gate = pool(1);
    await gate.trade("t/d/r", { word: 7, by: "new", wants: ["a|-1|1|0"] });
    const empty = { wants: [], holding: [] };
    expect(await gate.trade("t/d/r", { word: 6, by: "new", ...empty })).toMatchObject({ stale: 7 });
    expect(await gate.trade("t/d/r", { word: 7, by: "old", ...empty })).toMatchObject({ stale: 7 });
    expect(gate.engine.describe()).toMatchObject({ held: 1 });
    expect(await gate.trade("t/d/r", { word: 7, by: "new", wants: ["a|-1|1|0"] })).toMatchObject({
      granted: ["a|-1|1|0"],
    });
    await gate.trade("t/d/r", { word: 8, by: "old", ...empty });
    expect(gate.engine.describe()).toMatchObject({ held: 0 });
  });

  it("of a state that the run has left are none of the newest, however they were counted", async () => {
    const gate = pool(1);
    await gate.trade("t/d/r", { seq: 5, word: 2, by: "new", wants: ["a|-1|1|0"] });
    const late = await gate.trade("t/d/r", { seq: 4, word: 9, by: "old", wants: [], holding: [] });
    expect(late).toMatchObject({ stale: 2 });
    expect(gate.engine.describe()).toMatchObject({ held: 1 });
  });

  it("name no more than the pool asks for", async () => {
    expect((await pool(20).trade("t/d/r", { wants: ["a|-1|1|0"] })).window).toBe(40);
    expect((await pool(-1).trade("t/d/r", { wants: ["a|-1|1|0"] })).window).toBe(1_000);
  });

  it("of many who wait cost no more than those of few", async () => {
    const gate = pool(8);
    for (let run = 0; run < 50; run += 1) await gate.trade(`t/d${run}/r`, { wants: names("a", 1_000) });
    expect(gate.engine.describe()).toMatchObject({ held: 8, waiting: 49_992 });
    const before = performance.now();
    for (let round = 0; round < 20; round += 1) {
      const leases = gate.engine.listParties(8).holders.map(({ dagId }) => dagId);
      await gate.trade(`t/${leases[0]}/r`, {});
    }
    expect((performance.now() - before) / 20).toBeLessThan(100);
  });
});
