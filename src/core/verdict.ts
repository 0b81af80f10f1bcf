import { findOutputLength } from "./mapping.ts";
import { judgePast } from "./past.ts";
import type { Reason } from "./reason.ts";
import { instanceAt, isOver, meetByIndex, taskOf } from "./run.ts";
import type { Run, RunTask, Succeeded, TaskInstance } from "./run.ts";
import { isTerminal } from "./state.ts";
import type { TaskState } from "./state.ts";
import { downLinks, reach } from "./topology.ts";
import type { Topology } from "./topology.ts";
import { evaluateSetups, evaluateTriggerRule } from "./trigger-rule.ts";
import type { Counts, SetupCounts, Verdict } from "./trigger-rule.ts";

const RUN: Verdict = { type: "run" };

/**
 * Decides an instance that has not started: run, wait, or a forced state, and why. Changes nothing. As in Airflow every
 * dependency is asked, and a later one's forced state wins over an earlier one's. Source: airflow/ti_deps/deps.
 */
export function judge(run: Run, instance: TaskInstance): Verdict {
  const task = taskOf(run, instance.task);
  const past = judgePast(run, task);
  const verdicts = [
    judgeRule(run, task, instance),
    judgeBranches(run, task, instance),
    judgeExpansion(run, task),
    past,
  ];
  const forced = verdicts.findLast((verdict) => verdict.type === "force");
  const waitsToSkip = task.place.node.waitForPastDependsBeforeSkipping === true && past.type === "wait";
  if (forced?.type === "force" && forced.state === "skipped" && waitsToSkip) return past;
  return forced ?? verdicts.find((verdict) => verdict.type === "wait") ?? RUN;
}

function judgeRule(run: Run, task: RunTask, instance: TaskInstance): Verdict {
  const { node, up, indirectSetups } = task.place;
  const partners = listPartners(run, task, instance, up);
  const counts = addPartners(task.outer, partners);
  if (counts.upstream === 0 || node.triggerRule === "always") return RUN;
  const relied = addPartners(task.indirectSetups, listPartners(run, task, instance, indirectSetups));
  const setups = node.teardown === null ? evaluateSetups(relied, instance.mapIndex) : RUN;
  if (setups.type === "force") return setups;
  const verdict = evaluateTriggerRule(node.triggerRule, counts, addSetups(task, partners), instance.mapIndex);
  if (verdict.type !== "run") return verdict;
  return setups.type === "wait" ? setups : judgeScope(run, task, instance);
}

/** A teardown waits for all that lies between its setups and itself. */
function judgeScope(run: Run, task: RunTask, instance: TaskInstance): Verdict {
  const inside = listPartners(run, task, instance, task.place.scope).filter(({ state }) => !isTerminal(state));
  const open = task.openInScope + inside.length;
  return open === 0 ? RUN : { type: "wait", reason: { code: "teardown_scope", params: { open } } };
}

/** The instance with the same map index in another task of the same mapped group. */
interface Partner {
  readonly isSetup: boolean;
  readonly state: TaskState;
}

function listPartners(
  run: Run,
  task: RunTask,
  { mapIndex }: TaskInstance,
  indexes: readonly number[],
): readonly Partner[] {
  if (task.place.mappedGroup === null) return [];
  const others = indexes.map((index) => taskOf(run, index)).filter(({ place }) => meetByIndex(task.place, place));
  return others.map((other) => ({
    isSetup: other.place.node.isSetup,
    state: instanceAt(other, other.isExpanded ? mapIndex : -1)?.status.state ?? "none",
  }));
}

function addPartners(outer: Counts, partners: readonly Partner[]): Counts {
  if (partners.length === 0) return outer;
  const counts = { ...outer, upstream: outer.upstream + partners.length };
  for (const { state } of partners) if (isTerminal(state)) counts[state] += 1;
  return counts;
}

function addSetups({ directSetups }: RunTask, partners: readonly Partner[]): SetupCounts {
  const setups = partners.filter(({ isSetup }) => isSetup);
  const count = (wanted: TaskState): number => setups.filter(({ state }) => state === wanted).length;
  return {
    upstream: directSetups.upstream + setups.length,
    success: directSetups.success + count("success"),
    skipped: directSetups.skipped + count("skipped"),
  };
}

/** A branch or short circuit that was decided against this task skips it, also after it was cleared. */
function judgeBranches(run: Run, task: RunTask, instance: TaskInstance): Verdict {
  for (const index of task.place.up) {
    const above = taskOf(run, index);
    const { arms, kind } = above.place.node;
    if (arms === null && kind !== "short_circuit" && kind !== "latest_only") continue;
    const decider = instanceAt(above, above.isExpanded ? instance.mapIndex : -1);
    if (decider?.status.state !== "success") continue;
    if (!isFollowed(run.topology, index, decider.status, task.place.index)) {
      return { type: "force", state: "skipped", reason: explainSkip(above.place.node.id) };
    }
  }
  return RUN;
}

export function explainSkip(taskId: string): Reason {
  return { code: "skipped_by", params: { task: taskId } };
}

/** A mapped task has no elements when the task that gives its list failed or was skipped; this holds for every rule. */
function judgeExpansion(run: Run, task: RunTask): Verdict {
  const sources = task.place.expandFrom.flatMap((index) => {
    const source = taskOf(run, index);
    return source.isExpanded ? [] : source.instances;
  });
  const failed = sources.find(
    (source) => source.status.state === "failed" || source.status.state === "upstream_failed",
  );
  if (failed !== undefined) return force(run, failed, "upstream_failed");
  const skipped = sources.find((source) => source.status.state === "skipped");
  return skipped === undefined ? RUN : force(run, skipped, "skipped");
}

function force(run: Run, source: TaskInstance, state: "upstream_failed" | "skipped"): Verdict {
  const params = { task: taskOf(run, source.task).place.node.id, state: source.status.state };
  return { type: "force", state, reason: { code: "expansion_source", params } };
}

const followed = new WeakMap<Succeeded, ReadonlySet<number>>();

/** Whether a decision lets one of its direct downstreams go on. */
export function isFollowed(topology: Topology, decider: number, status: Succeeded, child: number): boolean {
  if (status.decision === null) return true;
  if (status.decision.kind === "short_circuit") {
    return status.decision.proceed || topology.tasks[child]?.node.teardown !== null;
  }
  const arms = topology.tasks[decider]?.node.arms ?? {};
  const id = topology.tasks[child]?.node.id ?? "";
  if (!Object.values(arms).some((ids) => ids.includes(id))) return true;
  const found = followed.get(status) ?? followArms(topology, arms, status.decision.labels);
  followed.set(status, found);
  return found.has(child);
}

/** The chosen tasks and everything downstream of them. */
function followArms(
  topology: Topology,
  arms: Readonly<Record<string, readonly string[]>>,
  labels: readonly string[],
): Set<number> {
  const chosen = labels.flatMap((label) => arms[label] ?? []).flatMap((id) => topology.indexOf.get(id) ?? []);
  return new Set([...chosen, ...reach(downLinks(topology), chosen)]);
}

/**
 * Instances that a task, once decided so, skips at once: direct downstreams, or all of them for a short circuit. A mapped
 * decision speaks for its own index alone.
 */
export function listSkipped(run: Run, instance: TaskInstance, status: Succeeded): TaskInstance[] {
  if (status.decision === null) return [];
  const { place } = taskOf(run, instance.task);
  const isWide = status.decision.kind === "short_circuit" && place.node.ignoreDownstreamTriggerRules;
  const below = isWide ? [...reach(downLinks(run.topology), [place.index])] : place.down;
  return below.flatMap((index) => {
    const task = taskOf(run, index);
    if (isFollowed(run.topology, place.index, status, index)) return [];
    if (instance.mapIndex < 0) return task.instances.filter(isSkippable);
    const isNear = place.down.includes(index) || meetByIndex(task.place, place);
    const met = isNear ? instanceAt(task, instance.mapIndex) : undefined;
    return met !== undefined && isSkippable(met) ? [met] : [];
  });
}

/** As in Airflow, a decision overrules an upstream failure that was noted before it. */
function isSkippable(candidate: TaskInstance): boolean {
  const { state } = candidate.status;
  return state === "upstream_failed" || (!isOver(candidate) && state !== "running");
}

/** How many instances a mapped task gets now; null while that cannot be known. */
export function findLength(run: Run, task: RunTask): number | null {
  const { expand } = task.place;
  return expand === null ? null : findOutputLength(run, expand);
}
