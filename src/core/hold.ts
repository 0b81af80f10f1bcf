import { sendAgain } from "./dispatch.ts";
import { isRunEnded } from "./state.ts";
import { changeRun } from "./step.ts";
import type { Step } from "./step.ts";

/*
 * A run that is held starts nothing: nothing is sent or handed over, and what was sent before is refused when its carrier
 * comes. What runs goes on, timeouts count, and a run whose last instances end meanwhile ends. A hold is the room to start
 * being none (`countRoom`), so that the rules of gates and limits hold as they do without room.
 */

/** Holds the run, or lets it go on: then what lies in queues is sent again. One that is over, or so already, stays. */
export function holdRun(step: Step, isHeld: boolean, by: string): void {
  const { run, now } = step;
  if (isRunEnded(run.state) || (run.held !== null) === isHeld) return;
  changeRun(step, { held: isHeld ? { by, at: now } : null });
  if (!isHeld) sendQueued(step);
}

/** Queued instances are sent again under their tokens. */
export function sendQueued(step: Step): void {
  const { run } = step;
  if (run.held !== null) return;
  for (const { byState, instances } of run.tasks) {
    if ((byState.get("queued") ?? 0) === 0) continue;
    for (const instance of instances) {
      if (instance.status.state === "queued") sendAgain(step, instance, instance.status);
    }
  }
}
