import { DurableObject } from "cloudflare:workers";
import { ALL_TEAMS, type HubObject, type LiveRun } from "../core/live.ts";
import { listLiveDags, writeLease } from "../store/live-lease.ts";
import { ObjectHost, systemClock } from "./cloudflare.ts";
import { Sockets } from "./sockets.ts";
import { reachWatchedDag } from "./stubs.ts";

/** Changes of many DAGs wait this long for more. Milliseconds. */
const GATHER = 50;
/** How long DAGs may believe that somebody watches; prolonged at half of it while that is so. */
const LEASE = 600_000;
/** DAGs that are told at once when somebody comes. */
const DAGS = 200;

/** Where those meet who watch all runs of a team (`*`: of all). It keeps nothing: what is lost, HTTP tells. */
export class LiveHub extends DurableObject<Env> implements HubObject {
  readonly #sockets: Sockets;
  readonly #host: ObjectHost;
  #news = new Map<string, LiveRun>();
  #isOfAssetsPlanned = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sockets = new Sockets(ctx);
    this.#host = new ObjectHost(ctx);
  }

  override async fetch(): Promise<Response> {
    const isFirst = this.#sockets.isEmpty;
    const answer = this.#sockets.accept([{ kind: "runs", runs: [] }], systemClock.now());
    if (isFirst) this.#host.background(() => this.#announce(true));
    return answer;
  }

  /** Says in the database that somebody watches, where DAGs see it without asking for it. */
  async #announce(isNew: boolean): Promise<void> {
    const lease = { team: this.ctx.id.name ?? ALL_TEAMS, until: systemClock.now() + LEASE };
    await this.ctx.storage.setAlarm(systemClock.now() + LEASE / 2);
    await writeLease(this.env.DB, lease);
    if (!isNew) return;
    const dags = await listLiveDags(this.env.DB, lease.team, DAGS);
    await Promise.allSettled(dags.map((key) => reachWatchedDag(this.env, key).heedLeases([lease])));
  }

  override async alarm(): Promise<void> {
    if (!this.#sockets.isEmpty) await this.#announce(false);
  }

  async tell(runs: readonly LiveRun[]): Promise<boolean> {
    if (this.#sockets.isEmpty) return false;
    if (this.#news.size === 0) this.#host.later(GATHER, () => this.#broadcast());
    for (const run of runs) this.#news.set(`${run.dagId} ${run.runId}`, run);
    return true;
  }

  async tellAssets(): Promise<void> {
    if (this.#sockets.isEmpty || this.#isOfAssetsPlanned) return;
    this.#isOfAssetsPlanned = true;
    this.#host.later(GATHER, () => {
      this.#isOfAssetsPlanned = false;
      this.#sockets.broadcast({ kind: "assets" }, systemClock.now());
    });
  }

  #broadcast(): void {
    const runs = [...this.#news.values()];
    this.#news = new Map();
    this.#sockets.broadcast({ kind: "runs", runs }, systemClock.now());
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
}
