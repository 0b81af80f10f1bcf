import { listGates } from "./gates.ts";
import { FIRST_WINDOW } from "./gate-state.ts";
import type { GateState, Standing, TaskLine } from "./gate-state.ts";
import type { Gate } from "./gates.ts";
import { createLine } from "./ready.ts";
import type { Ready } from "./ready.ts";
import type { Reason } from "./reason.ts";
import { taskOf } from "./run.ts";
import type { Run, Status, TaskInstance } from "./run.ts";
import type { TaskState } from "./state.ts";

export function gatesOf(run: Run, task: number): readonly Gate[] {
  return listGates(run.topology, task, run.gates.isDefaultPoolLimited);
}

export function stateOf(run: Run, gate: Gate): GateState {
  const found = run.gates.byName.get(gate.name);
  if (found !== undefined) return found;
  const { name, kind, terms } = gate;
  const made: GateState = {
    name,
    kind,
    terms,
    wanting: new Set(),
    hopeless: 0,
    holding: new Set(),
    line: createLine(),
    window: FIRST_WINDOW,
    refusal: null,
    stamp: 0,
  };
  run.gates.byName.set(name, made);
  return made;
}

export function lineOf(run: Run, task: number): TaskLine {
  const found = run.gates.byTask.get(task) ?? { standing: 0, hopeless: 0, line: createLine() };
  run.gates.byTask.set(task, found);
  return found;
}

/** Puts an instance before the first of its gates. */
export function stand(run: Run, ready: Ready, gates: readonly Gate[]): void {
  const standing: Standing = { ready, gates, passed: 0, isAnswered: false, isHopeless: false, reason: null };
  run.wanting.set(ready.instance, standing);
  lineOf(run, ready.instance.task).standing += 1;
  run.gates.asking += 1;
  arrive(run, standing);
}

function arrive(run: Run, { gates, passed, ready }: Standing): void {
  const gate = gates[passed];
  if (gate === undefined) return;
  const state = stateOf(run, gate);
  state.wanting.add(ready.instance);
  state.stamp += 1;
}

/** The gate an instance stands at; undefined when it stands at none. */
export function gateAt({ gates, passed }: Standing): Gate | undefined {
  return gates[passed];
}

/** Lets an instance through the gate it stands at. False when it was the last one. */
export function pass(run: Run, standing: Standing): boolean {
  const gate = gateAt(standing);
  if (gate === undefined) return false;
  const state = stateOf(run, gate);
  setHopeless(run, state, standing, false);
  state.wanting.delete(standing.ready.instance);
  state.refusal = null;
  if (gate.kind !== "rate") state.holding.add(standing.ready.instance);
  standing.passed += 1;
  if (gateAt(standing) === undefined) return false;
  standing.reason = null;
  if (standing.isAnswered) {
    standing.isAnswered = false;
    run.gates.asking += 1;
  }
  arrive(run, standing);
  return true;
}

/** Notes that an instance has to wait where it stands. */
export function refuse(run: Run, standing: Standing, reason: Reason, isHopeless: boolean): void {
  const gate = gateAt(standing);
  if (gate === undefined) return;
  const state = stateOf(run, gate);
  answer(run, standing);
  setHopeless(run, state, standing, isHopeless);
  standing.reason = reason;
  state.refusal = reason;
}

function answer(run: Run, standing: Standing): void {
  if (!standing.isAnswered) run.gates.asking -= 1;
  standing.isAnswered = true;
}

function setHopeless(run: Run, state: GateState, standing: Standing, isHopeless: boolean): void {
  const more = Number(isHopeless) - Number(standing.isHopeless);
  state.hopeless += more;
  lineOf(run, standing.ready.instance.task).hopeless += more;
  standing.isHopeless = isHopeless;
}

/** Ends an instance's standing. What it had passed is given back, unless it goes on to be queued. */
export function leave(run: Run, standing: Standing): void {
  const { ready, gates, passed } = standing;
  const { instance } = ready;
  run.wanting.delete(instance);
  lineOf(run, instance.task).standing -= 1;
  answer(run, standing);
  for (const gate of gates.slice(0, passed + 1)) {
    const state = stateOf(run, gate);
    if (gate === gates[passed]) setHopeless(run, state, standing, false);
    if (state.wanting.delete(instance) || state.holding.delete(instance)) state.stamp += 1;
  }
}

/** Keeps true, as an instance goes from one status to another, who stands where and who holds what. */
export function follow(run: Run, instance: TaskInstance, from: Status, to: TaskState): void {
  const [before, after] = [holdIn(from.state), holdIn(to)];
  const standing = from.state === "scheduled" ? run.wanting.get(instance) : undefined;
  if (from.state === "scheduled" && standing === undefined) reviseGates(run, instance);
  if (standing === undefined && before === after) return;
  const gates = standing?.gates ?? gatesOf(run, instance.task);
  // The objects that let it through know that it holds what they gave.
  const isThrough = standing !== undefined && standing.passed === gates.length && after === "active";
  if (standing !== undefined && isThrough) {
    run.wanting.delete(instance);
    lineOf(run, instance.task).standing -= 1;
    answer(run, standing);
    return;
  }
  if (standing !== undefined) leave(run, standing);
  for (const gate of gates) if (gate.kind !== "rate") count(stateOf(run, gate), instance, before, after);
}

function count(state: GateState, instance: TaskInstance, before: Held, after: Held): void {
  if (after === null) state.holding.delete(instance);
  else state.holding.add(instance);
  if (before !== after) state.stamp += 1;
}

/** Memory that was lost since may have asked for an instance that goes on now: its gates hear of it again. */
function reviseGates(run: Run, instance: TaskInstance): void {
  for (const gate of gatesOf(run, instance.task)) stateOf(run, gate).stamp += 1;
}

type Held = "active" | "deferred" | null;

/** Whether an instance in a state counts for limits over runs; Airflow counts deferred ones for tasks, and for pools that say so. */
export function holdIn(state: TaskState): Held {
  if (state === "queued" || state === "running") return "active";
  return state === "deferred" || state === "awaiting_input" ? "deferred" : null;
}

/** Whether a task has reached its limit within the run: those that stand at gates count, since any may go on. */
export function isTaskFull(run: Run, index: number): boolean {
  const { place, byState } = taskOf(run, index);
  const limit = place.node.maxActiveTisPerDagrun;
  return limit !== undefined && countOfTask(run, index, byState) >= limit;
}

export function countOfTask(run: Run, index: number, byState: ReadonlyMap<TaskState, number>): number {
  const held = ["queued", "running", "deferred", "awaiting_input"] as const;
  const standing = run.gates.byTask.get(index)?.standing ?? 0;
  return held.reduce((sum, state) => sum + (byState.get(state) ?? 0), standing);
}
