import type { AssetUpdate } from "../../../src/core/asset-update.ts";
import { nameDagObject, nameRunObject } from "../../../src/core/ids.ts";
import type { DagKey, RunKey } from "../../../src/core/ids.ts";
import type { RunView } from "../../../src/core/protocol.ts";
import type { Pause } from "../../../src/core/slot-record.ts";
import type { BackfillView, DagView, InstanceView } from "../../../src/core/views.ts";
import { hashSweepMinute } from "../../../src/store/sweep-minute.ts";

export interface RunRows {
  run: RunView;
  readonly instances: Map<string, { seq: number; view: InstanceView }>;
}

/** D1 as the projection sees it: rows that only a newer journal number overwrites, and tombstones. */
export class OrgView {
  readonly runs = new Map<string, RunRows>();
  readonly dags = new Map<string, { view: DagView; seq: number }>();
  readonly backfills = new Map<number, BackfillView>();
  /** Pauses that DAGs gave themselves, by DAG and time. */
  readonly pauses = new Map<string, Pause>();
  readonly deleted = new Set<string>();
  /** Asset updates by key. */
  readonly assets = new Map<string, AssetUpdate>();
  /** Pairs of an update and a run that took it up. */
  readonly assetRuns = new Set<string>();
  /** False lets older rows overwrite newer ones. */
  isGuarded = true;
  isDown = false;

  writeRun(run: RunView, instances: readonly InstanceView[]): void {
    this.#demand();
    const name = nameRunObject(run);
    if (this.deleted.has(name)) return;
    const rows: RunRows = this.runs.get(name) ?? { run, instances: new Map() };
    this.runs.set(name, rows);
    if (this.#isNewer(run.seq, rows.run.seq)) rows.run = run;
    for (const view of instances) {
      const key = `${view.taskId} ${view.mapIndex}`;
      const known = rows.instances.get(key);
      if (known === undefined || this.#isNewer(run.seq, known.seq)) rows.instances.set(key, { seq: run.seq, view });
    }
  }

  #isNewer(seq: number, known: number): boolean {
    return seq > known || !this.isGuarded;
  }

  deleteRun(key: RunKey): void {
    this.#demand();
    this.deleted.add(nameRunObject(key));
    this.runs.delete(nameRunObject(key));
  }

  writeDag(view: DagView, seq: number): void {
    this.#demand();
    const name = nameDagObject(view);
    const known = this.dags.get(name);
    if (known === undefined || seq > known.seq) this.dags.set(name, { view, seq });
  }

  writeAssets(updates: readonly AssetUpdate[]): void {
    this.#demand();
    for (const update of updates) if (!this.assets.has(update.key)) this.assets.set(update.key, update);
  }

  writeAssetRuns(dag: DagKey, taken: readonly { readonly key: string; readonly runId: string }[]): void {
    this.#demand();
    for (const { key, runId } of taken) this.assetRuns.add(`${key} → ${nameRunObject({ ...dag, runId })}`);
  }

  writeBackfill(view: BackfillView): void {
    this.#demand();
    const known = this.backfills.get(view.id);
    if (known === undefined || view.seq > known.seq) this.backfills.set(view.id, view);
  }

  writePause(key: DagKey, pause: Pause): void {
    this.#demand();
    this.pauses.set(`${nameDagObject(key)} ${pause.at}`, pause);
  }

  /** What taking up a deployment does to every DAG it changed. */
  markDue(now: number): void {
    for (const [name, { view, seq }] of this.dags) this.dags.set(name, { view: { ...view, dueAt: now }, seq });
  }

  listDagsToAdvance(all: readonly DagKey[], now: number, slice: number): DagKey[] {
    this.#demand();
    return all.filter((key) => {
      const view = this.dags.get(nameDagObject(key))?.view;
      const isDue = view === undefined || (view.dueAt ?? Infinity) <= now || view.liveRuns.length > 0;
      return isDue || hashSweepMinute(key) === slice;
    });
  }

  #demand(): void {
    if (this.isDown) throw new Error("D1 is down");
  }
}
