import { decideSlot } from "./backfill.ts";
import type { AdoptEvent } from "./event.ts";
import { changeIdentity, changeRun } from "./step.ts";
import type { Step } from "./step.ts";
import { clearInstances } from "./user-action.ts";

/**
 * A backfill runs a run again that exists: all of it is put back, and from now on it is the backfill's. One that is in
 * flight, or not what the backfill reprocesses, stays as it is; so does one that is the backfill's already, so that the
 * call may be repeated.
 */
export function adoptRun(step: Step, event: AdoptEvent): void {
  const { run, now } = step;
  const { backfillId, reprocess, conf, by } = event;
  if (run.identity.backfillId === backfillId || decideSlot(run.state, reprocess).type !== "rerun") return;
  const targets = run.tasks.map(({ place }) => ({ taskId: place.node.id, mapIndex: null }));
  const all = { upstream: false, downstream: false, onlyFailed: false, onlyRunning: false, resetRun: true };
  clearInstances(step, { type: "clear", targets, ...all, by });
  const adoption = { runType: "backfill", triggeredBy: "backfill", backfillId } as const;
  changeIdentity(step, conf === null ? adoption : { ...adoption, conf });
  changeRun(step, { state: "queued", queuedAt: now, startedAt: null, endedAt: null, verdict: null });
}
