import type { DagKey, RunKey } from "../../../src/core/ids.ts";
import { nameDagObject, nameRunObject, parseRunObject } from "../../../src/core/ids.ts";
import type { PoolSettings } from "../../../src/core/objects.ts";
import { PROTOCOL } from "../../../src/core/protocol.ts";
import type { FinishRequest, Leases, RunIdentity, StartRequest } from "../../../src/core/protocol.ts";
import type { DagEngine } from "../../../src/coordinator/dag-engine.ts";
import type { Shipped } from "../../../src/coordinator/dag-state.ts";
import type { PoolEngine } from "../../../src/coordinator/pool-engine.ts";
import type { Blobs, DagPeers } from "../../../src/coordinator/ports.ts";
import type { Registry, RunLink, ValueStore } from "../../../src/executors/contract.ts";
import type { Profile } from "../../../src/executors/profile.ts";
import { Actor } from "./actor.ts";
import type { ActorWorld, AnyActor, Crash, Ports } from "./actor.ts";
import { publishAssets } from "./asset-links.ts";
import { Author, GOOD_HABITS } from "./author.ts";
import type { Habits } from "./author.ts";
import { Bucket } from "./bucket.ts";
import { Deployment } from "./deployment.ts";
import { Faults, NO_FAULTS } from "./faults.ts";
import type { FaultRates } from "./faults.ts";
import { Invocation } from "./invocation.ts";
import { Loop } from "./loop.ts";
import { BLOB_FAULTS, Network, RPC_FAULTS, SEND_FAULTS, SINK_FAULTS } from "./network.ts";
import type { Caller } from "./network.ts";
import { createDagKind, createPoolKind, createRunKind } from "./objects.ts";
import type { RunEdges, RunParts } from "./objects.ts";
import { NO_MUTATION } from "./mutation.ts";
import type { Mutation } from "./mutation.ts";
import { OrgView } from "./org-view.ts";
import { Queue } from "./queue.ts";
import { Random } from "./random.ts";
import { NOBODY_WATCHES } from "./watcher.ts";
import type { Watcher } from "./watcher.ts";
import { Workers } from "./workers.ts";

export interface WorldOptions {
  readonly seed: number | string;
  readonly start?: number;
  readonly faults?: FaultRates;
  readonly habits?: Habits;
  readonly profile?: Profile;
  readonly pools?: Readonly<Record<string, PoolSettings>>;
  readonly mutation?: Mutation;
  readonly watcher?: Watcher;
  readonly mayCrash?: ((who: Crash) => boolean) | null;
  readonly trace?: ((line: string) => void) | null;
}

const START = Date.UTC(2026, 2, 1);

/** Everything outside the product's logic, simulated, with the real logic in it. */
export class World {
  readonly loop: Loop;
  readonly faults: Faults;
  readonly network: Network;
  readonly orgView = new OrgView();
  readonly bucket = new Bucket();
  readonly deployment = new Deployment();
  readonly queue: Queue;
  readonly workers: Workers;
  readonly author: Author;
  readonly pools: Map<string, PoolSettings>;
  readonly runActors = new Map<string, Actor<RunParts>>();
  readonly dagActors = new Map<string, Actor<DagEngine>>();
  readonly poolActors = new Map<string, Actor<PoolEngine>>();
  readonly #actorWorld: ActorWorld;
  readonly #mutation: Mutation;
  readonly #watcher: Watcher;

  constructor(options: WorldOptions) {
    const random = new Random(`${options.seed}`);
    const mutation = options.mutation ?? NO_MUTATION;
    this.#mutation = mutation;
    this.#watcher = options.watcher ?? NOBODY_WATCHES;
    this.loop = new Loop(options.start ?? START);
    this.faults = new Faults(options.faults ?? NO_FAULTS, random.fork("faults"));
    this.network = new Network(this.loop, this.faults);
    this.orgView.isGuarded = mutation.isSinkGuarded ?? true;
    this.pools = new Map(Object.entries(options.pools ?? {}));
    const tokens = random.fork("tokens");
    const mayCrash = options.mayCrash ?? null;
    this.#actorWorld = {
      loop: this.loop,
      faults: this.faults,
      random: tokens,
      onKeep: (actor, writes) => this.#watcher.keep(actor, writes),
      mayCrash,
      isGated: mutation.isGated ?? true,
      hasAlarms: mutation.hasAlarms ?? true,
      trace: options.trace ?? null,
    };
    const watcher = this.#watcher;
    this.author = new Author(this.faults, options.habits ?? GOOD_HABITS, (start) => watcher.startAuthor(start));
    this.workers = new Workers({
      loop: this.loop,
      faults: this.faults,
      network: this.network,
      profile: options.profile ?? "edge",
      link: (caller, run) => this.#link(caller, run),
      registry: (invocation) => this.#openRegistry(invocation),
      store: (caller) => this.#openBlobs(caller),
      token: () => tokens.token(),
      mayCrash,
    });
    this.queue = new Queue(this.loop, this.faults, this.workers);
    this.workers.queue = this.queue;
  }

  run(key: RunKey): Actor<RunParts> {
    return this.runByName(nameRunObject(key));
  }
  runByName(name: string): Actor<RunParts> {
    return remember(this.runActors, name, () => {
      const kind = createRunKind((ports) => this.#openRunEdges(ports));
      const change = this.#mutation.run ?? ((parts: RunParts) => parts);
      const build = (ports: Ports): RunParts => change(kind.build(this.#mutate(ports, "run")), ports);
      return new Actor(this.#actorWorld, name, { ...kind, build });
    });
  }

  dag(key: DagKey): Actor<DagEngine> {
    const name = nameDagObject(key);
    return remember(this.dagActors, name, () => {
      const kind = createDagKind(
        key,
        () => this.#readShipped(key),
        (ports) => this.#openDagPeers(ports),
      );
      return new Actor(this.#actorWorld, name, { ...kind, build: (ports) => kind.build(this.#mutate(ports, "dag")) });
    });
  }

  pool(name: string): Actor<PoolEngine> {
    return remember(this.poolActors, name, () => {
      const kind = createPoolKind(
        name,
        () => this.pools.get(name) ?? null,
        ({ caller }) => ({
          grant: (run, leases, from) =>
            this.#call(caller, this.runByName(run), (parts) => parts.actions.grantSlots(leases, from)),
          ask: async (run) => (await this.#call(caller, this.runByName(run), (parts) => parts.engine.wake())) !== null,
        }),
      );
      return new Actor(this.#actorWorld, name, { ...kind, build: (ports) => kind.build(this.#mutate(ports, "pool")) });
    });
  }

  /** All objects there are. */
  listActors(): AnyActor[] {
    return [...this.runActors.values(), ...this.dagActors.values(), ...this.poolActors.values()];
  }

  /** Calls an object as something outside would. */
  call<Engine, T>(actor: Actor<Engine>, invoke: (engine: Engine) => Promise<T> | T, from?: Caller): Promise<T> {
    return this.#call(from ?? new Invocation(this.loop), actor, invoke);
  }

  #call<Engine, T>(caller: Caller, actor: Actor<Engine>, invoke: (engine: Engine) => Promise<T> | T): Promise<T> {
    return this.network.call<T>(caller, RPC_FAULTS, (answer) => actor.receive(invoke, answer));
  }

  #readShipped(key: DagKey): Shipped | null {
    const shipped = this.deployment.find(key);
    return shipped === null ? null : (this.#mutation.shipped?.(shipped) ?? shipped);
  }

  #mutate(ports: Ports, kind: "run" | "dag" | "pool"): Ports {
    return this.#mutation.ports?.(ports, kind) ?? ports;
  }

  #link(caller: Caller, name: string): RunLink {
    const actor = this.runByName(name);
    return {
      start: (request) =>
        this.#call(caller, actor, (parts) => parts.carriers.start(request) ?? refuseAll(request.attempts)),
      finish: (request) =>
        this.#call(caller, actor, (parts) => {
          const tell = this.#watcher.finish(name, request);
          const reply = parts.carriers.finish(request);
          tell(reply);
          return reply ?? { ...refuseAll(request.finishes), stale: request.finishes };
        }),
      heartbeat: (request) => this.#call(caller, actor, (parts) => parts.carriers.heartbeat(request)),
      readOutputs: (taskId, from) => this.#call(caller, actor, (parts) => parts.reader.readOutputs(taskId, from)),
    };
  }

  #openRegistry(invocation: Invocation): Registry {
    // An invocation runs the code it was started with.
    const shipped = new Map(this.deployment.shipped);
    return {
      resolve: async ({ team, dagId, bundleId }) => {
        const found = [...shipped.values()].find(({ graph }) => graph.team === team && graph.dagId === dagId);
        return found?.bundleId === bundleId ? this.author.load(found.graph, invocation) : null;
      },
    };
  }

  #openBlobs(caller: Caller): Blobs & ValueStore {
    const { bucket, network } = this;
    return {
      put: (key, text) => network.serve(caller, BLOB_FAULTS, () => bucket.put(key, text)),
      get: (key) => network.serve(caller, BLOB_FAULTS, () => bucket.get(key)),
      deletePrefix: (prefix) => network.serve(caller, BLOB_FAULTS, () => bucket.deletePrefix(prefix)),
    };
  }

  #openRunEdges({ caller }: Ports): RunEdges {
    const { network, orgView, queue } = this;
    const edges: RunEdges = {
      queue: {
        send: (messages) =>
          network.serve(caller, SEND_FAULTS, () => {
            this.#watcher.send(messages);
            queue.send(messages);
          }),
      },
      blobs: this.#openBlobs(caller),
      sink: {
        write: (run, instances) => network.serve(caller, SINK_FAULTS, () => orgView.writeRun(run, instances)),
        delete: (key) => network.serve(caller, SINK_FAULTS, () => orgView.deleteRun(key)),
        recordAssets: (updates) => network.serve(caller, SINK_FAULTS, () => orgView.writeAssets(updates)),
      },
      peers: {
        runEnded: (view) => this.#call(caller, this.dag(view), (engine) => engine.runChanged(view)),
        runReopened: (view) => this.#call(caller, this.dag(view), (engine) => engine.runChanged(view)),
        // Nobody answers here, so that direct attempts go by the queue.
        carryAttempts: (request) => network.serve(caller, RPC_FAULTS, () => this.workers.carryAlone(request)),
        runRests: (view) => this.#call(caller, this.dag(view), (engine) => engine.runRests(view)),
        runStirs: (key) => this.#call(caller, this.dag(key), (engine) => engine.runStirs(key.runId)),
        askPast: (key, request) =>
          this.#call(
            caller,
            this.dag(key),
            async (engine) => (await engine.past?.ask(key.runId, request)) ?? { previous: null, known: [] },
          ),
        pastMoved: (key) => this.#call(caller, this.dag(key), async (engine) => engine.past?.move(key.runId)),
        publishAssets: (all) =>
          publishAssets(this.deployment, all, (dag, updates) =>
            this.#call(caller, this.dag(dag), (engine) => engine.takeAssetUpdates(updates)),
          ),
        tradeSlots: (pool, request) => this.#call(caller, this.pool(pool), (engine) => engine.trade(request)),
      },
    };
    return this.#mutation.runEdges?.(edges) ?? edges;
  }

  #openDagPeers({ caller }: Ports): DagPeers {
    const { network, orgView } = this;
    const peers: DagPeers = {
      createRun: (request) => this.#call(caller, this.run(request.identity), (parts) => parts.actions.create(request)),
      wakeRun: (key, limits) => this.#call(caller, this.run(key), (parts) => parts.engine.wake(limits)),
      destroyRun: (key) => this.#call(caller, this.run(key), (parts) => parts.destroy(key)),
      adoptRun: (key, request) => this.#call(caller, this.run(key), (parts) => parts.actions.adopt(request)),
      actOnRun: (key, request) => this.#call(caller, this.run(key), (parts) => parts.actions.act(request)),
      cancelRun: (key, request) =>
        this.#call(caller, this.run(key), async (parts) => {
          const result = await parts.actions.cancel(request);
          return result.ok ? result.value : null;
        }),
      describePast: (key, taskIds) => this.#call(caller, this.run(key), (parts) => parts.actions.describePast(taskIds)),
      recheckPast: (key) => this.#call(caller, this.run(key), (parts) => parts.outbox.recheckPast(parts.engine)),
      projectBackfill: (view) => network.serve(caller, SINK_FAULTS, () => orgView.writeBackfill(view)),
      projectAssetRuns: (key, taken) => network.serve(caller, SINK_FAULTS, () => orgView.writeAssetRuns(key, taken)),
      auditPause: (key, pause) => network.serve(caller, SINK_FAULTS, () => orgView.writePause(key, pause)),
      projectDag: (view, seq) => network.serve(caller, SINK_FAULTS, () => orgView.writeDag(view, seq)),
    };
    return this.#mutation.dagPeers?.(peers) ?? peers;
  }

  close(): void {
    for (const { sql } of this.listActors()) sql.close();
  }
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

const NOBODY: RunIdentity = {
  ...parseRunObject(""),
  logicalDate: null,
  dataInterval: null,
  runAfter: 0,
  partitionKey: null,
  runType: "manual",
  triggeredBy: "test",
  triggeringUser: null,
  conf: {},
  graphHash: "",
  bundleId: "",
};

/** The answer of an object that holds no run. */
function refuseAll(keys: StartRequest["attempts"] | FinishRequest["finishes"]): Leases {
  const gone = keys.map(({ taskId, mapIndex }) => ({ taskId, mapIndex }));
  return { v: PROTOCOL, run: NOBODY, leases: [], values: [], gone };
}
