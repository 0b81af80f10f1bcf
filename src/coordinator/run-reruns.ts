import { decideSlot } from "../core/backfill.ts";
import type { ClearEvent } from "../core/event.ts";
import type { AdoptRun, ClearInstances, RunVersion } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import { rebaseRun } from "../core/rebase.ts";
import type { Rebased } from "../core/rebase.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { findInstance, taskIdOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import { selectToClear } from "../core/user-action.ts";
import type { InstanceView } from "../core/views.ts";
import { checkConf } from "./conf.ts";
import type { RunEngine, WriteMore } from "./run-engine.ts";
import { viewInstance } from "./run-views.ts";

export const NO_RUN: Reason = { code: "run_not_found", params: { run: "" } };

/** What a clear would do, as the run is now. */
interface Plan {
  readonly run: Run;
  /** Set when it moves the run to another version. */
  readonly rebased: Rebased | null;
  readonly event: ClearEvent;
  readonly affected: readonly TaskInstance[];
}

/** Ways in which a run runs again: clear, rerun with another configuration or version, a backfill's adoption. */
export class RunReruns {
  readonly #engine: RunEngine;

  constructor(engine: RunEngine) {
    this.#engine = engine;
  }

  /** The instances put back, each with the state it had; of a rehearsal those that would be. */
  clear(request: ClearInstances, writeMore: WriteMore = () => ({})): Result<readonly InstanceView[], Reason> {
    const plan = this.#plan(request);
    if (!plan.ok) return plan;
    const { run, rebased, event, affected } = plan.value;
    const before = affected.map((instance) => viewInstance(run, instance));
    if (request.dryRun) return succeed(before);
    if (rebased === null) this.#engine.apply(event, writeMore);
    else this.#engine.rebase(rebased, event, writeMore);
    const now = this.#engine.load() ?? run;
    return succeed(
      before.map((view) => {
        const instance = findInstance(now, view.taskId, view.mapIndex);
        return { ...(instance === undefined ? view : viewInstance(now, instance)), before: view.state };
      }),
    );
  }

  #plan(request: ClearInstances): Result<Plan, Reason> {
    const before = this.#engine.load();
    if (before === null) return refuse(NO_RUN);
    const moved = this.#moveTo(before, request.version);
    if (!moved.ok) return moved;
    const rebased = moved.value;
    const run = rebased?.run ?? before;
    const described = describeClear(run, request, rebased?.hasNew ?? false);
    if (!described.ok) return described;
    const event = described.value;
    const affected = request.onlyNew === true ? listNew(run, before) : selectToClear(run, event);
    const running = affected.find(({ status }) => status.state === "running");
    if (request.preventRunning !== true || running === undefined) return succeed({ run, rebased, event, affected });
    return refuse({ code: "task_running", params: { task: taskIdOf(run, running), run: run.identity.runId } });
  }

  /** Null when the run is of that version already. */
  #moveTo(run: Run, version: RunVersion | undefined): Result<Rebased | null, Reason> {
    const { graphHash, bundleId } = run.identity;
    if (version === undefined || (version.graphHash === graphHash && version.bundleId === bundleId))
      return succeed(null);
    return rebaseRun(run, version, this.#engine.now());
  }

  /** A backfill takes the run over, and with it the version it is given, as far as its instances have a place there. */
  adopt({ version, v: _v, ...request }: AdoptRun): void {
    const event = { ...request, type: "adopt" } as const;
    const run = this.#engine.load();
    if (run === null) return;
    const isTaken =
      run.identity.backfillId !== request.backfillId && decideSlot(run.state, request.reprocess).type === "rerun";
    const rebased = isTaken ? this.#moveTo(run, version) : succeed(null);
    if (rebased.ok && rebased.value !== null) this.#engine.rebase(rebased.value, event);
    else this.#engine.apply(event);
  }
}

/** The event that a request asks for, once its tasks and its configuration are found to be the run's. */
function describeClear(run: Run, request: ClearInstances, hasNew: boolean): Result<ClearEvent, Reason> {
  const { version: _version, conf, preventRunning: _prevent, onlyNew = false, dryRun: _dryRun, ...rest } = request;
  const unknown = findUnknown(run, request.targets);
  if (unknown !== null) return refuse(unknown);
  const event = { ...rest, targets: onlyNew ? [] : rest.targets, type: "clear", hasNew } as const;
  if (conf === undefined) return succeed(event);
  const checked = checkConf(run.topology.graph, conf);
  return checked.ok ? succeed({ ...event, conf: checked.value }) : checked;
}

/** Instances of tasks that the run had not before. */
function listNew(run: Run, before: Run): TaskInstance[] {
  return run.tasks.flatMap(({ place, instances }) => {
    const index = before.topology.indexOf.get(place.node.id);
    const wasThere = index !== undefined && before.topology.tasks[index]?.node.isRemoved !== true;
    return wasThere ? [] : instances.filter(({ status }) => status.state === "none");
  });
}

export function findUnknown(run: Run, targets: ClearInstances["targets"]): Reason | null {
  for (const { taskId, mapIndex } of targets) {
    if (!run.topology.indexOf.has(taskId)) return { code: "task_not_found", params: { task: taskId } };
    const isMissing = mapIndex !== null && findInstance(run, taskId, mapIndex) === undefined;
    if (isMissing) return { code: "map_index_not_found", params: { task: taskId, mapIndex } };
  }
  return null;
}
