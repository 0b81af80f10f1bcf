import type { RunKey } from "../core/ids.ts";
import type { LiveLease, LiveRun, RunNews, WatchedCreateRun } from "../core/live.ts";
import type { CreateRun } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { DagView } from "../core/views.ts";
import { toLiveRun } from "./live-views.ts";
import type { Clock, DagPeers, Host } from "./ports.ts";
import type { Sockets } from "./sockets.ts";

/** Changes of runs wait this long for more before the team's watchers are told. Milliseconds. */
const GATHER = 30;
/** Newest words of runs that are kept for those who may come in a moment. */
const KEPT = 50;
/** Live runs that are asked to tell of themselves when somebody comes. */
const RUNS = 100;

export interface DagLiveWorld {
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly host: Host;
  readonly watchRun: (key: RunKey) => Promise<void>;
  /** False when nobody watches that team any more. */
  readonly tellHub: (team: string, runs: readonly LiveRun[]) => Promise<boolean>;
}

/** What a DAG tells to those who watch it, and to those who watch all of its team. */
export class DagLive {
  readonly #world: DagLiveWorld;
  readonly #leases = new Map<string, number>();
  #news = new Map<string, LiveRun>();
  #isPlanned = false;

  constructor(world: DagLiveWorld) {
    this.#world = world;
  }

  /** Peers by whose answers it learns of new runs. A run that is made while somebody watches tells of itself at once. */
  listen(peers: DagPeers): DagPeers {
    return {
      ...peers,
      createRun: async (request: CreateRun) => {
        const isWatched = !this.#world.sockets.isEmpty;
        const making: WatchedCreateRun = isWatched ? { ...request, isWatched } : request;
        const view = await peers.createRun(making);
        this.note(view);
        return view;
      },
    };
  }

  accept(view: DagView): Response {
    const { sockets, clock, host, watchRun } = this.#world;
    const answer = sockets.accept([{ kind: "runs", runs: [] }], clock.now());
    const keys = view.liveRuns.slice(0, RUNS).map((runId) => ({ team: view.team, dagId: view.dagId, runId }));
    host.background(async () => void (await Promise.allSettled(keys.map(watchRun))));
    return answer;
  }

  /** A run has told where it stands. */
  note(view: RunView): void {
    const { sockets, clock } = this.#world;
    const run = toLiveRun(view);
    if (!sockets.isEmpty) sockets.broadcast({ kind: "runs", runs: [run] }, clock.now());
    this.#news.delete(run.runId);
    this.#news.set(run.runId, run);
    for (const old of this.#news.keys()) if (this.#news.size > KEPT && this.#leases.size === 0) this.#news.delete(old);
    this.#planTelling();
  }

  #planTelling(): void {
    if (this.#isPlanned || this.#leases.size === 0 || this.#news.size === 0) return;
    this.#isPlanned = true;
    const { host } = this.#world;
    host.later(GATHER, () => {
      this.#isPlanned = false;
      host.background(() => this.#tellHubs());
    });
  }

  /** What a watched run tells. False when nobody is there to hear it. */
  hear({ run, before, cells }: RunNews): boolean {
    const { sockets, clock } = this.#world;
    if (sockets.isEmpty) return false;
    sockets.broadcast({ kind: "cells", run, before, cells }, clock.now());
    return true;
  }

  /** Who watches the team, as was last heard. They are told what has just happened, too. */
  heed(leases: readonly LiveLease[]): void {
    for (const { team, until } of leases) this.#leases.set(team, until);
    this.#planTelling();
  }

  async #tellHubs(): Promise<void> {
    const runs = [...this.#news.values()];
    this.#news = new Map();
    const now = this.#world.clock.now();
    for (const [team, until] of this.#leases) {
      const isWatched = until > now && (await this.#world.tellHub(team, runs));
      if (!isWatched) this.#leases.delete(team);
    }
  }
}
