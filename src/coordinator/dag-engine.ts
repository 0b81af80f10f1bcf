import type { AssetUpdate } from "../core/asset-update.ts";
import type { RunWait, TeamLimits } from "../core/objects.ts";
import type { RunVersion } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import type { Pause, SlotRecords } from "../core/slot-record.ts";
import type { DagView, TriggerRequest } from "../core/views.ts";
import { DagAssets } from "./dag-assets.ts";
import { DagBackfills } from "./dag-backfills.ts";
import { DagBulks } from "./dag-bulks.ts";
import { DagPast } from "./dag-past.ts";
import { allOf, DagRuns } from "./dag-runs.ts";
import { setPause, tellPause } from "./dag-pauses.ts";
import { DagSlots } from "./dag-slots.ts";
import { DagState } from "./dag-state.ts";
import type { DagWorld } from "./dag-state.ts";
import { explainTaken, identifyTrigger, nameDag } from "./dag-trigger.ts";
import { explainRun } from "./dag-why.ts";

/** What failed outside is tried again after this many milliseconds. */
const RETRY = 5_000;
/** A call to another object that was begun and not seen to end is looked after when so many milliseconds have passed. */
const UNSURE = 30_000;
/** What is told to D1 waits this long for more. */
const REST_DELAY = 250;

/** Which runs of one DAG exist and may start. Memory holds nothing that must last. */
export class DagEngine {
  readonly #dag: DagState;
  readonly #runs: DagRuns;
  readonly #slots: DagSlots;
  readonly #past: DagPast;
  readonly #backfills: DagBackfills;
  readonly #bulks: DagBulks;
  readonly #assets: DagAssets;
  #hasTakenUp = false;
  #isRestPlanned = false;
  #alarmAt: number | null = null;

  constructor(world: DagWorld) {
    this.#dag = new DagState(world);
    this.#runs = new DagRuns(this.#dag);
    this.#slots = new DagSlots(this.#dag);
    this.#past = new DagPast(this.#dag);
    this.#backfills = new DagBackfills(this.#dag, this.#runs, (at) => this.#armBy(at));
    const tools = { armBy: (at: number) => this.#armBy(at), deleteRun: (runId: string) => this.deleteRun(runId) };
    this.#bulks = new DagBulks(this.#dag, tools);
    this.#assets = new DagAssets(this.#dag);
  }

  /** Does all that is due: takes up the deployment, makes due slots, hands on what is open, pokes live runs. */
  async advance(limits?: TeamLimits): Promise<DagView | null> {
    if (!this.#dag.store.isOpen) return null;
    this.#alarmAt = null;
    return this.#orAgain(async () => {
      this.#takeUp();
      if (limits !== undefined) this.#runs.heed(limits);
      this.#slots.make();
      this.#assets.make();
      // What is handed on now needs no poke yet: its object has just been called.
      const underway = this.#runs.listUnderway();
      await allOf([() => this.#bulks.advance(), () => this.#driveOthers(), () => this.#runs.poke(underway)]);
      this.#planRest();
      return this.#dag.view();
    });
  }

  /** Whatever fails outside, the alarm drives it again. */
  async #orAgain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#armBy(this.#dag.now() + RETRY);
      throw error;
    }
  }

  /** Arms the alarm unless it stands for an earlier time. One whose time has passed may have been lost. */
  #armBy(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at && this.#alarmAt > this.#dag.now()) return;
    this.#alarmAt = at;
    this.#dag.world.host.setAlarm(at);
  }

  /** Tells D1, and arms the alarm for the next thing that is due here. */
  async #rest(): Promise<DagView> {
    await this.#backfills.tell();
    await this.#assets.tell();
    await tellPause(this.#dag);
    const view = this.#arm();
    const text = JSON.stringify(view);
    if (this.#dag.row().told === text) return view;
    // Each telling has a number of its own, so that a late one never overtakes.
    this.#dag.change({ told: null });
    await this.#dag.world.peers.projectDag(view, this.#dag.row().seq, this.#dag.now());
    this.#dag.change({ told: text });
    return view;
  }

  #arm(): DagView {
    const view = this.#dag.view();
    if (view.dueAt !== null) this.#armBy(Math.max(view.dueAt, this.#dag.now()));
    return view;
  }

  /** Many runs that come and go in a moment are told to D1 together. */
  #planRest(): void {
    if (this.#isRestPlanned) return;
    this.#isRestPlanned = true;
    this.#arm();
    this.#dag.world.host.later(REST_DELAY, () => {
      this.#isRestPlanned = false;
      this.#dag.world.host.background(() => this.#orAgain(async () => void (await this.#rest())));
    });
  }

  #takeUp(): void {
    // What a deployment ships never changes while this object lives.
    if (this.#hasTakenUp) return;
    this.#hasTakenUp = true;
    const { shipped } = this.#dag.world;
    const row = this.#dag.row();
    const isSame = row.graphHash === (shipped?.hash ?? null) && row.bundleId === (shipped?.bundleId ?? null);
    if (!isSame || row.seq === 0)
      this.#dag.change({ graphHash: shipped?.hash ?? null, bundleId: shipped?.bundleId ?? null });
    this.#slots.takeUp();
    this.#assets.takeUp();
  }

  /** Makes a run by hand. Written down first: from then on it will be, whatever fails. */
  async trigger(request: TriggerRequest): Promise<Result<RunView, Reason>> {
    if (!this.#dag.store.isOpen) return refuse(this.#name("dag_not_found"));
    this.#takeUp();
    const identity = identifyTrigger(this.#dag, request);
    if (!identity.ok) return identity;
    const admit = this.#runs.mayStart(identity.value.runAfter);
    const taken = this.#dag.store.addRun(identity.value, request.note, admit ? "live" : "accepted");
    if (taken !== null) return refuse(explainTaken(taken, identity.value));
    // Should this object be lost before the run's is made, the alarm finds it.
    this.#armBy(this.#dag.now() + UNSURE);
    const view = await this.#orAgain(() =>
      this.#runs.make({ identity: identity.value, note: request.note, seen: 0 }, admit),
    );
    this.#planRest();
    return view === null ? refuse(this.#name("dag_stale")) : succeed(view);
  }

  #name(code: string): Reason {
    return nameDag(this.#dag, code);
  }

  /** Pauses or unpauses, by whom and why: that of a DAG that is so already stays. */
  async setPaused(
    isPaused: boolean,
    why: Pick<Pause, "by" | "reason"> | null = null,
  ): Promise<Result<DagView, Reason>> {
    if (!this.#dag.store.isOpen) return refuse(this.#name("dag_not_found"));
    this.#takeUp();
    setPause(this.#dag, isPaused, why);
    const view = await this.advance();
    return view === null ? refuse(this.#name("dag_not_found")) : succeed(view);
  }

  /** A run's word that it has ended, or waits for admission again; frees its place for the next. */
  async runChanged(view: RunView): Promise<void> {
    if (!this.#dag.store.isOpen) return;
    // A call that was on its way when the run was deleted may have brought it back: it gives itself away here.
    if (this.#runs.isDeleted(view.runId)) return this.#orAgain(() => this.#runs.destroy({ identity: view }));
    this.#dag.noteView(view);
    await this.#orAgain(() => this.#runs.admit());
    if (this.#dag.isOpen() && this.#dag.store.countRuns("waiting") === 0) {
      this.#slots.make();
      this.#assets.make();
    }
    await this.#orAgain(() => this.#driveOthers());
    this.#planRest();
  }

  /** One that fails holds no other back. */
  #driveOthers(): Promise<void> {
    return allOf([() => this.#runs.handOn(), () => this.#slots.cancelSuperseded(), () => this.#backfills.advance()]);
  }

  /** An ended run is about to change: from now on it is poked until it is at rest again. */
  runStirs(runId: string): void {
    if (!this.#dag.store.isOpen) return;
    this.#dag.noteStir(runId);
    this.#planRest();
  }

  runRests(view: RunView): void {
    if (this.#dag.store.isOpen) this.#dag.noteRest(view);
  }

  /** Leaves a tombstone, and nothing else of the run anywhere. */
  async deleteRun(runId: string): Promise<Result<null, Reason>> {
    const run = this.#dag.store.isOpen ? this.#dag.store.findRun(runId) : null;
    if (run === null || run.stage === "gone") return refuse({ code: "run_not_found", params: { run: runId } });
    this.#dag.store.setStage(runId, "deleted");
    this.#armBy(this.#dag.now() + UNSURE);
    await this.#orAgain(() => this.#runs.destroy(run));
    this.#planRest();
    return succeed(null);
  }

  /** Null when the deployment and this object know no such DAG. */
  get backfills(): DagBackfills | null {
    if (!this.#dag.store.isOpen) return null;
    this.#takeUp();
    return this.#backfills;
  }

  explainRun(runId: string): RunWait | null {
    return this.#dag.store.isOpen ? explainRun(this.#dag, runId) : null;
  }

  /** Null when the deployment and this object know no such DAG. */
  get bulks(): DagBulks | null {
    return this.#dag.store.isOpen ? this.#bulks : null;
  }

  /** Updates of assets: a run is made when they are what the schedule waits for. */
  async takeAssetUpdates(updates: readonly AssetUpdate[]): Promise<void> {
    if (!this.#dag.store.isOpen) return;
    this.#takeUp();
    this.#assets.take(updates);
    this.#assets.make();
    // Should this object be lost before the run's is made, the alarm finds it.
    this.#armBy(this.#dag.now() + UNSURE);
    this.#dag.world.host.background(() => this.#orAgain(() => this.#driveOthers()));
    this.#planRest();
  }

  /** Null when the deployment and this object know no such DAG. */
  get assets(): DagAssets | null {
    return this.#dag.store.isOpen ? this.#assets : null;
  }

  /** Null when the deployment and this object know no such DAG. */
  get past(): DagPast | null {
    return this.#dag.store.isOpen ? this.#past : null;
  }

  /** Tells D1 all that this object knows, whether or not it was told before. */
  async reproject(): Promise<DagView | null> {
    if (!this.#dag.store.isOpen) return null;
    this.#takeUp();
    this.#dag.change({ told: null });
    this.#dag.backfills.forgetTold();
    this.#dag.assets.forgetTold();
    return this.#orAgain(() => this.#rest());
  }

  /** Slots that were left out or gave way, the newest first, older than `before`. */
  listSlotRecords(before: number | null, limit: number): SlotRecords {
    return this.#dag.store.isOpen ? this.#dag.slots.list(before, limit) : { total: 0, records: [] };
  }

  listRunIds(after: string, limit: number): readonly string[] {
    return this.#dag.store.isOpen ? this.#dag.store.listRunIds(after, limit) : [];
  }

  /** What is deployed, for runs that take it up. */
  getVersion(): Result<RunVersion, Reason> {
    const version = this.#dag.version();
    return version === null ? refuse(this.#name("dag_stale")) : succeed(version);
  }

  /** Null when neither this object nor the deployment knows such a DAG. */
  view(): DagView | null {
    return this.#dag.store.isOpen ? this.#dag.view() : null;
  }
}
