import { DurableObject } from "cloudflare:workers";
import type { PoolObject, PoolSettings, TradeSlots } from "../core/objects.ts";
import { findPool } from "../store/pool.ts";
import { ObjectHost, ObjectSql, systemClock } from "./cloudflare.ts";
import { PoolEngine } from "./pool-engine.ts";
import { reachRunByName } from "./stubs.ts";

/** One pool of one team. */
export class PoolCoordinator extends DurableObject<Env> implements PoolObject {
  readonly #engine: PoolEngine;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const [team = "", ...rest] = (ctx.id.name ?? "").split("/");
    const name = rest.join("/");
    this.#engine = new PoolEngine({
      name,
      sql: new ObjectSql(ctx.storage),
      clock: systemClock,
      host: new ObjectHost(ctx),
      readSettings: () => findPool(env.DB, { team, name }),
      grant: (run, leases, from) => reachRunByName(env, run).grantSlots(leases, from),
      ask: async (run) => (await reachRunByName(env, run).wake()) !== null,
    });
  }

  override async alarm(): Promise<void> {
    await this.#engine.sweep();
  }
  async configure(pool: PoolSettings) {
    this.#engine.configure(pool);
  }
  trade(request: TradeSlots) {
    return this.#engine.trade(request);
  }
  async describe() {
    return this.#engine.describe();
  }
  async listParties(limit: number) {
    return this.#engine.listParties(limit);
  }
}
