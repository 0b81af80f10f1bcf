import type { Json } from "../core/json.ts";
import { listPushed } from "../core/mapping.ts";
import type { LogLine } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { Run, RunTask, TaskInstance } from "../core/run.ts";
import type { RunState, TaskState } from "../core/state.ts";
import type { TaskContext } from "./context.ts";
import type { Outputs } from "./run-input.ts";

export type RunLogLine = LogLine & Pick<TaskContext, "taskId" | "mapIndex" | "tryNumber">;

export interface InstanceResult {
  readonly state: TaskState;
  readonly tries: number;
  readonly output: Json | undefined;
  /** Why it is in this state, where there is more to say. */
  readonly reason: Reason | null;
}
/** Of a mapped task: the list of outputs, the worst state and its reason, the most tries. */
export interface TaskResult extends InstanceResult {
  /** By map index; one for a task that is not mapped. */
  readonly instances: readonly InstanceResult[];
}
export interface RunResult {
  /** `running` when it waits for something that never comes. */
  readonly state: RunState;
  readonly tasks: Readonly<Record<string, TaskResult>>;
  /** What was logged, in order, at virtual times. */
  readonly log: readonly RunLogLine[];
}

/** Airflow's order in which the state of one instance stands for a whole mapped task. */
const WORST_FIRST: readonly TaskState[] = [
  "failed",
  "upstream_failed",
  "up_for_retry",
  "up_for_reschedule",
  "queued",
  "scheduled",
  "awaiting_input",
  "deferred",
  "running",
  "restarting",
  "none",
  "success",
  "skipped",
  "removed",
];

export function summarize(run: Run, outputs: Outputs, log: readonly RunLogLine[]): RunResult {
  const tasks = run.tasks.map((task) => [task.place.node.id, summarizeTask(task, outputs)] as const);
  return { state: run.state, tasks: Object.fromEntries(tasks), log };
}

function summarizeTask(task: RunTask, outputs: Outputs): TaskResult {
  const instances = task.instances.map((instance) => summarizeInstance(instance, outputs));
  const worst = instances.toSorted((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0];
  const { state = "none", reason = null } = worst ?? {};
  const tries = Math.max(0, ...instances.map((instance) => instance.tries));
  const output = task.isExpanded
    ? listPushed(task).map((index) => instances[index]?.output ?? null)
    : instances[0]?.output;
  return { state, tries, output, reason, instances };
}

function summarizeInstance(instance: TaskInstance, outputs: Outputs): InstanceResult {
  const { status, tryNumber } = instance;
  const reason = "reason" in status ? status.reason : null;
  return { state: status.state, tries: tryNumber, output: outputs.get(instance), reason };
}
