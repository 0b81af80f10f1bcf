/** The 14 task states of Airflow 3.3 (`none` is its null) and the four run states. Source: airflow/utils/state.py. */
export const TASK_STATES = [
  "none",
  "scheduled",
  "queued",
  "running",
  "success",
  "restarting",
  "failed",
  "up_for_retry",
  "up_for_reschedule",
  "upstream_failed",
  "skipped",
  "removed",
  "deferred",
  "awaiting_input",
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const TERMINAL_STATES = ["success", "failed", "skipped", "upstream_failed", "removed"] as const;
export type TerminalState = (typeof TERMINAL_STATES)[number];

export const RUN_STATES = ["queued", "running", "success", "failed"] as const;
export type RunState = (typeof RUN_STATES)[number];

const terminal: ReadonlySet<string> = new Set(TERMINAL_STATES);

export function isTerminal(state: TaskState): state is TerminalState {
  return terminal.has(state);
}

export function isRunEnded(state: RunState): boolean {
  return state === "success" || state === "failed";
}

const CLEARED: readonly TaskState[] = ["none"];
const MARKED: readonly TaskState[] = ["success", "failed", "skipped"];
/** A person deletes an instance of a run. */
const DELETED: readonly TaskState[] = ["removed"];

/**
 * Which states may follow which in one step, by the engine's own hand. A mark, a decision or a timeout may lead to
 * success, failed or skipped from everywhere, and a clear to none; a handed-over attempt skips the queue. Source:
 * Airflow's scheduler, execution API and mark_tasks.
 */
const BY_ENGINE: Readonly<Record<TaskState, readonly TaskState[]>> = {
  none: ["scheduled", "upstream_failed", "removed"],
  scheduled: ["queued", "running"],
  queued: ["running"],
  running: ["up_for_retry", "up_for_reschedule", "deferred", "awaiting_input", "restarting"],
  restarting: ["up_for_retry", "running"],
  up_for_retry: ["scheduled"],
  up_for_reschedule: ["scheduled"],
  deferred: ["scheduled"],
  awaiting_input: ["scheduled"],
  success: [],
  failed: [],
  skipped: [],
  upstream_failed: [],
  removed: [],
};

/** Whether an instance may go from `from` to `to` in one step; an event may take several. */
export function isAllowed(from: TaskState, to: TaskState): boolean {
  if (from === to || BY_ENGINE[from].includes(to)) return true;
  return CLEARED.includes(to) || MARKED.includes(to) || DELETED.includes(to);
}
