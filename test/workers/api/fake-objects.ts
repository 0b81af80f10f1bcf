import { survey } from "../../../src/coordinator/log-survey.ts";
import type { ObjectBindings } from "../../../src/coordinator/stubs.ts";
import type {
  CancelRun,
  ClearInstances,
  CreateBackfill,
  DagObject,
  MarkInstances,
  PoolParties,
  PoolSettings,
  RunObject,
  RunVersion,
} from "../../../src/core/objects.ts";
import type { ExistingRun } from "../../../src/core/backfill-plan.ts";
import type { BulkView, CreateBulk } from "../../../src/core/bulk.ts";
import type { Json } from "../../../src/core/json.ts";
import type { LogLine, RunView } from "../../../src/core/protocol.ts";
import type { Reason } from "../../../src/core/reason.ts";
import { refuse, succeed, type Result } from "../../../src/core/result.ts";
import type {
  AttemptView,
  BackfillView,
  DagView,
  InstanceView,
  TriggerRequest,
  XComView,
} from "../../../src/core/views.ts";
import type { InstanceWait } from "../../../src/core/why.ts";
import type { SlotRecord } from "../../../src/core/slot-record.ts";
import { nameDagObject, nameRunObject } from "../../../src/core/ids.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";

/** One run as its object would show it; what it was asked stands in `asked`. */
export class FakeRun {
  readonly asked: (CancelRun | ClearInstances | MarkInstances)[] = [];
  view: RunView;
  instances: InstanceView[];
  tries: AttemptView[] = [];
  xcoms: XComView[] = [];
  waits: InstanceWait[] = [];
  logs: LogLine[] = [];
  inputs: Readonly<Record<string, Json>> = {};
  isLogOver = true;
  /** Resolves when somebody waits for the end, with what ends the waiting. */
  readonly waited = Promise.withResolvers<(view: RunView) => void>();

  constructor(view: RunView, instances: InstanceView[] = []) {
    this.view = view;
    this.instances = instances;
  }

  readonly object: Partial<RunObject> = {
    getView: () => Promise.resolve(this.view),
    listInstances: (taskId) =>
      Promise.resolve(this.instances.filter((instance) => taskId === null || instance.taskId === taskId)),
    getInstance: ({ taskId, mapIndex }) =>
      Promise.resolve(
        this.instances.find((instance) => instance.taskId === taskId && instance.mapIndex === mapIndex) ?? null,
      ),
    listTries: (key) => Promise.resolve(this.tries.filter((one) => one.taskId === key.taskId)),
    listXComs: (key) =>
      Promise.resolve(this.xcoms.filter((one) => one.taskId === key.taskId && one.mapIndex === key.mapIndex)),
    surveyLog: (_, tryNumber, look) => Promise.resolve(tryNumber === 1 ? survey(this.logs, look) : null),
    describeInputs: () => Promise.resolve(this.inputs),
    listWaits: () => Promise.resolve(this.waits),
    listXComKeys: (taskId) => Promise.resolve(this.xcoms.filter((one) => taskId === null || one.taskId === taskId)),
    editValue: (edit) => {
      const { taskId, mapIndex, key, write } = edit;
      const isSame = (one: XComView) => one.taskId === taskId && one.mapIndex === mapIndex && one.key === key;
      if (this.xcoms.some(isSame) === edit.isNew) {
        return Promise.resolve(refuse({ code: edit.isNew ? "xcom_exists" : "xcom_not_found", params: { key } }));
      }
      this.xcoms = this.xcoms.filter((one) => !isSame(one));
      if (write === null) return Promise.resolve(succeed(null));
      const inline = write.value.at === "inline" ? write.value.json : "null";
      const value = JSON.parse(inline) as Json;
      const made = { taskId, mapIndex, key, at: 8_000, bytes: inline.length, value, blobKey: null };
      this.xcoms.push(made);
      return Promise.resolve(succeed(made));
    },
    noteInstances: ({ targets, note }) => {
      const names = new Set(targets.map((target) => target.taskId));
      this.instances = this.instances.map((one) => (names.has(one.taskId) ? { ...one, note } : one));
      return Promise.resolve(succeed(this.instances.filter((one) => names.has(one.taskId))));
    },
    removeInstance: ({ taskId, mapIndex }) => {
      const isSame = (one: InstanceView) => one.taskId === taskId && one.mapIndex === mapIndex;
      if (!this.instances.some(isSame)) {
        return Promise.resolve(refuse({ code: "task_not_found", params: { task: taskId } }));
      }
      this.instances = this.instances.filter((one) => !isSame(one));
      return Promise.resolve(succeed(null));
    },
    readLog: (key, _tryNumber, from) => Promise.resolve(this.#readLog(key.taskId, from)),
    waitEnd: () => new Promise((resolve) => this.waited.resolve(resolve)),
    cancel: (request) => {
      this.asked.push(request);
      return Promise.resolve(succeed(this.#show({ state: request.state, endedAt: 9_000 })));
    },
    rehearseCancel: (as) => {
      const open = this.instances.filter(({ state }) => state === "running" || state === "none");
      const end = (one: InstanceView): InstanceView => ({
        ...one,
        state: one.state === "running" ? as : "skipped",
        before: one.state,
      });
      return Promise.resolve(succeed(open.map(end)));
    },
    hold: ({ isHeld, by }) => {
      const { held: _held, ...view } = this.view;
      this.view = isHeld ? { ...view, held: { by, at: 7_000 } } : view;
      return Promise.resolve(succeed(this.view));
    },
    clear: (request) => this.#change(request),
    mark: (request) => this.#change(request),
    setNote: (note) => Promise.resolve(this.#show({ note })),
    clearPartition: () => Promise.resolve(this.#show({ partitionKey: null })),
  };

  #show(change: Partial<RunView>): RunView {
    this.view = { ...this.view, ...change };
    return this.view;
  }

  #change(request: ClearInstances | MarkInstances): Promise<Result<readonly InstanceView[], Reason>> {
    this.asked.push(request);
    const names = new Set(request.targets.map((target) => target.taskId));
    return Promise.resolve(succeed(this.instances.filter((instance) => names.has(instance.taskId))));
  }

  /** Pages of two lines. */
  #readLog(taskId: string, from: number) {
    if (!this.instances.some((instance) => instance.taskId === taskId)) return null;
    const lines = this.logs.slice(from, from + 2);
    const isEnd = from + lines.length >= this.logs.length;
    return { lines, next: isEnd && this.isLogOver ? null : from + lines.length };
  }
}

const AFTER = {
  pause: { state: "paused" },
  unpause: { state: "running" },
  cancel: { state: "cancelling", endedAt: 6_000 },
} as const;

/** What is deployed. */
export const LATEST: RunVersion = { graph: createGraph([createTask("a")]), graphHash: "latest", bundleId: "bundle-9" };

export class FakeDag {
  readonly asked: TriggerRequest[] = [];
  readonly deleted: string[] = [];
  runIds: readonly string[] = [];
  /** Tells the database what it knows. */
  reproject: (view: DagView) => Promise<void> = () => Promise.resolve();
  /** The newest first. */
  records: SlotRecord[] = [];
  view: DagView;
  refusal: Reason | null = null;
  readonly bulks: CreateBulk[] = [];
  readonly backfills = new Map<number, BackfillView>();
  existing: readonly ExistingRun[] = [];

  constructor(view: DagView) {
    this.view = view;
  }

  readonly object: Partial<DagObject> = {
    getView: () => Promise.resolve(this.view),
    listSlotRecords: (before, limit) => {
      const newest = this.records.filter(({ number }) => number < (before ?? Infinity)).slice(0, limit);
      return Promise.resolve({ total: this.records.length, records: newest });
    },
    explainRun: () => Promise.resolve(null),
    getVersion: () => Promise.resolve(succeed(LATEST)),
    createBulk: (request) => {
      this.bulks.push(request);
      return Promise.resolve(succeed(this.#viewBulk(request)));
    },
    getBulk: (id) => {
      const known = this.bulks.find((bulk) => bulk.id === id);
      return Promise.resolve(known === undefined ? null : this.#viewBulk(known));
    },
    setPaused: (isPaused, why) => {
      const { pause: _, ...rest } = this.view;
      this.view = { ...rest, isPaused, ...(isPaused && why ? { pause: { at: 0, ...why } } : {}) };
      return Promise.resolve(succeed(this.view));
    },
    trigger: (request) => Promise.resolve(this.#trigger(request)),
    triggerMany: (requests) => Promise.resolve(requests.map((request) => this.#trigger(request))),
    checkBackfill: () => Promise.resolve(this.refusal === null ? succeed(null) : refuse(this.refusal)),
    createBackfill: (request) => Promise.resolve(this.#createBackfill(request)),
    controlBackfill: ({ id, action }) => {
      const known = this.backfills.get(id);
      if (known === undefined) return Promise.resolve(refuse({ code: "backfill_not_found", params: { backfill: id } }));
      if (known.endedAt !== null) return Promise.resolve(refuse({ code: "backfill_over", params: { backfill: id } }));
      const changed = { ...known, ...AFTER[action] };
      this.backfills.set(id, changed);
      return Promise.resolve(succeed(changed));
    },
    getBackfill: (id) => Promise.resolve(this.backfills.get(id) ?? null),
    listRunStates: (from, to, limit) =>
      Promise.resolve(
        this.existing.filter(({ logicalDate }) => logicalDate >= from && logicalDate <= to).slice(0, limit),
      ),
    listRunIds: (after, limit) =>
      Promise.resolve(this.runIds.filter((id) => id > after && !this.deleted.includes(id)).slice(0, limit)),
    reproject: async () => {
      await this.reproject(this.view);
      return this.view;
    },
    deleteRun: (runId) => {
      this.deleted.push(runId);
      return Promise.resolve(succeed(null));
    },
  };

  #createBackfill({ id, spec, by }: CreateBackfill): Result<BackfillView, Reason> {
    const known = this.backfills.get(id);
    if (known !== undefined) return succeed(known);
    if (this.refusal !== null) return refuse(this.refusal);
    const { team, dagId } = this.view;
    const left = { already_exists: 0, in_flight: 0, not_failed: 0, run_id_taken: 0, cancelled: 0 };
    const progress = { made: 3, rerun: 0, left, at: spec.from, isWalked: false };
    const times = { createdAt: 5_000, updatedAt: 5_000, endedAt: null };
    const view: BackfillView = { team, dagId, id, spec, by, state: "running", ...times, progress, seq: 1 };
    this.backfills.set(id, view);
    return succeed(view);
  }

  #viewBulk({ id, deed, by, runIds }: CreateBulk): BulkView {
    const { team, dagId } = this.view;
    const counts = { total: runIds.length, done: 1, failed: 1 };
    const failures = [{ runId: "r2", reason: { code: "run_over", params: { run: "r2" } } }];
    return { team, dagId, id, deed, by, state: "running", createdAt: 1_000, endedAt: null, ...counts, failures };
  }

  #trigger(request: TriggerRequest): Result<RunView, Reason> {
    if (this.refusal !== null) return refuse(this.refusal);
    const runId = request.runId ?? "manual__1";
    if (this.asked.some((asked) => asked.runId === runId)) {
      return refuse({ code: "run_id_taken", params: { dag: this.view.dagId, run: runId } });
    }
    this.asked.push(request);
    const { team, dagId } = this.view;
    const { logicalDate, dataInterval, conf, note, partitionKey, triggeringUser } = request;
    const given = { logicalDate, dataInterval, conf, note, partitionKey, triggeringUser };
    return succeed(
      makeRun({ team, dagId, runId, runType: "manual", state: "queued", triggeredBy: "rest_api", ...given }),
    );
  }
}

/** The namespaces of the objects, in memory. */
export class FakeObjects {
  readonly runs = new Map<string, FakeRun>();
  readonly dags = new Map<string, FakeDag>();
  readonly pools = new Map<string, PoolSettings>();
  readonly parties = new Map<string, PoolParties>();

  addRun(change: Partial<RunView> = {}, instances?: Partial<InstanceView>[]): FakeRun {
    const view = makeRun(change);
    const keys = { team: view.team, dagId: view.dagId, runId: view.runId };
    const run = new FakeRun(
      view,
      (instances ?? [{}]).map((instance) => makeInstance({ ...keys, ...instance })),
    );
    this.runs.set(nameRunObject(view), run);
    return run;
  }

  addDag(view: DagView): FakeDag {
    const dag = new FakeDag(view);
    this.dags.set(nameDagObject(view), dag);
    return dag;
  }

  readonly bindings: ObjectBindings = {
    RUN: asNamespace((name) => this.runs.get(name)?.object ?? { getView: () => Promise.resolve(null) }),
    DAG: asNamespace((name) => this.dags.get(name)?.object ?? { getView: () => Promise.resolve(null) }),
    LIVE: asNamespace(() => ({})),
    POOL: asNamespace((name) => ({
      configure: (settings: PoolSettings) => {
        this.pools.set(name, settings);
        return Promise.resolve();
      },
      describe: () => {
        const settings = this.pools.get(name) ?? { slots: 0, includeDeferred: false };
        const { holders, waiters } = this.parties.get(name) ?? { holders: [], waiters: [] };
        const held = holders.reduce((sum, { slots }) => sum + slots, 0);
        return Promise.resolve({ ...settings, held, deferred: 0, waiting: waiters.length });
      },
      listParties: () => Promise.resolve(this.parties.get(name) ?? { holders: [], waiters: [] }),
    })),
  };
}

function asNamespace(getByName: (name: string) => object): DurableObjectNamespace {
  return { getByName } as unknown as DurableObjectNamespace;
}
