import { findRunAfter, isAwaited, isFulfilled } from "../core/asset.ts";
import type { AssetCondition, QueuedAsset } from "../core/asset.ts";
import type { AssetUpdate, DropQueuedAssets, QueuedAssetView } from "../core/asset-update.ts";
import { formatRunId } from "../core/ids.ts";
import { assetConditionOf } from "../core/timetable.ts";
import type { DagState } from "./dag-state.ts";

/** Pairs told to D1 in one call. */
const TELL_MANY = 1_000;
/** A repeat of an update that was taken up so long ago does not come any more; milliseconds. */
const MEMORY = 7 * 86_400_000;

/**
 * Runs by assets. Updates arrive, once or many times; each is kept, its asset waits in the queue, and when the schedule's
 * condition is fulfilled one transaction makes a run, gives it all updates that wait and empties the queue. So an update
 * is taken up by exactly one run, or waits. Source of the rules: airflow/jobs/scheduler_job_runner.py,
 * _create_dag_runs_asset_triggered.
 */
export class DagAssets {
  readonly #dag: DagState;

  constructor(dag: DagState) {
    this.#dag = dag;
  }

  get #condition(): AssetCondition | null {
    const graph = this.#dag.world.shipped?.graph;
    return graph === undefined ? null : assetConditionOf(graph.timetable);
  }

  /** What a schedule waits for no more is forgotten, as Airflow forgets it with the reference. */
  takeUp(): void {
    const { assets } = this.#dag;
    const condition = this.#condition;
    const isStrange = (asset: { name: string; uri: string }, aliases: readonly string[]): boolean =>
      condition === null || !isAwaited(condition, asset, aliases);
    this.#dag.transact(() => {
      assets.dequeue(assets.listQueued().filter((asset) => isStrange(asset, asset.aliases)));
      const strange = assets.listWaiting().filter(({ asset, aliases }) => isStrange(asset, aliases));
      assets.forget(strange.map(({ key }) => key));
      assets.prune(this.#dag.now() - MEMORY);
    });
  }

  /** As in Airflow a paused DAG's queue does not grow; what it was told then is taken up by the run after. */
  take(updates: readonly AssetUpdate[]): void {
    const condition = this.#condition;
    if (condition === null) return;
    const now = this.#dag.now();
    this.#dag.transact(() => {
      for (const update of updates) {
        const { asset, aliases } = update;
        if (!isAwaited(condition, asset, aliases) || !this.#dag.assets.add(update, now)) continue;
        if (!this.#dag.row().isPaused) this.#dag.assets.enqueue(asset, now);
      }
      this.#dag.assets.bound();
    });
  }

  /** Makes the run that is due, if one is. A DAG at its limit of runs makes none: what comes meanwhile goes with it later. */
  make(): void {
    const queued = this.#findDue();
    if (queued === null) return;
    const runAfter = findRunAfter(queued);
    const identity = this.#dag.identify({
      runId: formatRunId("asset_triggered", runAfter, this.#dag.world.host.createToken().slice(0, 8)),
      logicalDate: null,
      dataInterval: null,
      runAfter,
      partitionKey: null,
      runType: "asset_triggered",
      triggeredBy: "asset",
      triggeringUser: null,
      conf: this.#dag.world.shipped?.graph.paramsDefaults ?? {},
    });
    this.#dag.transact(() => {
      if (this.#dag.store.addRun(identity, null, "accepted") !== null) return;
      this.#dag.assets.takeUp(identity.runId, runAfter);
      this.#dag.assets.dequeue(queued);
      // The view that D1 was told is not that of a DAG with a new run.
      this.#dag.change({ told: null });
    });
  }

  /** What a run is due for; null when none is, or may be made. */
  #findDue(): readonly QueuedAsset[] | null {
    const condition = this.#condition;
    if (condition === null || this.#dag.row().isPaused || !this.#dag.isOpen()) return null;
    const queued = this.#dag.assets.listQueued();
    return queued.length > 0 && isFulfilled(condition, queued) ? queued : null;
  }

  listQueued(): QueuedAssetView[] {
    return this.#dag.assets.listQueued().map(({ name, uri, at }) => ({ ...this.#dag.world.key, name, uri, at }));
  }

  /** As in Airflow the updates themselves stay, and go with the next run. */
  drop({ asset, before }: DropQueuedAssets): number {
    const dropped = this.#dag.assets
      .listQueued()
      .filter(
        ({ name, uri, at }) =>
          (asset === null || (asset.name === name && asset.uri === uri)) && at < (before ?? Infinity),
      );
    this.#dag.transact(() => this.#dag.assets.dequeue(dropped));
    return dropped.length;
  }

  listTaken(runId: string): AssetUpdate[] {
    return this.#dag.assets.listTaken(runId);
  }

  /** Tells D1 which runs took which updates up. */
  async tell(): Promise<void> {
    const { assets, world } = this.#dag;
    for (let untold = assets.listUntold(TELL_MANY); untold.length > 0; untold = assets.listUntold(TELL_MANY)) {
      await world.peers.projectAssetRuns(
        world.key,
        untold.map(({ key, runId }) => ({ key, runId })),
      );
      assets.noteTold(untold);
    }
  }
}
