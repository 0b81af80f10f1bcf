import { createBatch, describeRun } from "./batch.ts";
import type { Batch, Change, IdentityChange } from "./batch.ts";
import type { InstanceKey } from "./ids.ts";
import { expandTask } from "./run.ts";
import type { Run, RunTask, Status, TaskInstance } from "./run.ts";
import { setStatus } from "./set-status.ts";
import { isAllowed } from "./state.ts";

/** One event on its way through a run: applies every change at once and remembers it for the journal. */
export interface Step {
  readonly run: Run;
  readonly now: number;
  /** 128 random bits of this event; every dispatch it causes carries them. */
  readonly token: string;
  readonly touched: Set<TaskInstance>;
  readonly expansions: Map<number, number>;
  /** Instances to be sent to the queue. */
  readonly dispatch: Set<TaskInstance>;
  /** Instances leased to the caller. */
  readonly leased: TaskInstance[];
  /** Instances that were asked for, and refused as stale. */
  readonly refused: InstanceKey[];
  /** Carriers that gained or lost attempts, with whether they had any before. */
  readonly carriers: Map<string, boolean>;
  /** Attempts taken from their carriers, by their finish or otherwise. */
  readonly released: Released[];
  isRunTouched: boolean;
  /** Instances whose note changed. */
  readonly noted: Set<TaskInstance>;
  /** Values were edited: there is something to write down though no state changed. */
  isEdited: boolean;
  identity: IdentityChange | null;
}

export interface Released {
  readonly instance: TaskInstance;
  readonly carrier: string;
  readonly token: string;
}

export function beginStep(run: Run, now: number, token: string): Step {
  return {
    run,
    now,
    token,
    touched: new Set(),
    expansions: new Map(),
    dispatch: new Set(),
    leased: [],
    refused: [],
    carriers: new Map(),
    released: [],
    isRunTouched: false,
    noted: new Set(),
    isEdited: false,
    identity: null,
  };
}

export function change(step: Step, instance: TaskInstance, status: Status): void {
  const before = instance.status;
  if (!isAllowed(before.state, status.state)) {
    throw new Error(
      `No way leads from ${before.state} to ${status.state} (task ${instance.task}, ${instance.mapIndex})`,
    );
  }
  step.touched.add(instance);
  if (before.state === "running") {
    noteCarrier(step, before.carrier);
    step.released.push({ instance, carrier: before.carrier, token: before.token });
  }
  if (status.state === "running") noteCarrier(step, status.carrier);
  setStatus(step.run, instance, status);
}

function noteCarrier(step: Step, carrier: string): void {
  if (!step.carriers.has(carrier)) step.carriers.set(carrier, step.run.carriers.has(carrier));
}

export function changeRun(
  step: Step,
  values: Partial<
    Pick<Run, "state" | "queuedAt" | "startedAt" | "endedAt" | "clearNumber" | "note" | "verdict" | "held">
  >,
): void {
  Object.assign(step.run, values);
  step.isRunTouched = true;
}

/** Changes what the run was made with. */
export function changeIdentity(step: Step, values: IdentityChange): void {
  step.identity = { ...step.identity, ...values };
  step.run.identity = { ...step.run.identity, ...values };
  step.isRunTouched = true;
}

/** The instance it had before its expansion is replaced by the one with index 0, in the step too. */
export function expand(step: Step, task: RunTask, length: number): TaskInstance[] {
  step.expansions.set(task.place.index, length);
  const [unexpanded] = task.instances;
  const made = expandTask(step.run, task, length);
  const [first] = task.instances;
  if (unexpanded !== undefined && first !== undefined && step.touched.delete(unexpanded)) step.touched.add(first);
  return made;
}

/** Closes the step: numbers the batch, or gives null when the event changed nothing. */
export function closeStep(step: Step, cause: string): Batch | null {
  const { run } = step;
  const isAnnotated = step.noted.size > 0 || step.isEdited;
  if (step.touched.size === 0 && step.expansions.size === 0 && !step.isRunTouched && !isAnnotated) return null;
  run.seq += 1;
  const identity = step.identity === null ? {} : { identity: step.identity };
  return {
    ...createBatch(run.seq, step.now, cause),
    run: step.isRunTouched ? { ...describeRun(run), ...identity } : null,
    expansions: [...step.expansions],
    changes: groupChanges(step.touched),
    ...describeNotes(step.noted),
  };
}

/** For a row: nothing where no note is. */
export function describeNotes(instances: Iterable<TaskInstance>): Pick<Batch, "notes"> {
  const notes = [...instances].map(({ task, mapIndex, note }) => [task, mapIndex, note] as const);
  return notes.length === 0 ? {} : { notes };
}

/** Instances that share a status, by identity, share an entry. */
export function groupChanges(instances: Iterable<TaskInstance>): Change[] {
  const groups = new Map<Status, [number, number, number, number][]>();
  for (const instance of instances) {
    const { status, task, mapIndex, tryNumber, maxTries } = instance;
    const group = groups.get(status) ?? [];
    groups.set(status, group);
    group.push([task, mapIndex, tryNumber, maxTries]);
  }
  return [...groups].map(([status, instances]) => ({ status, instances }));
}
