import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoolEngine } from "../../../src/coordinator/pool-engine.ts";
import type { PoolWorld } from "../../../src/coordinator/pool-engine.ts";
import type { PoolSettings, SlotWant, TradeSlots } from "../../../src/core/objects.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";

/** A pool of `slots`, with what it did outside. */
class TestPool {
  readonly grants: [run: string, leases: readonly string[]][] = [];
  readonly gone = new Set<string>();
  readonly deaf = new Set<string>();
  readonly asked: string[] = [];
  readonly whenAsked = new Map<string, () => Promise<unknown>>();
  now = 1_000_000;
  alarm: number | null = null;
  readonly sql = new MemorySql(() => undefined);
  engine: PoolEngine;
  readonly #settings: PoolSettings | null;

  constructor(slots: number | null) {
    this.#settings = slots === null ? null : { slots, includeDeferred: false };
    this.engine = this.open();
  }

  open(): PoolEngine {
    const world: PoolWorld = {
      name: "p",
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
      readSettings: () => Promise.resolve(this.#settings),
      grant: async (run, leases) => void this.grants.push([run, leases]),
      ask: async (run) => {
        this.asked.push(run);
        await this.whenAsked.get(run)?.();
        return this.deaf.has(run) ? Promise.reject(new Error("deaf")) : Promise.resolve(!this.gone.has(run));
      },
    };
    return new PoolEngine(world);
  }

  trade(run: string, seq: number, holding: readonly string[], wants: readonly (string | SlotWant)[]) {
    const request: TradeSlots = {
      v: 1,
      run,
      seq,
      holding: holding.map((lease) => ({ lease, slots: 1 })),
      wants: wants.map((want) => (typeof want === "string" ? { lease: want, slots: 1, priority: 1, since: 0 } : want)),
    };
    return this.engine.trade(request);
  }
}

describe("a pool", () => {
  it("gives out what it has, and the rest when something comes back", async () => {
    const pool = new TestPool(2);
    expect(await pool.trade("r1", 1, [], ["a", "b", "c"])).toMatchObject({
      granted: ["a", "b"],
      refused: [{ lease: "c", forGood: false, reason: { code: "pool_full" } }],
    });
    expect(await pool.trade("r2", 1, [], ["x"])).toMatchObject({ granted: [] });
    await pool.trade("r1", 2, ["b"], ["c"]);
    expect(pool.engine.describe()).toMatchObject({ held: 2, waiting: 1 });
    await pool.trade("r1", 3, [], []);
    expect(pool.grants).toEqual([["r2", ["x"]]]);
  });

  it("serves the highest priority first, then the longest waiting, and lets a small one by", async () => {
    const pool = new TestPool(2);
    await pool.trade("r1", 1, ["held"], []);
    const want = (lease: string, slots: number, priority: number, since: number) => ({ lease, slots, priority, since });
    const wants = [want("late", 1, 5, 9), want("early", 1, 5, 1), want("big", 2, 9, 0)];
    expect(await pool.trade("r2", 1, [], wants)).toMatchObject({ granted: ["early"] });
  });

  it("says which wants it can never serve, and that it does not exist", async () => {
    const small = await new TestPool(1).trade("r", 1, [], [{ lease: "a", slots: 2, priority: 1, since: 0 }]);
    expect(small.refused).toMatchObject([{ forGood: true, reason: { code: "pool_too_small" } }]);
    const none = await new TestPool(null).trade("r", 1, [], ["a"]);
    expect(none).toMatchObject({ granted: [], refused: [{ reason: { code: "pool_unknown" } }] });
  });

  it("does not free what a run holds by now for a call that came late", async () => {
    const pool = new TestPool(1);
    expect(await pool.trade("r1", 5, [], ["a"])).toMatchObject({ granted: ["a"] });
    await pool.trade("r1", 4, [], []);
    expect(await pool.trade("r2", 1, [], ["b"])).toMatchObject({ granted: [] });
  });

  it("finds a holder that died, however busy the others keep it", async () => {
    const pool = new TestPool(2);
    await pool.trade("dead", 1, [], ["a"]);
    pool.gone.add("dead");
    for (let second = 0; second < 70; second += 10) {
      pool.now += 10_000;
      await pool.trade("busy", second, [], ["b", "c"]);
    }
    expect(pool.alarm).toBeLessThanOrEqual(pool.now);
    await pool.engine.sweep();
    expect(pool.asked).toContain("dead");
    expect(pool.grants).toEqual([["busy", ["c"]]]);
  });

  it("asks all silent holders, though one cannot be asked", async () => {
    const pool = new TestPool(2);
    await pool.trade("deaf", 1, ["a"], []);
    await pool.trade("dead", 1, ["b"], []);
    pool.gone.add("dead");
    pool.now += 61_000;
    pool.deaf.add("deaf");
    await pool.engine.sweep();
    expect(pool.asked).toEqual(expect.arrayContaining(["deaf", "dead"]));
    expect(pool.engine.describe()).toMatchObject({ held: 1 });
    expect(pool.alarm).toBeGreaterThan(pool.now);
  });

  it("takes its slots back from a run that is there and does not know of them, and leaves them to one that does", async () => {
    const pool = new TestPool(2);
    await pool.trade("moved", 1, ["a"], []);
    await pool.trade("quiet", 1, ["b"], []);
    pool.now += 61_000;
    pool.whenAsked.set("quiet", () => pool.trade("quiet", 2, ["b"], []));
    await pool.engine.sweep();
    expect(pool.asked).toEqual(expect.arrayContaining(["moved", "quiet"]));
    expect(pool.engine.listParties(10).holders.map(({ taskId }) => taskId)).toEqual(["b"]);
  });

  it("never gives out more than it has, whatever runs say and in whatever order", async () => {
    const say = fc.record({
      run: fc.constantFrom("r1", "r2", "r3"),
      wants: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 }),
      drops: fc.boolean(),
      forgets: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4 }), fc.array(say, { maxLength: 30 }), async (slots, said) => {
        const pool = new TestPool(slots);
        const held = new Map<string, Set<string>>();
        for (const [seq, { run, wants, drops, forgets }] of said.entries()) {
          if (forgets) pool.engine = pool.open();
          const holding = drops ? new Set<string>() : (held.get(run) ?? new Set());
          for (const [other, leases] of pool.grants.splice(0)) for (const lease of leases) held.get(other)?.add(lease);
          const open = wants.filter((lease) => !holding.has(lease));
          const { granted } = await pool.trade(run, seq, [...holding], open);
          held.set(run, new Set([...holding, ...granted]));
          expect([...held.values()].reduce((sum, leases) => sum + leases.size, 0)).toBeLessThanOrEqual(slots);
        }
      }),
      { numRuns: 200 },
    );
  });
});
