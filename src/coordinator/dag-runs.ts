import type { CreateRun, TeamLimits } from "../core/objects.ts";
import { MOST_TRIGGERING } from "../core/protocol.ts";
import type { RunIdentity, RunView } from "../core/protocol.ts";
import type { DagState } from "./dag-state.ts";
import type { RunRow } from "./dag-store.ts";

/** Runs handed on, or reached, in one go at most. */
const MANY = 200;
/** Objects are reached this many at a time, below the platform's six open connections. */
const PARALLEL = 5;

type Making = Pick<RunRow, "identity" | "note" | "seen">;

interface Underway {
  readonly live: readonly RunRow[];
  readonly ending: readonly RunRow[];
}

/** Brings the runs that a DAG's object has written down to their own objects, and keeps word of how far they are. */
export class DagRuns {
  readonly #dag: DagState;

  constructor(dag: DagState) {
    this.#dag = dag;
  }

  /** Remembers what the tick knows; runs are told when they are made and when they are poked. */
  heed({ isDefaultPoolLimited }: TeamLimits): void {
    if (this.#dag.row().isDefaultPoolLimited !== isDefaultPoolLimited) this.#dag.change({ isDefaultPoolLimited });
  }
  #limits(): TeamLimits {
    return { isDefaultPoolLimited: this.#dag.row().isDefaultPoolLimited };
  }

  /** Finishes deletions, makes runs whose objects may not know of them yet, admits waiting ones. */
  async handOn(): Promise<void> {
    const { store } = this.#dag;
    await allOf([
      () => inParallel(store.listRuns("deleted", MANY), (run) => this.destroy(run)),
      () => inParallel(store.listRuns("accepted", MANY), (run) => this.create(run)),
      () => this.admit(),
    ]);
  }

  /** Makes one run's object, started when there is room; repeating it is harmless. */
  async create({ identity, note }: RunRow): Promise<RunView | null> {
    const { store, world } = this.#dag;
    if (world.shipped === null || store.findRun(identity.runId)?.stage !== "accepted") return null;
    const admit = this.mayStart(identity.runAfter);
    // The place is taken before the object is called: meanwhile others may ask for it.
    if (admit) store.setStage(identity.runId, "live");
    return this.make({ identity, note, seen: 0 }, admit);
  }

  mayStart(runAfter: number): boolean {
    return runAfter <= this.#dag.now() && this.#dag.isFree();
  }

  /**
   * Calls a run's object into being. Whether a call without an answer came through is unknown, so a place once taken is
   * given back by the run's own word alone: `poke` finds out, and calls again, which the run's object takes for one.
   */
  async make({ identity, note, seen }: Making, admit: boolean): Promise<RunView | null> {
    const { world } = this.#dag;
    if (world.shipped === null) return null;
    const { graph, hash, bundleId } = world.shipped;
    // A run that a deployment overtook before it was made is made of the new version.
    const own = { ...identity, graphHash: hash, bundleId, ...this.#findTriggering(identity) };
    const request: CreateRun = { v: 1, identity: own, graph, note, admit, seen, ...this.#limits() };
    const view = await world.peers.createRun(request);
    if (this.isDeleted(identity.runId)) await this.destroy({ identity });
    if (!admit || view.state !== "running") this.#dag.noteView(view);
    return view;
  }

  #findTriggering({ runType, runId }: RunIdentity): Pick<RunIdentity, "assetEvents"> {
    if (runType !== "asset_triggered") return {};
    return { assetEvents: this.#dag.assets.listTaken(runId, MOST_TRIGGERING) };
  }

  /** Lets waiting runs go, the earliest first, while there is room. */
  async admit(): Promise<void> {
    const { store } = this.#dag;
    for (const run of store.listRuns("waiting", MANY)) {
      const { runId, runAfter } = run.identity;
      if (!this.#dag.isFree()) return;
      if (runAfter > this.#dag.now() || store.findRun(runId)?.stage !== "waiting") continue;
      store.setStage(runId, "live");
      await this.make(run, true);
    }
  }

  /** Runs that may be under way: live ones, and ended ones until nothing of them is left to tell. */
  listUnderway(): Underway {
    const { store } = this.#dag;
    return { live: store.listRuns("live", MANY), ending: store.listRuns("ending", MANY) };
  }

  async poke({ live, ending }: Underway): Promise<void> {
    await allOf([
      () => inParallel(live, (run) => this.#pokeLive(run)),
      () => inParallel(ending, (run) => this.#pokeEnding(run)),
    ]);
  }

  /** One that knows nothing of itself lost its creation, one that still waits its admission; one that has ended says so. */
  async #pokeLive(run: RunRow): Promise<void> {
    const { store, world } = this.#dag;
    const { identity } = run;
    const woken = await world.peers.wakeRun(identity, this.#limits());
    if (store.findRun(identity.runId)?.stage !== "live") return;
    if (woken === null) await this.make(run, true);
    else if (woken.view.state !== "queued") this.#dag.noteView(woken.view);
    else if (!this.#dag.noteView(woken.view)) await this.make({ ...run, seen: woken.view.seq }, true);
  }

  async #pokeEnding({ identity }: RunRow): Promise<void> {
    const woken = await this.#dag.world.peers.wakeRun(identity, this.#limits());
    if (woken === null) return;
    this.#dag.noteView(woken.view);
    if (woken.isAtRest) this.#dag.noteRest(woken.view);
  }

  isDeleted(runId: string): boolean {
    const stage = this.#dag.store.findRun(runId)?.stage;
    return stage === "deleted" || stage === "gone";
  }

  /** Also of one that a call on its way brought back after it was deleted. */
  async destroy({ identity }: Pick<RunRow, "identity">): Promise<void> {
    await this.#dag.world.peers.destroyRun(identity);
    this.#dag.store.buryRun(identity.runId);
  }
}

/** One run that fails holds no other back; the first failure is told when all were tried. */
async function inParallel(runs: readonly RunRow[], work: (run: RunRow) => Promise<unknown>): Promise<void> {
  const groups = Array.from({ length: Math.ceil(runs.length / PARALLEL) }, (_, group) =>
    runs.slice(group * PARALLEL, (group + 1) * PARALLEL),
  );
  await allOf(groups.map((group) => () => settle(group.map(work))));
}

/** Every step is done, whatever became of those before; the first failure is thrown at the end. */
export async function allOf(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((done) => done.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
