import { isAllowed, isRunEnded, isTerminal, TASK_STATES } from "../../src/core/state.ts";
import type { TaskState } from "../../src/core/state.ts";
import { findInstance, taskIdOf, taskOf } from "../../src/core/run.ts";
import type { Run, Status, TaskInstance } from "../../src/core/run.ts";
import { isConsideredLeaf } from "../support/naive-graph.ts";
import { mayStart } from "./naive-rule.ts";
import type { Step, Transition } from "./shadow.ts";
import type { Violations } from "./violation.ts";

/** What a person may do to any instance in any state. */
const BY_HAND: ReadonlySet<string> = new Set(["clear", "mark", "cancel", "adopt"]);
const STARTED: ReadonlySet<string> = new Set(["scheduled", "queued", "running", "success"]);

type TransitionCheck = (step: Step, transition: Transition, violations: Violations, outcomes: Set<string>) => void;
type StepCheck = (step: Step, violations: Violations) => void;

/** What must hold of every change of an instance, and of every journal row: one row each. */
const TRANSITION_CHECKS: readonly TransitionCheck[] = [
  checkTransition,
  checkTries,
  checkOutcome,
  checkRule,
  checkHeld,
  checkFence,
];
const STEP_CHECKS: readonly StepCheck[] = [checkEnd, checkLife];

/** Checks one journal row. `outcomes` remembers the run's committed tries. */
export function checkStep(step: Step, outcomes: Set<string>, violations: Violations): void {
  for (const transition of step.transitions)
    for (const check of TRANSITION_CHECKS) check(step, transition, violations, outcomes);
  for (const check of STEP_CHECKS) check(step, violations);
}

function describe({ shadow }: Step, { instance, from, to }: Transition): string {
  return `${shadow.name} ${taskIdOf(shadow.run, instance)}[${instance.mapIndex}] ${from.state} → ${to.state}`;
}

/** I4: states follow one another as the table allows; what is over stays so, except by a person's hand. */
function checkTransition(step: Step, transition: Transition, violations: Violations): void {
  const { from, to } = transition;
  const { cause } = step.batch;
  if (from.state === to.state || BY_HAND.has(cause)) return;
  const isOverruled = from.state === "upstream_failed" && to.state === "skipped";
  const isKept = !isTerminal(from.state) || isOverruled;
  const isReached = REACHABLE.get(from.state)?.has(to.state) ?? false;
  violations.demand(isKept && isReached, "I4", () => `${describe(step, transition)} by ${cause}`);
}

/** Every state that may follow another within one event, which can take several steps. */
const REACHABLE = new Map(TASK_STATES.map((from) => [from, reachStates(from)]));

function reachStates(from: TaskState): Set<TaskState> {
  const reached = new Set<TaskState>();
  const stack: TaskState[] = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const to of TASK_STATES) {
      if (to === "none" || reached.has(to) || !isAllowed(at, to) || (isTerminal(at) && at !== from)) continue;
      reached.add(to);
      stack.push(to);
    }
  }
  return reached;
}

/** I10: tries are counted up, one at a time, and no further than retries allow. */
function checkTries(step: Step, transition: Transition, violations: Violations): void {
  const { instance, tryBefore, from } = transition;
  const more = instance.tryNumber - tryBefore;
  const isNew = from.state === "none" || from.state === "up_for_retry" || BY_HAND.has(step.batch.cause);
  violations.demand(
    more >= 0 && more <= (isNew ? 1 : 0) && instance.tryNumber <= instance.maxTries + 1,
    "I10",
    () => `${describe(step, transition)}: try ${tryBefore} → ${instance.tryNumber} of ${instance.maxTries + 1}`,
  );
}

/** I1: one outcome a try. A reschedule or deferral is none. */
function checkOutcome(step: Step, transition: Transition, violations: Violations, outcomes: Set<string>): void {
  const { instance, from, to, tryBefore } = transition;
  const isOutcome = to.state === "up_for_retry" || isTerminal(to.state);
  if (!isOutcome || from.state !== "running" || BY_HAND.has(step.batch.cause)) return;
  const key = `${taskIdOf(step.shadow.run, instance)} ${instance.mapIndex} ${tryBefore}`;
  violations.demand(!outcomes.has(key), "I1", () => `${describe(step, transition)}: a second outcome of its try`);
  outcomes.add(key);
}

/** I3: no try begins before its rule holds. */
function checkRule(step: Step, transition: Transition, violations: Violations): void {
  const { instance, from, to } = transition;
  if (from.state !== "none" || !STARTED.has(to.state) || BY_HAND.has(step.batch.cause)) return;
  violations.demand(mayStart(step.shadow.run, instance), "I3", () => `${describe(step, transition)} against its rule`);
}

/** Nothing of a run that is held is sent, or begins. */
function checkHeld(step: Step, transition: Transition, violations: Violations): void {
  const { from, to } = transition;
  const isNew = from.state !== to.state && (to.state === "queued" || to.state === "running");
  const isHeld = step.shadow.run.held !== null;
  violations.demand(!isNew || !isHeld, "held", () => `${describe(step, transition)} by ${step.batch.cause}`);
}

/** I2: once an instance is put back, nothing counts under the token it had. */
function checkFence(step: Step, transition: Transition, violations: Violations, outcomes: Set<string>): void {
  const { instance, from, to } = transition;
  const { shadow } = step;
  if (to.state === "none") noteFence(shadow.run, instance, from, outcomes);
  if (to.state !== "queued" && to.state !== "running") return;
  const isOld = outcomes.has(nameFence(shadow.run, instance, to.token));
  violations.demand(!isOld, "I2", () => `${describe(step, transition)} under a token from before it was put back`);
}

/** Another version puts instances back, too. */
export function noteFences(before: Run, now: Run, outcomes: Set<string>): void {
  for (const { place, instances } of before.tasks) {
    for (const instance of instances) {
      const after = findInstance(now, place.node.id, instance.mapIndex);
      if (after === undefined || after.status.state === "none") noteFence(before, instance, instance.status, outcomes);
    }
  }
}

function noteFence(run: Run, instance: TaskInstance, from: Status, outcomes: Set<string>): void {
  if (from.state === "queued" || from.state === "running") outcomes.add(nameFence(run, instance, from.token));
}

function nameFence(run: Run, { task, mapIndex }: TaskInstance, token: string): string {
  return `${taskOf(run, task).place.node.id} ${mapIndex} ${token}`;
}

/** I5 and I6: a run that has ended has nothing left, and ended as its leaves say, or as somebody decided. */
function checkEnd(step: Step, violations: Violations): void {
  const { run, name } = step.shadow;
  if (!isRunEnded(run.state) || step.batch.run === null) return;
  if (isRunEnded(step.stateBefore) || BY_HAND.has(step.batch.cause)) return;
  violations.demand(run.unfinished === 0, "I5", () => `${name} is ${run.state} with ${run.unfinished} unfinished`);
  const expected = run.verdict?.state ?? (hasFailedLeaf(run) ? "failed" : "success");
  violations.demand(run.state === expected, "I6", () => `${name} is ${run.state}, its leaves say ${expected}`);
}

/** I5: a run that goes on has something left to do. */
function checkLife({ shadow: { run, name } }: Step, violations: Violations): void {
  if (run.state !== "running") return;
  violations.demand(run.unfinished > 0, "I5", () => `${name} runs on with nothing left to do`);
}

function hasFailedLeaf(run: Run): boolean {
  const { graph } = run.topology;
  return run.tasks.some(
    ({ place, instances }) =>
      isConsideredLeaf(graph, place.node.id) &&
      instances.some(({ status }) => status.state === "failed" || status.state === "upstream_failed"),
  );
}
