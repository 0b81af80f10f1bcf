import { explainHeld } from "../core/held.ts";
import type { CreateRun } from "../core/objects.ts";
import type { RunView } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { NO_TIMES, taskOf } from "../core/run.ts";
import type { Run, Status, TaskInstance, Times } from "../core/run.ts";
import { isTerminal } from "../core/state.ts";
import type { InstanceView } from "../core/views.ts";
import { weighTask } from "../core/weight.ts";

export function viewRun(run: Run): RunView {
  const { identity, state, queuedAt, startedAt, endedAt, note, clearNumber, held, seq } = run;
  const more = held === null ? {} : { held };
  // What brought the run about is its DAG's to tell: too much for every view.
  const { assetEvents: _, ...own } = identity;
  return { ...own, state, queuedAt, startedAt, endedAt, note, clearNumber, ...more, seq };
}

/** What would make the run as it is made now. */
export function describeMaking({ identity, topology, note }: Run): CreateRun {
  return { v: 1, identity, graph: topology.graph, note, admit: false };
}

export function viewInstance(run: Run, instance: TaskInstance): InstanceView {
  const view = viewStatus(run, instance, instance.status);
  return view.state === "scheduled" || view.state === "queued" ? { ...view, reason: explainHeld(run, instance) } : view;
}

/** An instance as it was, or is, with a status. */
export function viewStatus(run: Run, instance: Omit<TaskInstance, "status">, status: Status): InstanceView {
  const { node, index } = taskOf(run, instance.task).place;
  const { team, dagId, runId } = run.identity;
  const times = timesOf(status);
  return {
    team,
    dagId,
    runId,
    taskId: node.id,
    mapIndex: instance.mapIndex,
    state: status.state,
    tryNumber: instance.tryNumber,
    maxTries: instance.maxTries,
    kind: node.kind,
    pool: node.pool,
    poolSlots: node.poolSlots,
    priorityWeight: weighTask(run.topology, index),
    scheduledAt: times.scheduledAt,
    queuedAt: times.queuedAt,
    startedAt: times.startedAt,
    endedAt: isTerminal(status.state) || status.state === "up_for_retry" ? endOf(status) : null,
    carrier: status.state === "running" ? status.carrier : null,
    reason: reasonOf(status),
    note: instance.note,
  };
}

function timesOf(status: Status): Times {
  if ("times" in status) return status.times;
  return status.state === "scheduled" ? { ...NO_TIMES, scheduledAt: status.at } : NO_TIMES;
}

function endOf(status: Status): number | null {
  return "at" in status ? status.at : null;
}

function reasonOf(status: Status): Reason | null {
  return "reason" in status ? status.reason : null;
}
