import type { Advance } from "../core/advance.ts";
import type { ActOnRun } from "../core/bulk.ts";
import type { CommittedEvent } from "../core/batch.ts";
import type { InstanceKey } from "../core/ids.ts";
import { LEASE } from "../core/limits.ts";
import type {
  AdoptRun,
  CancelRun,
  ClearInstances,
  CreateRun,
  GrantOrigin,
  HoldRun,
  MarkInstances,
} from "../core/objects.ts";
import { describePast } from "../core/past.ts";
import type { TaskPast } from "../core/past.ts";
import { PROTOCOL } from "../core/protocol.ts";
import type {
  AttemptFinish,
  FinishReply,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  Leases,
  RunView,
  StartRequest,
} from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { findInstance } from "../core/run.ts";
import { isRunEnded } from "../core/state.ts";
import type { Output, TaskInstance } from "../core/run.ts";
import { selectToMark } from "../core/selection.ts";
import { selectToCancel } from "../core/user-action.ts";
import type { InstanceView } from "../core/views.ts";
import { RunDeeds } from "./run-deeds.ts";
import { LeaseWriter } from "./run-leases.ts";
import { formatStop } from "./run-stops.ts";
import type { RunEngine, WriteMore } from "./run-engine.ts";
import { findUnknown, NO_RUN, RunReruns } from "./run-reruns.ts";
import { beginValues } from "./run-values.ts";
import type { ValuesWritten } from "./run-values.ts";
import { viewInstance, viewRun } from "./run-views.ts";

type Logged = InstanceKey & Pick<AttemptFinish, "tryNumber" | "logs">;

/** What a run answers to carriers: start, heartbeat, finish. */
export class RunCarriers {
  readonly #engine: RunEngine;

  constructor(engine: RunEngine) {
    this.#engine = engine;
  }

  start({ carrier, attempts }: StartRequest): Leases | null {
    const result = this.#engine.apply({ type: "start", carrier, attempts }, (started) => {
      const written = beginValues();
      this.#dropOld(written, started);
      return written;
    });
    return result === null ? null : this.#answer(result, carrier);
  }

  #dropOld(written: ValuesWritten, { leased }: Advance): void {
    for (const { task, mapIndex, tryNumber } of leased) {
      const { values } = this.#engine;
      if (tryNumber > 1 || values.isEdited(task, mapIndex)) values.drop(written, task, mapIndex);
    }
  }

  #answer(result: Advance, carrier: string): Leases | null {
    const run = this.#engine.load();
    if (run === null) return null;
    this.#engine.hear(carrier);
    return new LeaseWriter(run, this.#engine).write(result.leased, result.refused);
  }

  finish(request: FinishRequest): FinishReply | null {
    const { carrier, take, accepts, holding } = request;
    const finishes = request.finishes.map((finish) => ({ ...finish, output: findOutput(finish) }));
    const result = this.#engine.apply({ type: "finish", carrier, finishes, take, accepts, holding }, (done) =>
      this.#commit(request, done),
    );
    const leases = result === null ? null : this.#answer(result, carrier);
    return leases === null ? null : { ...leases, run: null, stale: result?.refused ?? [] };
  }

  /** Values and events of accepted finishes; logs of refused ones too, each with its own try. */
  #commit({ finishes }: FinishRequest, result: Advance): ReturnType<WriteMore> {
    const run = this.#engine.load();
    if (run === null) return {};
    const written = beginValues();
    this.#dropOld(written, result);
    const stale = new Set(result.refused.map(nameKey));
    const events = finishes.flatMap((finish) => {
      if (finish.logs !== null) written.writes.push(() => this.#keepLog(finish));
      const instance = findInstance(run, finish.taskId, finish.mapIndex);
      if (instance?.status.state !== "success" || stale.has(nameKey(finish))) return [];
      return this.#publish(written, instance, finish);
    });
    return { ...written, events };
  }

  #keepLog({ taskId, mapIndex, tryNumber, logs }: Logged): void {
    if (logs !== null) this.#engine.store.logs.append({ task: taskId, map: mapIndex, try: tryNumber }, logs);
  }

  #publish(
    written: ValuesWritten,
    { task, mapIndex, tryNumber }: TaskInstance,
    finish: AttemptFinish,
  ): CommittedEvent[] {
    const at = this.#engine.now();
    for (const { key, value } of finish.xcoms)
      this.#engine.values.publish(written, { task, map: mapIndex, key, at, ref: value });
    return finish.events.map((event) => ({ ...event, task, mapIndex, tryNumber, taskId: finish.taskId }));
  }

  /** Renews a carrier's lease by one row, whether or not the run is in memory. */
  heartbeat({ carrier, attempts }: HeartbeatRequest): HeartbeatReply {
    const { store } = this.#engine;
    for (const attempt of attempts) this.#keepLog(attempt);
    this.#engine.hear(carrier);
    const isKnown = store.renewCarrier(carrier, this.#engine.now() + LEASE);
    if (!isKnown) return { v: PROTOCOL, stop: attempts.map(({ taskId, mapIndex }) => ({ taskId, mapIndex })) };
    const stops = new Set(store.readStops(carrier));
    return {
      v: PROTOCOL,
      stop: attempts.filter((attempt) => stops.has(formatStop(attempt))).map(pickKey),
    };
  }
}

function nameKey({ taskId, mapIndex }: InstanceKey): string {
  return `${taskId}|${mapIndex}`;
}
function pickKey({ taskId, mapIndex }: InstanceKey): InstanceKey {
  return { taskId, mapIndex };
}

/** What of an attempt's values others can expand over. */
function findOutput({ xcoms }: AttemptFinish): Output {
  const output = xcoms.find(({ key }) => key === "return_value");
  return { isPushed: output !== undefined, length: output?.length ?? null };
}

/** What a run answers to people and to its DAG. */
export class RunActions {
  readonly #engine: RunEngine;
  readonly #reruns: RunReruns;
  readonly #deeds: RunDeeds;

  constructor(engine: RunEngine) {
    this.#engine = engine;
    this.#reruns = new RunReruns(engine);
    this.#deeds = new RunDeeds(engine, this.#reruns);
  }

  create(request: CreateRun): RunView {
    return viewRun(this.#engine.create(request));
  }

  view(): RunView | null {
    const run = this.#engine.load();
    return run === null ? null : viewRun(run);
  }

  describePast(taskIds: readonly string[]): readonly TaskPast[] | null {
    const run = this.#engine.load();
    return run === null ? null : describePast(run, taskIds);
  }

  async cancel({ state, by }: CancelRun): Promise<Result<RunView, Reason>> {
    await this.#engine.stir();
    const result = this.#engine.apply({ type: "cancel", state, by });
    const view = this.view();
    return result === null || view === null ? refuse(NO_RUN) : succeed(view);
  }

  rehearseCancel(state: CancelRun["state"]): Result<readonly InstanceView[], Reason> {
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    return succeed(
      selectToCancel(run, state).map(({ instance, as }) => {
        const view = viewInstance(run, instance);
        return { ...view, state: as, before: view.state };
      }),
    );
  }

  async clear(request: ClearInstances): Promise<Result<readonly InstanceView[], Reason>> {
    if (!request.dryRun) await this.#engine.stir();
    return this.#reruns.clear(request);
  }

  act(request: ActOnRun): Result<RunView, Reason> {
    return this.#deeds.act(request);
  }

  /** Its DAG knows that it calls, so that nobody need be told before. */
  adopt(request: AdoptRun): RunView | null {
    this.#reruns.adopt(request);
    return this.view();
  }

  async mark({ dryRun, ...request }: MarkInstances): Promise<Result<readonly InstanceView[], Reason>> {
    if (!dryRun) await this.#engine.stir();
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    const unknown = findUnknown(run, request.targets);
    if (unknown !== null) return refuse(unknown);
    const affected = selectToMark(run, request).map((instance) => ({ instance, before: instance.status.state }));
    if (!dryRun) this.#engine.apply({ ...request, type: "mark" });
    return succeed(affected.map(({ instance, before }) => ({ ...viewInstance(run, instance), before })));
  }

  async hold({ isHeld, by }: HoldRun): Promise<Result<RunView, Reason>> {
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    if (isRunEnded(run.state)) return refuse({ code: "run_over", params: { run: run.identity.runId } });
    this.#engine.apply({ type: "hold", isHeld, by });
    return succeed(viewRun(run));
  }

  async setNote(note: string | null): Promise<RunView | null> {
    await this.#engine.stir();
    this.#engine.apply({ type: "note", note });
    return this.view();
  }

  async clearPartition(): Promise<RunView | null> {
    await this.#engine.stir();
    if ((this.#engine.load()?.identity.partitionKey ?? null) !== null) this.#engine.apply({ type: "clear_partition" });
    return this.view();
  }

  grantSlots(leases: readonly string[], from?: GrantOrigin): void {
    this.#engine.takeGrants(leases, from);
  }

  signal(event: string): void {
    this.#engine.apply({ type: "signal", event });
  }
}
