import type { Advance } from "../core/advance.ts";
import type { AttemptName, RunEvent } from "../core/event.ts";
import { taskIdOf } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import type { RunStore } from "./run-store.ts";

/** Writes down attempts taken from a carrier that still carries others: its next heartbeat is told to stop them. */
export function listStops(store: RunStore, run: Run, event: RunEvent, { released }: Advance): (() => void)[] {
  const finished = new Set(event.type === "finish" ? event.finishes.map(formatStop) : []);
  return released.flatMap(({ instance, carrier, token }) => {
    const name = formatStop({ token, taskId: taskIdOf(run, instance), mapIndex: instance.mapIndex });
    const isOwn = event.type === "finish" && event.carrier === carrier && finished.has(name);
    return isOwn || !run.carriers.has(carrier) ? [] : [() => store.addStops(carrier, [name])];
  });
}

/** An attempt as a carrier's list of stops names it. */
export function formatStop({ token, taskId, mapIndex }: AttemptName): string {
  return `${token} ${taskId} ${mapIndex}`;
}
