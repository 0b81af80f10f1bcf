import { conclude } from "../../src/core/conclude.ts";
import type { ClearEvent, MarkEvent, Selection } from "../../src/core/event.ts";
import { rebaseRun } from "../../src/core/rebase.ts";
import { taskIdOf } from "../../src/core/run.ts";
import type { Run } from "../../src/core/run.ts";
import { beginStep } from "../../src/core/step.ts";
import type { Step } from "../../src/core/step.ts";
import type { RunState } from "../../src/core/state.ts";
import { cancelRun, clearInstances, markInstances } from "../../src/core/user-action.ts";
import { testIdentity } from "../support/graphs.ts";
import { compare, sumUp } from "./evaluation.ts";
import type { Evaluation, Verdict } from "./evaluation.ts";
import { INTENDED_CLEAR } from "./intended-clear.ts";
import { nameInstance, readDag, restoreRun } from "./recorded-run.ts";
import type { RecordedDag, RecordedState } from "./recorded-run.ts";

interface ClearRun {
  run_id: string;
  logical_date: string | null;
  state: RunState;
  tis: Record<string, RecordedState>;
}
interface Action {
  kind: "clear" | "clear_run" | "mark_task" | "mark_group" | "mark_run";
  dag_run_id: string | null;
  task_ids?: (string | [string, number])[];
  task_id?: string;
  group_id?: string;
  map_index?: number;
  new_state?: MarkEvent["state"];
  state?: "success" | "failed" | "queued";
  include_upstream?: boolean;
  include_downstream?: boolean;
  include_past?: boolean;
  include_future?: boolean;
  dry_run?: boolean;
  only_failed?: boolean;
  only_running?: boolean;
  only_new?: boolean;
  run_on_latest_version?: boolean;
  reset_dag_runs?: boolean;
  start_date?: string;
  end_date?: string;
}
interface Changed {
  state?: string;
  clear_number?: number;
  tis?: Record<string, [string | null, number, number]>;
}
export interface ClearCase {
  id: string;
  group: string;
  dag: RecordedDag;
  later?: RecordedDag;
  runs: ClearRun[];
  action: Action;
  expected: { status: number; changed?: Record<string, Changed> };
}

/** Does to each run what a person did to Airflow's, and compares what changed: run states, states, tries, clears. */
export function evaluateClear({ cases }: { readonly cases: readonly ClearCase[] }): Evaluation {
  const verdicts = cases.map((recorded): Verdict => {
    const reason = INTENDED_CLEAR.find(([pattern]) => pattern.test(recorded.id))?.[1];
    const expected = sortKeys(
      Object.entries(recorded.expected.changed ?? {}).map(([id, change]) => [id, pick(change)]),
    );
    const verdict = compare(recorded.id, expected, replay(recorded));
    const isIntended = verdict.kind === "different" && reason !== undefined;
    return isIntended ? { kind: "intended", line: `${recorded.id} ${reason}` } : verdict;
  });
  return sumUp(verdicts);
}

function sortKeys<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The recording's fields that have a counterpart here; instants have none. */
function pick({ state, clear_number, tis = {} }: Changed): Changed {
  return {
    ...(state === undefined ? {} : { state }),
    ...(clear_number === undefined ? {} : { clear_number }),
    tis: sortKeys(Object.entries(tis)),
  };
}

function replay(recorded: ClearCase): Record<string, Changed> {
  if (recorded.expected.status >= 400 || isRehearsal(recorded.action)) return {};
  const graph = readDag(recorded.dag);
  const chosen = new Set(chooseRuns(recorded));
  const changes = recorded.runs.map((own): [string, Changed] | null => {
    const identity = { ...testIdentity, runId: own.run_id };
    const run = restoreRun(graph, identity, own.tis);
    run.state = own.state;
    const before = describe(run);
    const { next, hasNew } = takeUpLatest(run, recorded);
    if (chosen.has(own)) act(beginStep(next, 1, "token"), recorded, hasNew);
    const change = subtract(describe(next), before, next, own);
    return change === null ? null : [own.run_id, change];
  });
  return sortKeys(changes.filter((change) => change !== null));
}

/** A clear of instances is one unless it says otherwise. */
function isRehearsal({ kind, dry_run: isDry }: Action): boolean {
  return isDry ?? kind === "clear";
}

/** As the API chooses them: one run, and with it those before and after it; or those between two dates. */
function chooseRuns({ runs, action }: ClearCase): ClearRun[] {
  const { dag_run_id: runId, include_past: past = false, include_future: future = false } = action;
  const named = runs.find(({ run_id }) => run_id === runId);
  const at = ({ logical_date }: ClearRun): number => Date.parse(logical_date ?? "");
  if (named !== undefined && !past && !future) return [named];
  if (past && future) return runs;
  if (named !== undefined) {
    return runs.filter((run) => run === named || (past && at(run) < at(named)) || (future && at(run) > at(named)));
  }
  const [from, to] = [Date.parse(action.start_date ?? ""), Date.parse(action.end_date ?? "")];
  return runs.filter((run) => !(at(run) < from) && !(at(run) > to));
}

function takeUpLatest(run: Run, { action, later }: ClearCase): { readonly next: Run; readonly hasNew: boolean } {
  if (later === undefined || (action.only_new !== true && action.run_on_latest_version !== true))
    return { next: run, hasNew: false };
  const rebased = rebaseRun(run, { graph: readDag(later), graphHash: "later", bundleId: "later" }, 1);
  if (!rebased.ok) throw new Error(rebased.error.code);
  return { next: rebased.value.run, hasNew: rebased.value.hasNew };
}

function act(step: Step, { action, dag }: ClearCase, hasNew: boolean): void {
  switch (action.kind) {
    case "clear":
    case "clear_run":
      return clearInstances(step, { ...readClear(step.run, action), hasNew });
    case "mark_task":
    case "mark_group":
      return markInstances(step, readMark(action, dag));
    case "mark_run":
      if (action.state === "queued") return clearInstances(step, readClear(step.run, action));
      cancelRun(step, action.state ?? "failed", "ann");
      if (step.run.unfinished === 0) conclude(step);
      return;
  }
}

function readClear(run: Run, action: Action): ClearEvent {
  const named = action.task_ids?.map((id) => (typeof id === "string" ? ([id, null] as const) : id));
  const all = run.topology.tasks.map(({ node }) => [node.id, null] as const);
  return {
    type: "clear",
    ...readSelection(action, action.only_new === true ? [] : (named ?? all)),
    onlyFailed: action.only_failed ?? action.kind === "clear",
    onlyRunning: action.only_running ?? false,
    resetRun: action.reset_dag_runs ?? true,
    by: "ann",
  };
}

function readMark(action: Action, dag: RecordedDag): MarkEvent {
  const ofGroup = dag.tasks.filter(({ group }) => group !== undefined && group === action.group_id).map(({ id }) => id);
  const ids = action.task_id === undefined ? ofGroup : [action.task_id];
  const index = action.map_index ?? null;
  const targets = ids.map((id) => [id, index === -1 ? null : index] as const);
  return { type: "mark", state: action.new_state ?? "success", ...readSelection(action, targets), by: "ann" };
}

function readSelection(action: Action, targets: readonly (readonly [string, number | null])[]): Selection {
  return {
    targets: targets.map(([taskId, mapIndex]) => ({ taskId, mapIndex })),
    upstream: action.include_upstream ?? false,
    downstream: action.include_downstream ?? false,
  };
}

type States = ReadonlyMap<string, [string | null, number, number]>;

function describe(run: Run): States {
  const all = run.tasks.flatMap(({ instances }) => instances);
  return new Map(
    all.map((instance) => {
      const { state } = instance.status;
      const name = nameInstance(taskIdOf(run, instance), instance);
      return [name, [state === "none" ? null : state, instance.tryNumber, instance.maxTries]];
    }),
  );
}

/** What a run has now and had not before; null when nothing changed. */
function subtract(after: States, before: States, run: Run, own: ClearRun): Changed | null {
  const tis = [...after].filter(([name, state]) => JSON.stringify(before.get(name)) !== JSON.stringify(state));
  const isSame = run.state === own.state && run.clearNumber === 0;
  if (isSame && tis.length === 0) return null;
  return {
    ...(run.state === own.state ? {} : { state: run.state }),
    ...(run.clearNumber === 0 ? {} : { clear_number: run.clearNumber }),
    tis: sortKeys(tis),
  };
}
