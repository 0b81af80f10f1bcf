import { DurableObject } from "cloudflare:workers";
import type { DropQueuedAssets, TakeAssetUpdates } from "../core/asset-update.ts";
import type { BackfillSpec } from "../core/backfill.ts";
import type { CreateBulk } from "../core/bulk.ts";
import { formatDagId, parseDagObject } from "../core/ids.ts";
import type { DagKey, RunKey } from "../core/ids.ts";
import type { LiveLease, RunNews, WatchedDag } from "../core/live.ts";
import type { Manifest } from "../core/manifest.ts";
import type { AskPast, ControlBackfill, CreateBackfill, DagObject, TeamLimits } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { Pause } from "../core/slot-record.ts";
import type { TriggerRequest } from "../core/views.ts";
import { refuse } from "../core/result.ts";
import { projectAssetRuns } from "../store/asset-projection.ts";
import { auditPause } from "../store/audit-log.ts";
import { projectBackfill } from "../store/backfill.ts";
import { projectDag } from "../store/projection.ts";
import { ObjectHost, ObjectSql, systemClock } from "./cloudflare.ts";
import { DagEngine } from "./dag-engine.ts";
import { DagLive } from "./dag-live.ts";
import type { Shipped } from "./dag-state.ts";
import type { DagPeers } from "./ports.ts";
import { Sockets } from "./sockets.ts";
import { reachHub, reachRun, reachWatchedRun } from "./stubs.ts";

/** Makes the class whose objects know what this deployment ships. */
export function createDagCoordinator(manifest: Manifest) {
  const shipped = indexManifest(manifest);
  return class extends DagCoordinator {
    constructor(ctx: DurableObjectState, env: Env) {
      super(ctx, env, shipped);
    }
  };
}

/** One DAG. Translates calls to its engine; decides nothing. */
export class DagCoordinator extends DurableObject<Env> implements DagObject, WatchedDag {
  readonly #engine: DagEngine;
  readonly #sockets: Sockets;
  readonly #live: DagLive;

  constructor(ctx: DurableObjectState, env: Env, shipped: ReadonlyMap<string, Shipped>) {
    super(ctx, env);
    const key = parseDagObject(ctx.id.name ?? "");
    const host = new ObjectHost(ctx);
    this.#sockets = new Sockets(ctx);
    this.#live = new DagLive({
      sockets: this.#sockets,
      clock: systemClock,
      host,
      watchRun: (run) => reachWatchedRun(env, run).watch(),
      tellHub: (team, runs) => reachHub(env, team).tell(runs),
    });
    this.#engine = new DagEngine({
      key,
      sql: new ObjectSql(ctx.storage),
      clock: systemClock,
      host,
      peers: this.#live.listen(openPeers(env, (leases) => this.#live.heed(leases))),
      shipped: shipped.get(formatDagId(key)) ?? null,
    });
  }

  override async alarm(): Promise<void> {
    await this.#engine.advance();
  }
  override async fetch(): Promise<Response> {
    const view = this.#engine.view();
    return view === null ? new Response(null, { status: 404 }) : this.#live.accept(view);
  }
  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#sockets.forget(socket);
  }
  async hearNews(news: RunNews) {
    return this.#live.hear(news);
  }
  async heedLeases(leases: readonly LiveLease[]) {
    this.#live.heed(leases);
  }

  advance(limits?: TeamLimits) {
    return this.#engine.advance(limits);
  }
  trigger(request: TriggerRequest) {
    return this.#engine.trigger(request);
  }
  triggerMany(requests: readonly TriggerRequest[]) {
    return Promise.all(requests.map((request) => this.#engine.trigger(request)));
  }
  setPaused(isPaused: boolean, why: Pick<Pause, "by" | "reason"> | null = null) {
    return this.#engine.setPaused(isPaused, why);
  }
  async listSlotRecords(before: number | null, limit: number) {
    return this.#engine.listSlotRecords(before, limit);
  }
  async getView() {
    return this.#engine.view();
  }
  runEnded(view: RunView) {
    this.#live.note(view);
    return this.#engine.runChanged(view);
  }
  runReopened(view: RunView) {
    this.#live.note(view);
    return this.#engine.runChanged(view);
  }
  async runStirs({ runId }: RunKey) {
    this.#engine.runStirs(runId);
  }
  async runRests(view: RunView) {
    this.#engine.runRests(view);
  }
  deleteRun(runId: string) {
    return this.#engine.deleteRun(runId);
  }
  async explainRun(runId: string) {
    return this.#engine.explainRun(runId);
  }
  async askPast({ runId }: RunKey, request: AskPast) {
    return (await this.#engine.past?.ask(runId, request)) ?? { previous: null, known: [] };
  }
  async pastMoved({ runId }: RunKey) {
    await this.#engine.past?.move(runId);
  }
  async getVersion() {
    return this.#engine.getVersion();
  }
  async createBulk(request: CreateBulk) {
    return this.#engine.bulks?.create(request) ?? this.#refuseDag();
  }
  async cancelBulk(id: string) {
    return this.#engine.bulks?.cancel(id) ?? this.#refuseDag();
  }
  async getBulk(id: string) {
    return this.#engine.bulks?.find(id) ?? null;
  }
  async listBulks(limit: number) {
    return this.#engine.bulks?.list(limit) ?? [];
  }
  async checkBackfill(spec: BackfillSpec) {
    return this.#engine.backfills?.check(spec) ?? this.#refuseDag();
  }
  async createBackfill(request: CreateBackfill) {
    return this.#engine.backfills?.create(request) ?? this.#refuseDag();
  }
  async controlBackfill(request: ControlBackfill) {
    return this.#engine.backfills?.control(request) ?? this.#refuseDag();
  }
  async getBackfill(id: number) {
    return this.#engine.backfills?.find(id) ?? null;
  }
  async listRunStates(from: number, to: number, limit: number) {
    return this.#engine.backfills?.listRunStates(from, to, limit) ?? [];
  }
  #refuseDag() {
    const dag = formatDagId(parseDagObject(this.ctx.id.name ?? ""));
    return refuse({ code: "dag_not_found", params: { dag } });
  }
  takeAssetUpdates({ updates }: TakeAssetUpdates) {
    return this.#engine.takeAssetUpdates(updates);
  }
  async listQueuedAssets() {
    return this.#engine.assets?.listQueued() ?? [];
  }
  async dropQueuedAssets(request: DropQueuedAssets) {
    return this.#engine.assets?.drop(request) ?? 0;
  }
  async listConsumedUpdates(runId: string) {
    return this.#engine.assets?.listTaken(runId) ?? [];
  }
  reproject() {
    return this.#engine.reproject();
  }
  async listRunIds(after: string, limit: number) {
    return this.#engine.listRunIds(after, limit);
  }
}

function indexManifest(manifest: Manifest): ReadonlyMap<string, Shipped> {
  const index = new Map<string, Shipped>();
  for (const file of manifest.files) {
    if (file.kind !== "compiled") continue;
    for (const { graph, hash } of file.dags) index.set(formatDagId(graph), { graph, hash, bundleId: file.bundleId });
  }
  return index;
}

function openPeers(env: Env, heed: (leases: readonly LiveLease[]) => void): DagPeers {
  return {
    createRun: (request) => reachRun(env, request.identity).create(request),
    wakeRun: (key, limits) => reachRun(env, key).wake(limits),
    destroyRun: (key) => reachRun(env, key).destroy(pickRunKey(key)),
    describePast: (key, taskIds) => reachRun(env, key).describePast(taskIds),
    recheckPast: (key) => reachRun(env, key).recheckPast(),
    adoptRun: (key, request) => reachRun(env, key).adopt(request),
    actOnRun: (key, request) => reachRun(env, key).act(request),
    cancelRun: async (key, request) => {
      const result = await reachRun(env, key).cancel(request);
      return result.ok ? result.value : null;
    },
    projectBackfill: (view) => projectBackfill(env.DB, view),
    projectAssetRuns: (key, taken) => projectAssetRuns(env.DB, key, taken),
    auditPause: (key, pause) => auditPause(env.DB, key, pause),
    projectDag: async (view, seq, at) => heed(await projectDag(env.DB, { view, seq, at })),
  };
}

function pickRunKey({ team, dagId, runId }: DagKey & { runId: string }): DagKey & { runId: string } {
  return { team, dagId, runId };
}
