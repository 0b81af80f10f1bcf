import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import type { RunIdentity } from "../core/protocol.ts";
import { nextDagRunInfo } from "../core/timetable.ts";
import type { DagRunInfo } from "../core/timetable.ts";
import type { DagView } from "../core/views.ts";
import { DagStore } from "./dag-store.ts";
import type { DagRow } from "./dag-store.ts";
import type { Clock, DagPeers, Host, Sql } from "./ports.ts";

/** The DAG as the deployment ships it; null when it ships none of that name. */
export interface Shipped {
  readonly graph: Graph;
  readonly hash: string;
  readonly bundleId: string;
}

export interface DagWorld {
  readonly key: DagKey;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly host: Host;
  readonly peers: DagPeers;
  readonly shipped: Shipped | null;
}

/** What was not handed on is tried again after this many milliseconds. */
const RETRY = 5_000;
/** How long an ended run has for telling all by itself. */
const ENDING = 60_000;

/** What one DAG's object knows and can tell, over its store. */
export class DagState {
  readonly world: DagWorld;
  readonly store: DagStore;
  #lastNow = 0;

  constructor(world: DagWorld) {
    this.world = world;
    this.store = new DagStore(world.sql, world.shipped !== null);
  }

  /** Milliseconds, never going back. */
  now(): number {
    this.#lastNow = Math.max(this.#lastNow, this.world.clock.now());
    return this.#lastNow;
  }

  row(): DagRow {
    const isPaused = this.world.shipped?.graph.isPausedUponCreation ?? false;
    return this.store.read() ?? { isPaused, graphHash: null, bundleId: null, lastSlot: null, seq: 0, told: null };
  }
  change(values: Partial<DagRow>): void {
    const row = this.row();
    this.store.write({ ...row, ...values, seq: row.seq + 1 });
  }

  /** The next slot of the schedule, due or not; null without one, or while the DAG is paused. */
  nextSlot(): DagRunInfo | null {
    const graph = this.world.shipped?.graph;
    const row = this.row();
    if (graph === undefined || row.isPaused) return null;
    const restriction = { earliest: graph.startDate, latest: graph.endDate, catchup: graph.catchup };
    return nextDagRunInfo(graph.timetable, row.lastSlot, restriction, this.now());
  }

  identify(run: Omit<RunIdentity, "team" | "dagId" | "graphHash" | "bundleId">): RunIdentity {
    const { key, shipped } = this.world;
    return {
      ...run,
      team: key.team,
      dagId: key.dagId,
      graphHash: shipped?.hash ?? "",
      bundleId: shipped?.bundleId ?? "",
    };
  }

  maxActiveRuns(): number {
    return this.world.shipped?.graph.maxActiveRuns ?? 0;
  }
  /** Whether one more run may be running. */
  isFree(): boolean {
    return !this.row().isPaused && this.store.countRuns("live") < this.maxActiveRuns();
  }
  /** Whether one more slot may be made: a DAG at its limit makes none to lie in wait. */
  isOpen(): boolean {
    const { store } = this;
    return store.countRuns("accepted") + store.countRuns("waiting") + store.countRuns("live") < this.maxActiveRuns();
  }

  /** When this object has something to do by itself; null when only others can bring it on. */
  findDue(): number | null {
    const slot = this.isOpen() ? (this.nextSlot()?.runAfter ?? null) : null;
    const isUnsure = this.store.countRuns("accepted") + this.store.countRuns("deleted") > 0;
    if (isUnsure) return this.now() + RETRY;
    const waiting = this.isFree() ? this.store.findNextWaiting() : null;
    const ending = this.store.countRuns("ending") > 0 ? this.now() + ENDING : null;
    const due = Math.min(slot ?? Infinity, waiting ?? Infinity, ending ?? Infinity);
    return due === Infinity ? null : due;
  }

  view(): DagView {
    const row = this.row();
    const slot = this.nextSlot();
    const { team, dagId } = this.world.key;
    return {
      team,
      dagId,
      isPaused: row.isPaused,
      isStale: this.world.shipped === null,
      graphHash: row.graphHash,
      bundleId: row.bundleId,
      nextRun: slot === null ? null : { runAfter: slot.runAfter, logicalDate: slot.logicalDate, ...slot.interval },
      liveRuns: this.store.listRuns("live", 1_000).map(({ identity }) => identity.runId),
      dueAt: this.findDue(),
    };
  }
}
