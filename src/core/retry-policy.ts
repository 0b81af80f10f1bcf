import { formatDagId } from "./ids.ts";
import { formatPythonDatetime, isEligibleToRetry, nextPokeDelay, retryDelaySeconds } from "./retry.ts";
import type { Carry, Run, RunTask, TaskInstance } from "./run.ts";

/** Milliseconds from the end of a failed try to the next one's start. */
export function computeRetryDelay(run: Run, task: RunTask, tryNumber: number): number {
  const { delay, multiplier, maxDelay } = task.place.node.retry;
  const seconds = retryDelaySeconds({
    dagId: formatDagId(run.identity),
    taskId: task.place.node.id,
    logicalDate: run.identity.logicalDate,
    tryNumber,
    delaySeconds: delay / 1000,
    multiplier,
    maxDelaySeconds: maxDelay === null ? null : maxDelay / 1000,
  });
  return seconds * 1000;
}

export function mayRetry(task: RunTask, instance: TaskInstance): boolean {
  const { tryNumber, maxTries } = instance;
  return isEligibleToRetry({ restarting: false, retries: task.place.node.retry.limit, tryNumber, maxTries });
}

/** Milliseconds until a sensor looks again. */
export function computePokeDelay(run: Run, task: RunTask, carry: Carry, elapsed: number): number {
  const { node } = task.place;
  if (node.sensor === null) return 0;
  const seconds = nextPokeDelay({
    dagId: formatDagId(run.identity),
    taskId: node.id,
    startedAt: formatPythonDatetime(carry.firstStartedAt),
    mode: "reschedule",
    exponentialBackoff: node.sensor.exponential,
    pokeCount: carry.pokes,
    runDurationSeconds: elapsed / 1000,
    pokeIntervalSeconds: node.sensor.every / 1000,
    timeoutSeconds: node.sensor.timeout / 1000,
    maxWaitSeconds: node.sensor.maxWait === null ? null : node.sensor.maxWait / 1000,
  });
  return seconds * 1000;
}
