import type { AssetUpdate } from "../core/asset-update.ts";
import { formatUpdateKey } from "../core/asset-update.ts";
import type { Batch, CommittedEvent } from "../core/batch.ts";
import type { RunEvent } from "../core/event.ts";
import { taskOf } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import type { RunPeers, RunSink } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";
import type { Mark } from "./run-store.ts";

/** Updates told in one call. */
const MANY = 500;

/**
 * Brings the asset events of the journal to the DAGs they concern, and to D1. Each has a mark of its own, so that neither
 * waits for the other; what is told twice is known by its key.
 */
export class RunAssets {
  readonly #peers: RunPeers;
  readonly #sink: RunSink;
  #following: Promise<void> | null = null;

  constructor(peers: RunPeers, sink: RunSink) {
    this.#peers = peers;
    this.#sink = sink;
  }

  isDone({ store }: RunAccess): boolean {
    const newest = store.readMark("asset_events");
    return newest === 0 || (store.readMark("published") >= newest && store.readMark("recorded") >= newest);
  }

  /** One at a time; what is committed meanwhile goes with the next. */
  async follow(engine: RunAccess): Promise<void> {
    while (this.#following !== null) await this.#following.catch(() => undefined);
    if (this.isDone(engine)) return;
    this.#following = this.#tellBoth(engine).finally(() => {
      this.#following = null;
    });
    await this.#following;
  }

  async #tellBoth(engine: RunAccess): Promise<void> {
    const steps = [
      this.#tell(engine, "published", (updates) => this.#peers.publishAssets(updates)),
      this.#tell(engine, "recorded", (updates) => this.#sink.recordAssets(updates)),
    ];
    const failed = (await Promise.allSettled(steps)).find((step) => step.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async #tell(engine: RunAccess, mark: Mark, tell: (updates: readonly AssetUpdate[]) => Promise<void>): Promise<void> {
    const run = engine.load();
    const newest = engine.store.readMark("asset_events");
    if (run === null || engine.store.readMark(mark) >= newest) return;
    const updates = listUpdates(run, engine.store.readHistory(engine.store.readMark(mark)));
    for (let at = 0; at < updates.length; at += MANY) await tell(updates.slice(at, at + MANY));
    engine.store.writeMark(mark, newest);
  }
}

function listUpdates(run: Run, batches: readonly Batch[]): AssetUpdate[] {
  const { team, dagId, runId } = run.identity;
  return batches.flatMap(({ at, events }) =>
    events.map((event): AssetUpdate => {
      const { asset, aliases = [], extra, partitionKey, mapIndex, tryNumber } = event;
      const taskId = event.taskId ?? taskOf(run, event.task).place.node.id;
      const source = { dagId, runId, taskId, mapIndex, tryNumber };
      return { key: formatUpdateKey(team, source, asset), team, asset, aliases, extra, partitionKey, at, source };
    }),
  );
}

/** What the engine decides itself has no carrier to tell of its outlets; a person's mark updates none. */
export function addEngineEvents(run: Run, event: RunEvent, batch: Batch): Batch {
  if (event.type === "mark" || event.type === "cancel") return batch;
  const events = batch.changes.flatMap(({ status, instances }): CommittedEvent[] =>
    status.state === "success" ? instances.flatMap((instance) => listEngineEvents(run, instance, batch.seq)) : [],
  );
  return events.length === 0 ? batch : { ...batch, events: [...batch.events, ...events] };
}

/** The engine counts no tries of its own work: the number of the row tells two updates apart. */
function listEngineEvents(run: Run, [task, mapIndex]: readonly number[], tryNumber: number): CommittedEvent[] {
  if (task === undefined || mapIndex === undefined) return [];
  const { kind, outlets, id: taskId } = taskOf(run, task).place.node;
  if (kind !== "empty" && kind !== "latest_only") return [];
  const { partitionKey } = run.identity;
  return outlets.map((asset) => ({ asset, extra: {}, partitionKey, task, mapIndex, tryNumber, taskId }));
}
