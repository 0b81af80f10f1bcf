import type { RunState, TaskState } from "../../core/state.ts";

/** Every state that the dashboard shows: Airflow's, and what it says of DAGs. */
export type ShownState = TaskState | RunState | "paused" | "late";

interface StateLook {
  /** CSS colour of cells, bars and icons. */
  readonly fill: string;
  /** CSS colour of words. */
  readonly text: string;
  /** What a cell too small for an icon shows, so that colour never speaks alone. */
  readonly letter: string;
  /** What asks for attention comes first in lists and in summaries. */
  readonly rank: number;
}

/** The one table of looks. Icons of the same names stand in kit/state-icon.tsx. */
export const STATES: Readonly<Record<ShownState, StateLook>> = {
  failed: define("failed", "F", 0),
  upstream_failed: define("upstream-failed", "U", 1),
  late: define("late", "L", 2),
  awaiting_input: define("awaiting-input", "?", 3),
  up_for_retry: define("up-for-retry", "Y", 4),
  up_for_reschedule: define("up-for-reschedule", "H", 5),
  running: define("running", "R", 6),
  restarting: define("restarting", "T", 7),
  deferred: define("deferred", "D", 8),
  queued: define("queued", "Q", 9),
  scheduled: define("scheduled", "C", 10),
  success: define("success", "S", 11),
  skipped: define("skipped", "K", 12),
  removed: define("removed", "X", 13),
  none: define("none", "·", 14),
  paused: define("paused", "P", 15),
};

function define(name: string, letter: string, rank: number): StateLook {
  return { fill: `var(--state-${name})`, text: `var(--state-${name}-text)`, letter, rank };
}

/** The API's null is no state yet. */
export function readState(state: string | null): ShownState {
  return state !== null && isShown(state) ? state : "none";
}

function isShown(state: string): state is ShownState {
  return state in STATES;
}
