import type { Graph } from "../core/graph.ts";
import type { DagKey } from "../core/ids.ts";
import type { RunVersion } from "../core/objects.ts";
import type { RunIdentity, RunView } from "../core/protocol.ts";
import { nextSlot } from "../core/timetable-slots.ts";
import { maxActiveRunsOf } from "../core/timetable.ts";
import type { DagRunInfo } from "../core/timetable.ts";
import type { DagView } from "../core/views.ts";
import { DagAssetStore } from "./dag-asset-store.ts";
import { DagBulkStore } from "./dag-bulk-store.ts";
import { DagBackfillStore } from "./dag-backfill-store.ts";
import { findBackfillDue } from "./dag-backfill-due.ts";
import { noteRunView } from "./dag-pauses.ts";
import { findSlotDue } from "./dag-slot-due.ts";
import { DagSlotStore } from "./dag-slot-store.ts";
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
/** How long after a run was stirred a word of its rest may still be from before. */
const STIRRED = 10_000;
/** How long an ended run has for telling all by itself. */
const ENDING = 60_000;
/** More of them than this do not wait so long, or a backfill would end runs faster than they are looked after. */
const MANY_ENDING = 200;
const ENDING_MANY = 1_000;

/** What one DAG's object knows and can tell, over its store. */
export class DagState {
  readonly world: DagWorld;
  readonly store: DagStore;
  readonly backfills: DagBackfillStore;
  readonly slots: DagSlotStore;
  readonly bulks: DagBulkStore;
  readonly assets: DagAssetStore;
  /** When runs were last stirred. Memory is enough: what was asked before it was lost is answered to nobody. */
  readonly #stirs = new Map<string, number>();
  #lastNow = 0;

  constructor(world: DagWorld) {
    this.world = world;
    this.store = new DagStore(world.sql, world.shipped !== null);
    this.backfills = new DagBackfillStore(world.sql);
    this.slots = new DagSlotStore(world.sql);
    this.bulks = new DagBulkStore(world.sql);
    this.assets = new DagAssetStore(world.sql);
  }

  /** Milliseconds, never going back. */
  now(): number {
    this.#lastNow = Math.max(this.#lastNow, this.world.clock.now());
    return this.#lastNow;
  }

  row(): DagRow {
    const isPaused = this.world.shipped?.graph.isPausedUponCreation ?? false;
    const nothing = {
      graphHash: null,
      bundleId: null,
      lastSlot: null,
      seq: 0,
      told: null,
      isDefaultPoolLimited: false,
    };
    return this.store.read() ?? { isPaused, ...nothing };
  }
  change(values: Partial<DagRow>): void {
    const row = this.row();
    this.store.write({ ...row, ...values, seq: row.seq + 1 });
  }

  /** An ended run is about to change: from now on it is looked after until it is at rest again. */
  noteStir(runId: string): void {
    this.store.noteStir(runId);
    this.#stirs.set(runId, this.now());
  }
  /** A word of rest may be older than what has stirred the run since: one that comes soon after it counts for nothing. */
  noteRest(view: RunView): void {
    const { runId } = view;
    const stirred = this.#stirs.get(runId);
    if (stirred !== undefined && this.now() - stirred < STIRRED) return;
    this.#stirs.delete(runId);
    this.store.noteRest(view);
  }

  /** The next slot of the schedule, due or not; null without one, or while the DAG is paused. */
  nextSlot(): DagRunInfo | null {
    const graph = this.world.shipped?.graph;
    const row = this.row();
    if (graph === undefined || row.isPaused) return null;
    return nextSlot(graph, { last: row.lastSlot, awakeSince: this.slots.read().awakeSince }, this.now());
  }

  /** All or nothing, in memory as well. */
  transact<T>(body: () => T): T {
    try {
      return this.store.transact(body);
    } catch (error) {
      this.slots.forget();
      throw error;
    }
  }

  /** Notes a run's own word. True when it was news. */
  noteView(view: RunView): boolean {
    return noteRunView(this, view);
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

  /** Null when nothing is deployed. */
  version(): RunVersion | null {
    const { shipped } = this.world;
    if (shipped === null) return null;
    return { graph: shipped.graph, graphHash: shipped.hash, bundleId: shipped.bundleId };
  }

  maxActiveRuns(): number {
    const graph = this.world.shipped?.graph;
    return graph === undefined ? 0 : Math.min(graph.maxActiveRuns, maxActiveRunsOf(graph.timetable) ?? Infinity);
  }
  /** Whether one more run may be running. */
  isFree(): boolean {
    return !this.row().isPaused && this.store.countOwnRuns("live") < this.maxActiveRuns();
  }
  /** Whether one more slot may be made: a DAG at its limit makes none to lie in wait. */
  isOpen(): boolean {
    const { store } = this;
    const active = store.countOwnRuns("accepted") + store.countOwnRuns("waiting") + store.countOwnRuns("live");
    return active < this.maxActiveRuns();
  }

  /** When this object has something to do by itself; null when only others can bring it on. */
  findDue(): number | null {
    const slot = findSlotDue(this);
    const hasBulk = this.bulks.findOpen() !== null;
    const isUnsure = hasBulk || this.store.countRuns("accepted") + this.store.countRuns("deleted") > 0;
    if (isUnsure) return this.now() + RETRY;
    const waiting = this.isFree() ? this.store.findNextWaiting() : null;
    const backfill = findBackfillDue(this);
    const due = Math.min(slot ?? Infinity, waiting ?? Infinity, this.#findEndingDue(), backfill ?? Infinity);
    return due === Infinity ? null : due;
  }

  #findEndingDue(): number {
    const ending = this.store.countRuns("ending");
    if (ending === 0) return Infinity;
    return this.now() + (ending > MANY_ENDING ? ENDING_MANY : ENDING);
  }

  view(): DagView {
    const row = this.row();
    const slot = this.nextSlot();
    const { team, dagId } = this.world.key;
    const { awakeSince, pause } = this.slots.read();
    const leftOut = this.slots.countRecords();
    return {
      team,
      dagId,
      isPaused: row.isPaused,
      isStale: this.world.shipped === null,
      graphHash: row.graphHash,
      bundleId: row.bundleId,
      lastSlot: row.lastSlot,
      ...(awakeSince === null ? {} : { awakeSince }),
      ...(pause === null ? {} : { pause }),
      ...(leftOut === 0 ? {} : { leftOut }),
      nextRun: slot === null ? null : { runAfter: slot.runAfter, logicalDate: slot.logicalDate, ...slot.interval },
      liveRuns: this.store.listRuns("live", 1_000).map(({ identity }) => identity.runId),
      dueAt: this.findDue(),
    };
  }
}
