import { adoptRun } from "./adopt.ts";
import { editValues, noteInstances, removeInstance } from "./annotate.ts";
import { finishAttempts, startAttempts } from "./attempt.ts";
import type { Batch } from "./batch.ts";
import { conclude } from "./conclude.ts";
import { dispatchReady } from "./dispatch.ts";
import { passTime } from "./due.ts";
import type { RunEvent } from "./event.ts";
import type { InstanceKey } from "./ids.ts";
import { limitDefaultPool, takeAnswer } from "./gate-answer.ts";
import { holdRun, sendQueued } from "./hold.ts";
import { fail } from "./outcome.ts";
import { notePast } from "./past.ts";
import type { Run, RunTask, TaskInstance } from "./run.ts";
import { beginRun, settle } from "./settle.ts";
import { beginStep, change, changeIdentity, changeRun, closeStep } from "./step.ts";
import type { Released, Step } from "./step.ts";
import type { TaskState } from "./state.ts";
import { cancelRun, clearInstances, markInstances } from "./user-action.ts";

/** What one event brought about. `batch` is null when it changed nothing. */
export interface Advance {
  readonly batch: Batch | null;
  /** Instances to be sent to the queue. */
  readonly dispatch: readonly TaskInstance[];
  /** Instances leased to the caller, those of a repeated call included. */
  readonly leased: readonly TaskInstance[];
  /** Instances that were asked for, and refused as stale. */
  readonly refused: readonly InstanceKey[];
  /** Carriers that gained or lost attempts, with whether they had any before. */
  readonly carriers: ReadonlyMap<string, boolean>;
  /** Attempts taken from their carriers, by their finish or otherwise. */
  readonly released: readonly Released[];
}

/**
 * Takes one event at one time. Changes `run` in place and answers with what changed, for the journal, and what to do
 * next; a caller that cannot write the batch down must throw the run away and fold it anew. Reads no clock and no
 * random: `token` is 128 fresh random bits. Cost: O(what the event touches).
 */
export function advance(run: Run, event: RunEvent, now: number, token: string): Advance {
  const step = beginStep(run, now, token);
  take(step, event);
  settle(step);
  dispatchReady(step, event.type === "finish" ? event : null);
  conclude(step);
  const { dispatch, leased, refused, carriers, released } = step;
  return { batch: closeStep(step, event.type), dispatch: [...dispatch], leased, refused, carriers, released };
}

type Handlers = { readonly [Type in RunEvent["type"]]: (step: Step, event: Extract<RunEvent, { type: Type }>) => void };

const HANDLERS: Handlers = {
  admit: (step) => {
    if (step.run.state === "queued") beginRun(step);
  },
  start: (step, event) => startAttempts(step, event),
  finish: (step, event) => finishAttempts(step, event),
  due: (step) => passTime(step),
  redispatch: (step) => sendQueued(step),
  lost: (step, event) => event.carriers.forEach((carrier) => loseCarrier(step, carrier)),
  grant: (step, event) => takeAnswer(step, event),
  default_pool: (step, event) => limitDefaultPool(step.run, event.isLimited),
  past: (step, event) => notePast(step.run, event.answers),
  signal: (step, event) => signal(step, event.event),
  hold: (step, event) => holdRun(step, event.isHeld, event.by),
  cancel: (step, event) => cancelRun(step, event.state, event.by),
  clear: (step, event) => clearInstances(step, event),
  adopt: (step, event) => adoptRun(step, event),
  mark: (step, event) => markInstances(step, event),
  note: (step, event) => changeRun(step, { note: event.note }),
  clear_partition: (step) => changeIdentity(step, { partitionKey: null }),
  note_instances: (step, event) => noteInstances(step, event),
  edit: (step, event) => editValues(step, event),
  remove: (step, event) => removeInstance(step, event),
};

function take<Type extends RunEvent["type"]>(step: Step, event: Extract<RunEvent, { type: Type }>): void {
  const handle: (step: Step, event: Extract<RunEvent, { type: Type }>) => void = HANDLERS[event.type];
  handle(step, event);
}

function loseCarrier(step: Step, carrier: string): void {
  for (const instance of step.run.carriers.get(carrier) ?? []) {
    if (instance.status.state !== "running") continue;
    fail(step, instance, instance.status.times, { code: "lost_heartbeat", params: { carrier } }, "policy");
  }
}

function signal(step: Step, event: string): void {
  for (const instance of listInState(step.run, "deferred")) {
    const { status } = instance;
    if (status.state !== "deferred" || status.event !== event) continue;
    change(step, instance, { state: "scheduled", at: step.now, carry: status.carry });
  }
}

function listInState(run: Run, state: TaskState): TaskInstance[] {
  const tasks: RunTask[] = run.tasks.filter((task) => (task.byState.get(state) ?? 0) > 0);
  return tasks.flatMap((task) => task.instances.filter(({ status }) => status.state === state));
}
