import { explainWait } from "./conclude.ts";
import { explainHeld } from "./held.ts";
import type { InstanceKey } from "./ids.ts";
import type { Reason } from "./reason.ts";
import { taskIdOf, taskOf } from "./run.ts";
import type { Run, RunTask, TaskInstance } from "./run.ts";
import { gateAt } from "./standing.ts";
import { isRunEnded, isTerminal } from "./state.ts";
import type { TaskState } from "./state.ts";

/** Why something is not running, from the very rule that holds it back. Instants are epoch milliseconds. */
export interface Wait {
  readonly reason: Reason;
  readonly since: number | null;
  /** When it goes on by itself; null when others decide. */
  readonly until: number | null;
  /** The pool, limit or rate it stands at, by the name of its object. */
  readonly gate: string | null;
  /** Instances of the same run that it waits for, or that hold what it waits for; some of them. */
  readonly holders: readonly (InstanceKey & { readonly since: number | null })[];
}
export interface InstanceWait extends InstanceKey, Wait {
  readonly state: TaskState;
  /** Instances of the task that wait for the same; this is one of them. */
  readonly alike: number;
}

/** Holders named at most. */
const HOLDERS = 5;

/** Every instance that is neither running nor over; those of a mapped task that wait for the same stand together. */
export function listWaits(run: Run, now: number): InstanceWait[] {
  if (isRunEnded(run.state)) return [];
  return run.tasks.flatMap((task) => listTaskWaits(run, task, now));
}

function listTaskWaits(run: Run, task: RunTask, now: number): InstanceWait[] {
  const found = new Map<string, InstanceWait>();
  for (const instance of task.instances) {
    const wait = explainInstance(run, instance, now);
    if (wait === null) continue;
    const { state } = instance.status;
    const key = JSON.stringify([state, wait.reason, wait.gate]);
    const before = found.get(key);
    const alike = (before?.alike ?? 0) + 1;
    const { mapIndex } = before ?? instance;
    found.set(key, { ...(before ?? wait), taskId: task.place.node.id, mapIndex, state, alike });
  }
  return [...found.values()];
}

/** Null for what runs or is over. */
export function explainInstance(run: Run, instance: TaskInstance, now: number): Wait | null {
  const { status } = instance;
  if (status.state === "running" || isTerminal(status.state)) return null;
  const wait = (code: string, params: Reason["params"], more: Partial<Wait> = {}): Wait => ({
    ...NOTHING,
    reason: { code, params },
    ...more,
  });
  switch (status.state) {
    case "none":
      if (run.state === "queued") return wait("run_queued", {});
      return { ...NOTHING, reason: explainWait(run, instance), holders: listUpstream(run, instance) };
    case "scheduled":
      return explainScheduled(run, instance, status.at);
    case "queued": {
      const held = explainHeld(run, instance);
      const { queuedAt: since } = status.times;
      if (held !== null) return { ...NOTHING, reason: held, since };
      return wait("carrier_awaited", { sends: status.sends }, { since, until: status.due });
    }
    case "up_for_retry": {
      const params = { try: instance.tryNumber + 1, error: status.reason.code };
      return wait("retry_awaited", params, { since: status.at, until: status.due });
    }
    case "up_for_reschedule":
      return wait(
        taskOf(run, instance.task).place.node.sensor === null ? "configuration_awaited" : "sensor_awaited",
        { pokes: status.carry.pokes },
        { since: status.carry.firstStartedAt, until: status.due },
      );
    case "deferred":
      return status.event === null
        ? wait("time_awaited", {}, { since: status.carry.firstStartedAt, until: status.due })
        : wait("event_awaited", { event: status.event }, { since: status.carry.firstStartedAt, until: status.due });
    case "awaiting_input":
      return wait("input_awaited", {}, { since: status.carry.firstStartedAt });
    default:
      return wait("restart_awaited", {}, { since: now });
  }
}

const NOTHING = { since: null, until: null, gate: null, holders: [] } as const;

/** Ready, and held back by a limit of the run, a gate, or a person. */
function explainScheduled(run: Run, instance: TaskInstance, since: number): Wait {
  const standing = run.wanting.get(instance);
  const gate = standing === undefined ? undefined : gateAt(standing);
  const reason = explainHeld(run, instance) ?? { code: gate === undefined ? "turn_awaited" : "gate_asked", params: {} };
  const holders = listHolders(run, instance, reason.code);
  return { reason, since, until: null, gate: gate?.name ?? null, holders };
}

/** What is directly above it and not over, one instance a task. */
function listUpstream(run: Run, instance: TaskInstance): Wait["holders"] {
  const open = taskOf(run, instance.task).place.up.flatMap((index) => {
    const found = taskOf(run, index).instances.find(({ status }) => !isTerminal(status.state));
    return found === undefined ? [] : [found];
  });
  return open.slice(0, HOLDERS).map((holder) => nameHolder(run, holder));
}

/** Who of the run's own instances holds what one waits for; a pool's other holders are known to the pool. */
function listHolders(run: Run, instance: TaskInstance, code: string): Wait["holders"] {
  if (code !== "max_active_tasks" && code !== "max_active_tis_per_dagrun") return [];
  const tasks = code === "max_active_tasks" ? run.tasks : [taskOf(run, instance.task)];
  const busy = tasks.flatMap((task) =>
    (task.byState.get("queued") ?? 0) + (task.byState.get("running") ?? 0) > 0 ? task.instances.filter(isBusy) : [],
  );
  return busy.slice(0, HOLDERS).map((holder) => nameHolder(run, holder));
}

function nameHolder(run: Run, holder: TaskInstance): Wait["holders"][number] {
  const { status, mapIndex } = holder;
  const since = "times" in status ? (status.times.startedAt ?? status.times.queuedAt) : null;
  return { taskId: taskIdOf(run, holder), mapIndex, since };
}

function isBusy({ status }: TaskInstance): boolean {
  return status.state === "queued" || status.state === "running";
}
