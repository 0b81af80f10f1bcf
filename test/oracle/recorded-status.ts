import { NO_TIMES, NONE } from "../../src/core/run.ts";
import type { Carry, Status } from "../../src/core/run.ts";
import { TASK_STATES } from "../../src/core/state.ts";
import type { TaskState } from "../../src/core/state.ts";

const AT = { at: 0, times: NO_TIMES };
const CARRY: Carry = { firstStartedAt: 0, pokes: 0, resume: null };
const REASON = { code: "error", params: {} };
const OUTPUT = { isPushed: false, length: null };

/** A status of each state, for an instance that was recorded in it and nothing more. */
const STATUSES: Readonly<Record<TaskState, Status>> = {
  none: NONE,
  scheduled: { state: "scheduled", at: 0, carry: null },
  queued: { state: "queued", token: "t", times: NO_TIMES, due: 1, sends: 1, carry: null },
  running: { state: "running", token: "t", carrier: "c", times: NO_TIMES, due: null, carry: CARRY },
  success: { state: "success", ...AT, decision: null, output: OUTPUT },
  failed: { state: "failed", ...AT, reason: REASON },
  skipped: { state: "skipped", ...AT, reason: REASON },
  upstream_failed: { state: "upstream_failed", ...AT, reason: REASON },
  removed: { state: "removed", ...AT, reason: REASON },
  up_for_retry: { state: "up_for_retry", due: 1, ...AT, reason: REASON },
  up_for_reschedule: { state: "up_for_reschedule", due: 1, times: NO_TIMES, carry: CARRY },
  deferred: { state: "deferred", due: null, event: "e", times: NO_TIMES, carry: CARRY },
  awaiting_input: { state: "awaiting_input", times: NO_TIMES, carry: CARRY },
  restarting: { state: "restarting", times: NO_TIMES },
};

export function createStatus(state: string): Status {
  const known = TASK_STATES.find((name) => name === state);
  if (known === undefined) throw new Error(`There is no state ${state}`);
  return STATUSES[known];
}
