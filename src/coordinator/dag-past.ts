import type { AskPast, PastFacts } from "../core/objects.ts";
import type { TaskPast } from "../core/past.ts";
import type { DagState } from "./dag-state.ts";
import type { RunRow } from "./dag-store.ts";

/** Runs looked back at for a task that the run before does not have; beyond them it counts as new. */
const LOOK_BACK = 20;

/** Which run comes before which, for tasks that depend on their past. */
export class DagPast {
  readonly #dag: DagState;

  constructor(dag: DagState) {
    this.#dag = dag;
  }

  /** What the run before `runId` knows of tasks. Source: airflow/ti_deps/deps/prev_dagrun_dep.py. */
  async ask(runId: string, { taskIds, isScheduledOnly }: AskPast): Promise<PastFacts> {
    const previous = this.#findFirstEarlier(runId, isScheduledOnly);
    if (previous === null) return { previous: null, known: [] };
    const tasks = await this.#describe(previous, taskIds);
    const known = new Set(tasks.filter(({ isKnown }) => isKnown).map(({ taskId }) => taskId));
    let at: RunRow | null = previous;
    for (let back = 1; back < LOOK_BACK && known.size < taskIds.length; back += 1) {
      at = this.#dag.store.findEarlier(at, false);
      if (at === null) break;
      const asked = taskIds.filter((taskId) => !known.has(taskId));
      for (const { taskId, isKnown } of await this.#describe(at, asked)) if (isKnown) known.add(taskId);
    }
    return { previous: { runId: previous.identity.runId, tasks }, known: [...known] };
  }

  /** As in Airflow a backfill's first run depends on none before it. */
  #findFirstEarlier(runId: string, isScheduledOnly: boolean): RunRow | null {
    const { store } = this.#dag;
    const run = store.findRun(runId);
    if (run === null) return null;
    const { backfillId = null } = run.identity;
    if (backfillId !== null && !store.hasEarlierOfBackfill(run, backfillId)) return null;
    return store.findEarlier(run, isScheduledOnly);
  }

  /** Of a run whose object is not made yet everything is open. */
  async #describe({ identity }: RunRow, taskIds: readonly string[]): Promise<readonly TaskPast[]> {
    const told = await this.#dag.world.peers.describePast(identity, taskIds);
    return told ?? taskIds.map((taskId) => ({ taskId, isKnown: true, open: 1, openBelow: 0 }));
  }

  /** Lets the runs that come after `runId` look again. */
  async move(runId: string): Promise<void> {
    const run = this.#dag.store.findRun(runId);
    const later = run === null ? [] : this.#dag.store.listNextLive(run);
    await Promise.all(later.map(({ identity }) => this.#dag.world.peers.recheckPast(identity)));
  }
}
