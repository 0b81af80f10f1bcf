import type { AssetUpdate, DropQueuedAssets, QueuedAssetView, TakeAssetUpdates } from "./asset-update.ts";
import type { BackfillSpec } from "./backfill.ts";
import type { ExistingRun } from "./backfill-plan.ts";
import type { ActOnRun, BulkView, CreateBulk } from "./bulk.ts";
import type { GateTerms } from "./gates.ts";
import type { Graph } from "./graph.ts";
import type { InstanceKey, RunKey } from "./ids.ts";
import type {
  FinishReply,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  Leases,
  RunIdentity,
  RunView,
  StartRequest,
  ValueRef,
} from "./protocol.ts";
import type { RunLooks } from "./run-looks.ts";
import type {
  AdoptRun,
  CancelRun,
  ClearInstances,
  EditValue,
  HoldRun,
  MarkInstances,
  NoteInstances,
  RemoveInstance,
  RunVersion,
} from "./run-requests.ts";
import type { PreviousRun, TaskPast } from "./past.ts";
import type { Reason } from "./reason.ts";
import type { Result } from "./result.ts";
import type { Pause, SlotRecords } from "./slot-record.ts";
import type { InstanceWait } from "./why.ts";
import type { AttemptView, BackfillView, DagView, InstanceView, LogPage, TriggerRequest, XComView } from "./views.ts";

export type {
  AdoptRun,
  CancelRun,
  ClearInstances,
  EditValue,
  HoldRun,
  MarkInstances,
  NoteInstances,
  RemoveInstance,
  RunVersion,
} from "./run-requests.ts";

/** What the objects answer to, as their callers see it. Every call may be repeated: a repeat changes nothing. */
export interface RunObject extends RunLooks {
  create(request: CreateRun): Promise<RunView>;
  start(request: StartRequest): Promise<Leases>;
  finish(request: FinishRequest): Promise<FinishReply>;
  heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply>;
  /** The sweep's poke: does all that is due and sets the alarm again. Null when there is no such run. */
  wake(limits?: TeamLimits): Promise<Woken | null>;
  getView(): Promise<RunView | null>;
  /** A pool's call back: these attempts have their slots. `from` is absent when a release before it speaks. */
  grantSlots(leases: readonly string[], from?: GrantOrigin): Promise<void>;
  /** Tells instances deferred until `event` that it has come. */
  signal(event: string): Promise<void>;
  getInstance(key: InstanceKey): Promise<InstanceView | null>;
  /** Instances of one task, or with null of all. */
  listInstances(taskId: string | null): Promise<readonly InstanceView[]>;
  listTries(key: InstanceKey): Promise<readonly AttemptView[]>;
  readLog(key: InstanceKey, tryNumber: number, from: number): Promise<LogPage | null>;
  /** Outputs of a mapped task from the `from`-th on, one page. */
  readOutputs(taskId: string, from: number): Promise<readonly ValueRef[]>;
  listXComs(key: InstanceKey): Promise<readonly XComView[]>;
  /** What instances of one task, or with null of all, have published; without the values themselves. */
  listXComKeys(taskId: string | null): Promise<readonly XComView[]>;
  /** Resolves when the run has ended, or after `timeout` ms with what is known then. */
  waitEnd(timeout: number): Promise<RunView | null>;
  cancel(request: CancelRun): Promise<Result<RunView, Reason>>;
  clear(request: ClearInstances): Promise<Result<readonly InstanceView[], Reason>>;
  /** A backfill takes the run over, when it is over and of the kind to reprocess; the view says. Null: no such run. */
  adopt(request: AdoptRun): Promise<RunView | null>;
  /** Does what a bulk action of its DAG asks, once. */
  act(request: ActOnRun): Promise<Result<RunView, Reason>>;
  mark(request: MarkInstances): Promise<Result<readonly InstanceView[], Reason>>;
  /** Holds the run, so that nothing of it starts, or lets it go on. */
  hold(request: HoldRun): Promise<Result<RunView, Reason>>;
  setNote(note: string | null): Promise<RunView | null>;
  clearPartition(): Promise<RunView | null>;
  /** The instances with their note. */
  noteInstances(request: NoteInstances): Promise<Result<readonly InstanceView[], Reason>>;
  /** Creates, changes or deletes a value; the value as it is then, null for a deleted one. */
  editValue(request: EditValue): Promise<Result<XComView | null, Reason>>;
  removeInstance(request: RemoveInstance): Promise<Result<null, Reason>>;
  /** Tells D1 all of the run again, for a database that lost it. False when there is no such run. */
  reproject(): Promise<boolean>;
  /** What holds back what neither runs nor is over. */
  listWaits(): Promise<readonly InstanceWait[]>;
  /** What the run after it asks; null when there is no such run. */
  describePast(taskIds: readonly string[]): Promise<readonly TaskPast[] | null>;
  /** The run before has moved: tasks that wait for it ask again. */
  recheckPast(): Promise<void>;
  destroy(key: RunKey): Promise<void>;
}

/** What the tick knows of a team, and its runs have to heed. Absent when a release before it, or an alarm, calls. */
export interface TeamLimits {
  /** Whether the default pool has a limit, so that tasks without a pool have to ask for its slots. */
  readonly isDefaultPoolLimited: boolean;
}

export interface Woken {
  readonly view: RunView;
  /** Whether it has ended and nothing of it is left to do or to tell. */
  readonly isAtRest: boolean;
}

export interface CreateRun {
  readonly v: 1;
  readonly identity: RunIdentity;
  readonly graph: Graph;
  readonly note: string | null;
  /** True starts it in the same call. */
  readonly admit: boolean;
  /**
   * Number of the run's newest journal row that its DAG has heard of, 0 for none: a call that comes late, for a wait that
   * is over, starts nothing. Absent when a release before it speaks.
   */
  readonly seen?: number;
  /** Set when tasks without a pool have to ask for slots of the default one. */
  readonly isDefaultPoolLimited?: boolean;
}

export interface DagObject {
  /** The tick: takes up what the deployment ships, makes due runs, admits waiting ones, pokes live ones. */
  advance(limits?: TeamLimits): Promise<DagView | null>;
  trigger(request: TriggerRequest): Promise<Result<RunView, Reason>>;
  triggerMany(requests: readonly TriggerRequest[]): Promise<readonly Result<RunView, Reason>[]>;
  /** `why` is what a person gives; absent when a release before it asks. */
  setPaused(isPaused: boolean, why?: Pick<Pause, "by" | "reason"> | null): Promise<Result<DagView, Reason>>;
  /** Slots that were left out or gave way, the newest first, of numbers below `before`. */
  listSlotRecords(before: number | null, limit: number): Promise<SlotRecords>;
  getView(): Promise<DagView | null>;
  runEnded(view: RunView): Promise<void>;
  /** A cleared run goes back to waiting for admission. */
  runReopened(view: RunView): Promise<void>;
  /** An ended run is about to change: its DAG keeps it in view until it is at rest again. */
  runStirs(key: RunKey): Promise<void>;
  /** Nothing of an ended run is left to do: its DAG need not look after it any more. */
  runRests(view: RunView): Promise<void>;
  deleteRun(runId: string): Promise<Result<null, Reason>>;
  /** What is deployed: what a run takes up that goes on with the latest version. */
  getVersion(): Promise<Result<RunVersion, Reason>>;
  createBulk(request: CreateBulk): Promise<Result<BulkView, Reason>>;
  cancelBulk(id: string): Promise<Result<BulkView, Reason>>;
  getBulk(id: string): Promise<BulkView | null>;
  /** The newest first. */
  listBulks(limit: number): Promise<readonly BulkView[]>;
  /** Why such a backfill would be refused now. */
  checkBackfill(spec: BackfillSpec): Promise<Result<null, Reason>>;
  createBackfill(request: CreateBackfill): Promise<Result<BackfillView, Reason>>;
  controlBackfill(request: ControlBackfill): Promise<Result<BackfillView, Reason>>;
  getBackfill(id: number): Promise<BackfillView | null>;
  /** Runs with a logical date in the range, in its order, `limit` at most. */
  listRunStates(from: number, to: number, limit: number): Promise<readonly ExistingRun[]>;
  /** Why a run has not started; null for one that has. */
  explainRun(runId: string): Promise<RunWait | null>;
  /** What the run before `key` says of tasks that depend on it. */
  askPast(key: RunKey, request: AskPast): Promise<PastFacts>;
  /** A task that others depend on has come to its end in this run, or left it. */
  pastMoved(key: RunKey): Promise<void>;
  /** Updates of assets, some of which the DAG may be scheduled on; those it has been told of are nothing new. */
  takeAssetUpdates(request: TakeAssetUpdates): Promise<void>;
  /** Assets whose updates wait for the next run. */
  listQueuedAssets(): Promise<readonly QueuedAssetView[]>;
  /** How many assets wait no more. */
  dropQueuedAssets(request: DropQueuedAssets): Promise<number>;
  /** The updates a run took up, in order. */
  listConsumedUpdates(runId: string): Promise<readonly AssetUpdate[]>;
  /** Tells D1 all of the DAG again. Null when there is no such DAG. */
  reproject(): Promise<DagView | null>;
  /** Ids of the runs there are, ended ones too, in order after `after`; deleted ones are not among them. */
  listRunIds(after: string, limit: number): Promise<readonly string[]>;
}

export interface CreateBackfill {
  readonly v: 1;
  /** Given once in the whole deployment. */
  readonly id: number;
  readonly spec: BackfillSpec;
  readonly by: string;
}
export interface ControlBackfill {
  readonly v: 1;
  readonly id: number;
  readonly action: "pause" | "unpause" | "cancel";
  readonly by: string;
}

/** Why a run has not started, and which runs hold its place. Instants are epoch milliseconds. */
export interface RunWait {
  readonly reason: Reason;
  readonly since: number | null;
  /** When it starts by itself. */
  readonly until: number | null;
  readonly holders: readonly string[];
}

export interface AskPast {
  readonly v: 1;
  readonly taskIds: readonly string[];
  /** Airflow with catchup looks past runs that were triggered by hand. */
  readonly isScheduledOnly: boolean;
}
export interface PastFacts {
  /** Null when no run comes before. */
  readonly previous: PreviousRun | null;
  /** Tasks that some run before has. */
  readonly known: readonly string[];
}

export interface PoolObject {
  /** Slots there are; -1 is no limit. */
  configure(pool: PoolSettings): Promise<void>;
  /**
   * Says what a run holds and wants of this pool, all of it: what it no longer names is free. What is not granted now
   * waits, and the run is called back (`grantSlots`).
   */
  trade(request: TradeSlots): Promise<PoolAnswer>;
  describe(): Promise<PoolView>;
  /** Those who hold slots, the longest first, and those who wait; `limit` of each at most. */
  listParties(limit: number): Promise<PoolParties>;
}
export interface PoolSettings {
  readonly slots: number;
  readonly includeDeferred: boolean;
}
export interface SlotWant {
  /** The attempt that wants slots: task id, map index, try and when it was scheduled, parted by bars. */
  readonly lease: string;
  readonly slots: number;
  readonly priority: number;
  readonly since: number;
}
export interface SlotHolding {
  readonly lease: string;
  readonly slots: number;
  /** A deferred attempt counts where the pool, or the limit of its task, says so. */
  readonly isDeferred?: boolean;
}
export interface TradeSlots {
  readonly v: 1;
  readonly run: string;
  /** Number of the run's newest journal row: an older word changes nothing. Absent when a release before it speaks. */
  readonly seq?: number;
  /**
   * Number of this call among the run's calls to this gate, and who counts: memory that was lost counts anew. Then the
   * first call is refused as stale and made again with a higher number. Absent when a release before it speaks.
   */
  readonly word?: number;
  readonly by?: string;
  /** What the gate allows, where the run's graph says so. */
  readonly terms?: GateTerms;
  /** A backfill's run has a smaller share. */
  readonly isBackfill?: boolean;
  /** The run's logical date, or when it came due: the earlier is first among those that are equal otherwise. */
  readonly date?: number;
  readonly holding: readonly SlotHolding[];
  readonly wants: readonly SlotWant[];
}
/** Where a call back comes from: the gate, and the number of the run's newest call it knew. */
export interface GrantOrigin {
  readonly gate: string;
  readonly word: number;
  readonly by: string;
}
export interface PoolAnswer {
  /** Set when the call was none of the newest and changed nothing: the highest number known. */
  readonly stale?: number;
  /** How many wants the pool likes to hear of at once; the next are named when these are served. */
  readonly window?: number;
  readonly granted: readonly string[];
  /** Why the others wait; `forGood` when they can never be granted as the pool is. */
  readonly refused: readonly { readonly lease: string; readonly reason: Reason; readonly forGood: boolean }[];
}
export interface PoolView extends PoolSettings {
  readonly held: number;
  readonly waiting: number;
  /** Slots of deferred attempts; in `held` too where they count. */
  readonly deferred: number;
}
/** Who holds slots or waits for them. `since`: when it was given them, or became ready. Epoch milliseconds. */
export interface SlotParty extends RunKey, InstanceKey {
  readonly tryNumber: number;
  readonly slots: number;
  readonly since: number;
  readonly isDeferred: boolean;
  readonly priority: number | null;
}
export interface PoolParties {
  readonly holders: readonly SlotParty[];
  /** In the order in which they would be served if all slots were free now. */
  readonly waiters: readonly SlotParty[];
}
