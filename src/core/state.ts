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

/** Why an instance may move: the engine itself, a clear, or a person's mark. */
const CLEARED: readonly TaskState[] = ["none"];
const MARKED: readonly TaskState[] = ["success", "failed", "skipped"];
const FORCED: readonly TaskState[] = ["skipped", "upstream_failed", "removed"];

/**
 * Which states may follow which, by the engine's own hand. A mark by a person may always lead to success, failed or
 * skipped, and a clear always to none; those are allowed from everywhere. Source: Airflow's scheduler, execution API
 * and mark_tasks.
 */
const BY_ENGINE: Readonly<Record<TaskState, readonly TaskState[]>> = {
  none: ["scheduled", "queued", "running", "success", "deferred", ...FORCED],
  scheduled: ["queued", "running", "failed", ...FORCED],
  queued: ["running", "scheduled", "queued", "failed", ...FORCED],
  running: [
    "success",
    "failed",
    "skipped",
    "up_for_retry",
    "up_for_reschedule",
    "deferred",
    "awaiting_input",
    "restarting",
    "running",
  ],
  restarting: ["none", "up_for_retry", "running", "failed"],
  up_for_retry: ["scheduled", "queued", "running", "failed", ...FORCED],
  up_for_reschedule: ["scheduled", "queued", "running", "failed", ...FORCED],
  deferred: ["scheduled", "queued", "running", "failed", ...FORCED],
  awaiting_input: ["scheduled", "queued", "running", "failed", ...FORCED],
  success: [],
  failed: [],
  skipped: [],
  upstream_failed: [],
  removed: ["none"],
};

/** Whether one accepted batch may leave an instance in `to` that was in `from` before it. */
export function isAllowed(from: TaskState, to: TaskState): boolean {
  return from === to || BY_ENGINE[from].includes(to) || CLEARED.includes(to) || MARKED.includes(to);
}
