import { PoolEngine } from "../../../src/coordinator/pool-engine.ts";
import type { Sql } from "../../../src/coordinator/ports.ts";
import type { PoolSettings, TradeSlots } from "../../../src/core/objects.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";
import { Desk } from "./desk.ts";

export const POOL: PoolSettings = { slots: 3, includeDeferred: false };
const START = Date.UTC(2026, 2, 1, 12);

/** A pool's object over a store and a desk. */
export class PoolUnderTest {
  readonly engine: PoolEngine;
  readonly desk: Desk;
  /** Leases granted by a call back, with the run they are of. */
  readonly granted: (readonly [run: string, leases: readonly string[]])[] = [];
  readonly asked: string[] = [];

  constructor(sql: Sql, desk: Desk, settings: PoolSettings | null) {
    this.desk = desk;
    const { clock, host } = desk;
    this.engine = new PoolEngine({
      name: "small",
      sql,
      clock,
      host,
      readSettings: async () => settings,
      grant: async (run, leases) => void this.granted.push([run, leases]),
      ask: async (run) => {
        this.asked.push(run);
        return false;
      },
    });
  }
}

export function describeTrade(run: string, holding: readonly string[], wants: readonly string[]): TradeSlots {
  return {
    v: 1,
    run: `default/stored/${run}`,
    holding: holding.map((lease) => ({ lease, slots: 1 })),
    wants: wants.map((lease, index) => ({ lease, slots: 1, priority: 10 - index, since: START })),
  };
}

/** Full, with two runs that hold slots and one of them that wants one more. */
export async function writePool(): Promise<{ sql: MemorySql; pool: PoolUnderTest }> {
  const sql = new MemorySql(() => undefined);
  const pool = new PoolUnderTest(sql, new Desk(START), POOL);
  await pool.engine.trade(describeTrade("one", [], ["load|0|1", "load|1|1"]));
  pool.desk.now += 1_000;
  await pool.engine.trade(describeTrade("two", [], ["load|0|1", "load|1|2"]));
  await pool.desk.settle();
  return { sql, pool };
}
