import { DurableObject } from "cloudflare:workers";
import { AssetConsumers } from "../core/asset-consumers.ts";
import type { ActOnRun } from "../core/bulk.ts";
import { parseRunObject, prefixOfRun } from "../core/ids.ts";
import type { InstanceKey, RunKey } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type {
  AdoptRun,
  CancelRun,
  ClearInstances,
  EditValue,
  GrantOrigin,
  HoldRun,
  MarkInstances,
  NoteInstances,
  RemoveInstance,
  RunObject,
  TeamLimits,
} from "../core/objects.ts";
import type { RunNews, WatchedCreateRun, WatchedRun } from "../core/live.ts";
import type { JournalObject } from "../core/journal.ts";
import { PROTOCOL } from "../core/protocol.ts";
import type { FinishReply, FinishRequest, HeartbeatRequest, Leases, StartRequest } from "../core/protocol.ts";
import { recordAssets } from "../store/asset-projection.ts";
import type { LogLook } from "../core/run-looks.ts";
import { succeed } from "../core/result.ts";
import { deleteRunRows, projectRun } from "../store/projection.ts";
import { detachAttempts } from "../executors/attempt-carrier.ts";
import { ObjectHost, ObjectSql, openBlobs, openQueue, systemClock } from "./cloudflare.ts";
import { LogArchive } from "./log-archive.ts";
import { publishAssets, tellWatchers } from "./publish-assets.ts";
import type { Blobs, RunPeers, RunSink } from "./ports.ts";
import { RunEdits } from "./run-edits.ts";
import { RunEngine } from "./run-engine.ts";
import { LiveOutbox, RunLive } from "./run-live.ts";
import type { RunOutbox } from "./run-outbox.ts";
import { readJournal } from "./run-journal.ts";
import { RunReader } from "./run-reader.ts";
import { RunActions, RunCarriers } from "./run-service.ts";
import { Sockets } from "./sockets.ts";
import { reachDag, reachPool, reachWatchedDag } from "./stubs.ts";

/** Makes the class whose objects know which DAGs of this deployment wait for which assets. */
export function createRunCoordinator(manifest: Manifest) {
  const graphs = manifest.files.flatMap((file) =>
    file.kind === "compiled" ? file.dags.map(({ graph }) => graph) : [],
  );
  const consumers = new AssetConsumers(graphs);
  return class extends RunCoordinator {
    constructor(ctx: DurableObjectState, env: Env) {
      super(ctx, env, consumers);
    }
  };
}

/** One run. Translates calls to the engine; decides nothing. */
class RunCoordinator extends DurableObject<Env> implements RunObject, WatchedRun, JournalObject {
  readonly #engine: RunEngine;
  readonly #carriers: RunCarriers;
  readonly #actions: RunActions;
  readonly #edits: RunEdits;
  readonly #reader: RunReader;
  readonly #blobs: Blobs;
  readonly #outbox: RunOutbox;
  readonly #sockets: Sockets;
  readonly #live: RunLive;

  constructor(ctx: DurableObjectState, env: Env, consumers: AssetConsumers) {
    super(ctx, env);
    const host = new ObjectHost(ctx);
    this.#blobs = openBlobs(env.BLOBS);
    const queue = openQueue(env.TASKS);
    this.#sockets = new Sockets(ctx);
    const tellDag = (news: RunNews) => reachWatchedDag(env, parseRunObject(ctx.id.name ?? "")).hearNews(news);
    this.#live = new RunLive({ sockets: this.#sockets, clock: systemClock, host, tellDag });
    const peers = openPeers(env, consumers);
    this.#outbox = new LiveOutbox({ host, queue, blobs: this.#blobs, sink: openSink(env), peers }, this.#live);
    this.#engine = new RunEngine({ sql: new ObjectSql(ctx.storage), clock: systemClock, host, outbox: this.#outbox });
    this.#carriers = new RunCarriers(this.#engine);
    this.#actions = new RunActions(this.#engine);
    this.#edits = new RunEdits(this.#engine);
    this.#reader = new RunReader(this.#engine, new LogArchive(this.#blobs));
  }

  override async alarm(): Promise<void> {
    await this.#engine.drain();
  }
  async wake(limits?: TeamLimits) {
    return this.#engine.wake(limits);
  }

  override async fetch(): Promise<Response> {
    return this.#live.accept(this.#engine);
  }
  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (typeof message === "string") this.#live.receive(this.#engine, socket, message);
  }
  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
  async readJournal(after: number, limit: number) {
    return readJournal(this.#engine, after, limit);
  }
  async watch() {
    this.#live.watch(this.#engine);
  }

  async create({ isWatched = false, ...request }: WatchedCreateRun) {
    const view = this.#actions.create(request);
    if (isWatched) this.#live.watch(this.#engine);
    return view;
  }
  async start(request: StartRequest): Promise<Leases> {
    return this.#carriers.start(request) ?? refuseAll(request.attempts);
  }
  async finish(request: FinishRequest): Promise<FinishReply> {
    const reply = this.#live.finish(request.finishes, () => this.#carriers.finish(request));
    return reply ?? { ...refuseAll(request.finishes), stale: request.finishes.map(pickKey) };
  }
  async heartbeat(request: HeartbeatRequest) {
    this.#live.logged(request.attempts);
    return this.#carriers.heartbeat(request);
  }
  async grantSlots(leases: readonly string[], from?: GrantOrigin) {
    this.#actions.grantSlots(leases, from);
  }
  async describePast(taskIds: readonly string[]) {
    return this.#actions.describePast(taskIds);
  }
  recheckPast() {
    return this.#outbox.recheckPast(this.#engine);
  }
  async signal(event: string) {
    this.#actions.signal(event);
  }

  async getView() {
    return this.#actions.view();
  }
  async getInstance(key: InstanceKey) {
    return this.#reader.getInstance(key);
  }
  async listInstances(taskId: string | null) {
    return this.#reader.listInstances(taskId);
  }
  async listWaits() {
    return this.#reader.listWaits();
  }
  async listTries(key: InstanceKey) {
    return this.#reader.listTries(key);
  }
  readLog(key: InstanceKey, tryNumber: number, from: number) {
    return this.#reader.readLog(key, tryNumber, from);
  }
  surveyLog(key: InstanceKey, tryNumber: number, look: LogLook) {
    return this.#reader.surveyLog(key, tryNumber, look);
  }
  async listXComs(key: InstanceKey) {
    return this.#reader.listXComs(key);
  }
  async describeInputs(key: InstanceKey) {
    return this.#reader.describeInputs(key);
  }
  async listXComKeys(taskId: string | null) {
    return this.#reader.listXComKeys(taskId);
  }
  async readOutputs(taskId: string, from: number) {
    return this.#reader.readOutputs(taskId, from);
  }
  waitEnd(timeout: number) {
    return this.#engine.waitEnd(timeout);
  }

  async cancel(request: CancelRun) {
    return this.#actions.cancel(request);
  }
  async rehearseCancel(state: CancelRun["state"]) {
    return this.#actions.rehearseCancel(state);
  }
  async clear(request: ClearInstances) {
    return this.#actions.clear(request);
  }
  async adopt(request: AdoptRun) {
    return this.#actions.adopt(request);
  }
  async act(request: ActOnRun) {
    return this.#actions.act(request);
  }
  async mark(request: MarkInstances) {
    return this.#actions.mark(request);
  }
  async hold(request: HoldRun) {
    return this.#actions.hold(request);
  }
  async setNote(note: string | null) {
    return this.#actions.setNote(note);
  }
  async clearPartition() {
    return this.#actions.clearPartition();
  }
  async noteInstances(request: NoteInstances) {
    return this.#edits.note(request);
  }
  async editValue(request: EditValue) {
    const edited = await this.#edits.editValue(request);
    if (!edited.ok) return edited;
    return succeed(this.#reader.listXComs(request).find(({ key }) => key === request.key) ?? null);
  }
  async removeInstance(request: RemoveInstance) {
    return this.#edits.remove(request);
  }

  async reproject() {
    await this.#outbox.forgetProjection(this.#engine);
    return this.#engine.drain();
  }

  /** Leaves nothing of the run in D1, R2 or here. A call that comes later finds an empty object, and writes nothing. */
  async destroy(key: RunKey): Promise<void> {
    await this.#outbox.tellLast(this.#engine);
    await this.#engine.erase();
    this.#live.end();
    await deleteRunRows(this.env.DB, key, systemClock.now());
    await this.#blobs.deletePrefix(prefixOfRun(key));
    await this.#blobs.deletePrefix(`registry/${prefixOfRun(key)}`);
  }
}

function refuseAll(keys: readonly InstanceKey[]): Leases {
  return { v: PROTOCOL, run: null, leases: [], values: [], gone: keys.map(pickKey) };
}
function pickKey({ taskId, mapIndex }: InstanceKey): InstanceKey {
  return { taskId, mapIndex };
}

function openSink(env: Env): RunSink {
  return {
    write: (run, instances, isLast, cells = "") =>
      projectRun(env.DB, { run, graphHash: run.graphHash, instances, isLast, cells }),
    delete: (key) => deleteRunRows(env.DB, key, systemClock.now()),
    recordAssets: async (updates) => tellWatchers(env, await recordAssets(env.DB, updates, systemClock.now())),
  };
}

function openPeers(env: Env, consumers: AssetConsumers): RunPeers {
  return {
    runEnded: (view) => reachDag(env, view).runEnded(view),
    runReopened: (view) => reachDag(env, view).runReopened(view),
    runStirs: (key) => reachDag(env, key).runStirs(key),
    runRests: (view) => reachDag(env, view).runRests(view),
    carryAttempts: (request) => detachAttempts(env, request),
    askPast: (key, request) => reachDag(env, key).askPast(key, request),
    pastMoved: (key) => reachDag(env, key).pastMoved(key),
    publishAssets: async (updates) => {
      await publishAssets(env, consumers, updates);
    },
    tradeSlots: (pool, request) => reachPool(env, parseRunObject(request.run).team, pool).trade(request),
  };
}
