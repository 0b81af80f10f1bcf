import type { CreateRun } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { DagState } from "./dag-state.ts";
import type { RunRow } from "./dag-store.ts";

/** Runs handed on, or reached, in one go at most. */
const MANY = 200;
/** Objects are reached this many at a time, below the platform's six open connections. */
const PARALLEL = 5;

/** Brings the runs that a DAG's object has written down to their own objects, and keeps word of how far they are. */
export class DagRuns {
  readonly #dag: DagState;

  constructor(dag: DagState) {
    this.#dag = dag;
  }

  /** Finishes deletions, makes runs whose objects may not know of them yet, admits waiting ones. */
  async handOn(): Promise<void> {
    const { store } = this.#dag;
    await inParallel(store.listRuns("deleted", MANY), (run) => this.destroy(run));
    await inParallel(store.listRuns("accepted", MANY), (run) => this.create(run));
    await this.admit();
  }

  /** Makes one run's object, started when there is room; repeating it is harmless. */
  async create({ identity, note }: RunRow): Promise<RunView | null> {
    const { store, world } = this.#dag;
    if (world.shipped === null || store.findRun(identity.runId)?.stage !== "accepted") return null;
    const admit = this.mayStart(identity.runAfter);
    // The place is taken before the object is called: meanwhile others may ask for it.
    if (admit) store.setStage(identity.runId, "live");
    return this.make({ identity, note }, admit);
  }

  mayStart(runAfter: number): boolean {
    return runAfter <= this.#dag.now() && this.#dag.isFree();
  }

  /** Calls a run's object into being. A run noted as live whose object knows nothing of it is found by `poke`. */
  async make({ identity, note }: Pick<RunRow, "identity" | "note">, admit: boolean): Promise<RunView | null> {
    const { store, world } = this.#dag;
    if (world.shipped === null) return null;
    const request: CreateRun = { v: 1, identity, graph: world.shipped.graph, note, admit };
    try {
      const view = await world.peers.createRun(request);
      if (!admit || view.state !== "running") store.noteView(view);
      return view;
    } catch (error) {
      this.#giveBack(identity.runId);
      throw error;
    }
  }

  /** Whether the call came through is unknown: it is made again, which the run's object takes for one. */
  #giveBack(runId: string): void {
    if (this.#dag.store.findRun(runId)?.stage === "live") this.#dag.store.setStage(runId, "accepted");
  }

  /** Lets waiting runs go, the earliest first, while there is room. */
  async admit(): Promise<void> {
    const { store, world } = this.#dag;
    for (const { identity } of store.listRuns("waiting", MANY)) {
      if (!this.#dag.isFree()) return;
      if (identity.runAfter > this.#dag.now()) continue;
      store.setStage(identity.runId, "live");
      try {
        const view = await world.peers.admitRun(identity);
        if (view === null) store.setStage(identity.runId, "accepted");
        else store.noteView(view);
      } catch (error) {
        store.setStage(identity.runId, "waiting");
        throw error;
      }
    }
  }

  /** Pokes live runs: one that knows nothing of itself lost its creation, one that has ended says so again. */
  async poke(): Promise<void> {
    const { store, world } = this.#dag;
    await inParallel(store.listRuns("live", MANY), async ({ identity }) => {
      const view = await world.peers.wakeRun(identity);
      if (view === null) this.#giveBack(identity.runId);
      else store.noteView(view);
    });
  }

  async destroy({ identity }: RunRow): Promise<void> {
    await this.#dag.world.peers.destroyRun(identity);
    this.#dag.store.buryRun(identity.runId);
  }
}

async function inParallel(runs: readonly RunRow[], work: (run: RunRow) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < runs.length; at += PARALLEL) await Promise.all(runs.slice(at, at + PARALLEL).map(work));
}
