import type { Advance } from "../core/advance.ts";
import type { Batch } from "../core/batch.ts";
import { packRun } from "../core/cells.ts";
import { nameRunObject, prefixOfRun } from "../core/ids.ts";
import type { GrantOrigin } from "../core/objects.ts";
import type { TaskMessage } from "../core/protocol.ts";
import { taskOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import { isRunEnded } from "../core/state.ts";
import type { Blobs, Host, RunPeers, RunSink, TaskQueue } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";
import type { Mark } from "./run-store.ts";
import { LogArchive } from "./log-archive.ts";
import { RunAssets } from "./run-assets.ts";
import { RunPast } from "./run-past.ts";
import { Retries } from "./retries.ts";
import { RunSlots } from "./run-slots.ts";
import { viewInstance, viewRun } from "./run-views.ts";

export interface OutboxWorld {
  readonly host: Host;
  readonly queue: TaskQueue;
  readonly blobs: Blobs;
  readonly sink: RunSink;
  readonly peers: RunPeers;
}

/** Changes wait this long for more before they go to D1: a short run is written once. Milliseconds. */
const PROJECTION_DELAY = 500;
/** A run that never pauses is written after so many delays. */
const PROJECTION_ROUNDS = 4;
/** Many changes go to D1 in bites of so many rows, this many milliseconds apart: nobody else is held up for long. */
const BITE = 1_000;
const BITE_PAUSE = 50;
/** The queue takes at most this many messages in one call. */
const SEND_BATCH = 100;

/**
 * What has to happen outside because of what was written inside. Each reader follows the journal and keeps a mark of
 * how far it came; a failed or repeated step is harmless, and every alarm drives all of them again.
 */
export class RunOutbox {
  readonly #world: OutboxWorld;
  readonly #slots: RunSlots;
  readonly #retries: Retries;
  readonly #past: RunPast;
  readonly #archive: LogArchive;
  readonly #assets: RunAssets;
  readonly #underway = new Set<Promise<void>>();
  readonly #changed = new Set<TaskInstance>();
  #projection: Promise<void> | null = null;
  #isProjectionPlanned = false;

  constructor(world: OutboxWorld) {
    this.#world = world;
    this.#retries = new Retries(world.host);
    this.#slots = new RunSlots(world.peers, world.host);
    this.#past = new RunPast(world.peers);
    this.#archive = new LogArchive(world.blobs);
    this.#assets = new RunAssets(world.peers, world.sink);
  }

  /** After memory was lost: what readers had not taken up is found in the journal. */
  resume(engine: RunAccess): void {
    const run = engine.load();
    if (run === null) return;
    // Instances of a run that was thrown away may be in states that were never written down.
    this.#changed.clear();
    for (const batch of engine.store.readBatches(engine.store.readMark("projected"))) this.#note(run, batch);
  }

  #note(run: Run, batch: Batch): void {
    const changed = batch.changes.flatMap(({ instances }) => instances);
    for (const [task, mapIndex] of [...changed, ...(batch.notes ?? [])]) {
      const instance = taskOf(run, task).instances[Math.max(0, mapIndex)];
      if (instance !== undefined) this.#changed.add(instance);
    }
  }

  /** Starts what an event brought about; the caller need not wait. */
  follow(engine: RunAccess, result: Advance): void {
    const run = engine.load();
    if (run === null || result.batch === null) return;
    this.#note(run, result.batch);
    if (result.dispatch.length > 0)
      this.#retries.start(`send ${run.seq}`, () => this.#send(engine, run, result.dispatch));
    if (result.batch.events.length > 0) this.#retries.start("publish", () => this.#assets.follow(engine));
    if (run.topology.pastTasks.length > 0) this.#world.host.background(() => this.#past.follow(engine, result));
    if (this.#slots.isConcerned(run)) this.#world.host.background(() => this.#slots.trade(engine));
    if (isRunEnded(run.state) || run.state === "queued") this.#retries.start("tell", () => this.#tell(engine));
    this.planProjection(engine);
  }

  /** What D1 does not know of the run is written soon. */
  planProjection(engine: RunAccess): void {
    if (this.#isProjectionPlanned) return;
    this.#isProjectionPlanned = true;
    this.#awaitPause(engine, 0);
  }

  /** A gate's call back. */
  takeGrants(engine: RunAccess, leases: readonly string[], from: GrantOrigin | undefined): Promise<void> {
    return this.#slots.callBack(engine, leases, from);
  }

  /** One attempt at everything that is open. */
  async drain(engine: RunAccess): Promise<void> {
    const run = engine.load();
    if (run === null) return;
    const steps = [
      this.#slots.trade(engine, true),
      this.#past.ask(engine, true),
      this.#tell(engine),
      this.#assets.follow(engine),
      this.#project(engine),
      this.#run(this.#register(engine)),
    ];
    const failed = (await Promise.allSettled(steps)).find((step) => step.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Makes everything of the run news to D1 again; what is being written now is written first, so that marks stay true. */
  async forgetProjection(engine: RunAccess): Promise<void> {
    while (this.#projection !== null) await this.#projection.catch(() => undefined);
    if (engine.load() === null) return;
    engine.store.forgetMark("projected");
    engine.store.forgetMark("recorded");
    this.resume(engine);
  }

  /** Resolves when no write to the outside is under way. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#underway);
  }

  /** What a run that is to be deleted has told of assets, its consumers hear of all the same. Throws when they do not. */
  async tellLast(engine: RunAccess): Promise<void> {
    if (engine.load() !== null) await this.#assets.follow(engine);
  }

  /** Work that `rest` waits for. */
  #run(work: Promise<void>): Promise<void> {
    this.#underway.add(work);
    return work.finally(() => this.#underway.delete(work));
  }

  isEmpty(engine: RunAccess): boolean {
    const run = engine.load();
    if (run === null) return true;
    const readers: readonly Mark[] = ["projected", "told", "registered", "archived"];
    const isTold = readers.every((reader) => engine.store.readMark(reader) >= run.seq) && this.#assets.isDone(engine);
    return isTold && !this.#slots.isConcerned(run);
  }

  async #send(engine: RunAccess, run: Run, instances: readonly TaskInstance[]): Promise<void> {
    // A run that was folded anew meanwhile has sent again what it found queued.
    if (engine.load() !== run) return;
    const name = nameRunObject(run.identity);
    const messages = instances.flatMap((instance): TaskMessage[] => {
      const { status, mapIndex } = instance;
      if (status.state !== "queued") return [];
      const { id, executor, cpuHeavy } = taskOf(run, instance.task).place.node;
      return [{ v: 1, run: name, taskId: id, mapIndex, token: status.token, executor, cpuHeavy }];
    });
    const direct = messages.filter(({ executor }) => executor === "direct");
    const queued = messages.filter(({ executor }) => executor !== "direct");
    const isCarried = direct.length === 0 || (await this.#carry(name, direct));
    const rest = isCarried ? queued : messages;
    for (let at = 0; at < rest.length; at += SEND_BATCH) await this.#world.queue.send(rest.slice(at, at + SEND_BATCH));
  }

  /** Skips the queue; what no carrier took goes by the queue after all. */
  async #carry(run: string, messages: readonly TaskMessage[]): Promise<boolean> {
    try {
      const attempts = messages.map(({ taskId, mapIndex, token }) => ({ taskId, mapIndex, token }));
      await this.#world.peers.carryAttempts({ v: 1, run, attempts });
      return true;
    } catch {
      return false;
    }
  }

  /** Writes when the run pauses, or has gone on for a while: in its midst most rows would be written again at once. */
  #awaitPause(engine: RunAccess, rounds: number): void {
    const before = engine.load()?.seq;
    this.#world.host.later(PROJECTION_DELAY, () => {
      if (engine.load()?.seq !== before && rounds + 1 < PROJECTION_ROUNDS) return this.#awaitPause(engine, rounds + 1);
      this.#isProjectionPlanned = false;
      this.#retries.start("settle", () => this.#settle(engine));
    });
  }

  /** An ended run tells the rest while it is still in memory: to be opened again for it would cost more. */
  async #settle(engine: RunAccess): Promise<void> {
    await this.#project(engine);
    const run = engine.load();
    if (run === null || !isRunEnded(run.state)) return;
    await this.drain(engine);
    await this.archive(engine);
    if (engine.rest()) await this.#world.peers.runRests(viewRun(run));
  }

  /** One write at a time, so that marks only grow; what changes meanwhile goes with the next. */
  async #project(engine: RunAccess): Promise<void> {
    while (this.#projection !== null) await this.#projection;
    const run = engine.load();
    if (run === null || engine.store.readMark("projected") >= run.seq) return;
    const { seq } = run;
    this.#projection = this.#writeBites(engine, run);
    try {
      await this.#projection;
      // A run that was folded anew meanwhile has found in its journal what D1 does not know.
      if (engine.load() === run) engine.store.writeMark("projected", seq);
    } finally {
      this.#projection = null;
    }
  }

  async #writeBites(engine: RunAccess, run: Run): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (let at = 0; at === 0 || at < changed.length; at += BITE) {
      if (at > 0) await this.#pause();
      if (engine.load() !== run) return;
      const bite = changed.slice(at, at + BITE).map((instance) => viewInstance(run, instance));
      const isLast = at + BITE >= changed.length;
      await this.#world.sink.write(viewRun(run), bite, isLast, isLast ? packRun(run) : "").catch((error: unknown) => {
        // What could not be written is news again.
        if (engine.load() === run) this.#addChanged(changed.slice(at));
        throw error;
      });
    }
  }

  #addChanged(instances: readonly TaskInstance[]): void {
    for (const instance of instances) this.#changed.add(instance);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#world.host.later(BITE_PAUSE, resolve));
  }

  /** Tells the DAG that the run has ended, or waits to be admitted once more. */
  async #tell(engine: RunAccess): Promise<void> {
    const run = engine.load();
    if (run === null || engine.store.readMark("told") >= run.seq) return;
    const view = viewRun(run);
    if (isRunEnded(run.state)) await this.#world.peers.runEnded(view);
    // A new run's first row is its DAG's own doing.
    else if (run.state === "queued" && run.seq > 1) await this.#world.peers.runReopened(view);
    else return;
    engine.store.writeMark("told", view.seq);
  }

  recheckPast(engine: RunAccess): Promise<void> {
    return this.#past.ask(engine, true);
  }

  async stir({ identity: { team, dagId, runId } }: Run): Promise<void> {
    await this.#world.peers.runStirs({ team, dagId, runId });
  }

  /** Moves a finished run's log lines to R2, once the alarm finds it at rest: a run that goes on at once keeps them. */
  async archive(engine: RunAccess): Promise<void> {
    const run = engine.load();
    if (run !== null && isRunEnded(run.state)) await this.#run(this.#archive.archive(engine));
  }

  /** Objects cannot be enumerated: R2 keeps a manifest of every run, written when it is made and when it ends. */
  async #register(engine: RunAccess): Promise<void> {
    const run = engine.load();
    if (run === null) return;
    const mark = engine.store.readMark("registered");
    if (mark > 0 && (!isRunEnded(run.state) || mark >= run.seq)) return;
    const { seq } = run;
    await this.#world.blobs.put(
      `registry/${prefixOfRun(run.identity)}run.json`,
      JSON.stringify({ v: 1, ...viewRun(run) }),
    );
    engine.store.writeMark("registered", seq);
  }
}
