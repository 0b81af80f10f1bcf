import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { KillableHost } from "./killable-host.ts";
import { insist, insistAll, pathOfRun, type RunName } from "./load.ts";

const AT_ONCE = 6;
const run = z.object({ dag_run_id: z.string(), state: z.string() });

export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** Runs that the clock has made so far. */
export async function listTicks(host: KillableHost): Promise<readonly RunName[]> {
  const dagId = "chaos_ticks";
  const runs = z.array(run).parse(await insistAll(host, `/api/v2/dags/${dagId}/dagRuns`, "dag_runs"));
  return runs.map(({ dag_run_id: runId }) => ({ dagId, runId }));
}

/** How a run stands by its own object's word; null when it is not known. */
export async function readState(host: KillableHost, name: RunName): Promise<string | null> {
  const { status, body } = await insist(host, "GET", pathOfRun(name));
  return status === 200 ? run.parse(body).state : null;
}

export function isOver(state: string | null): boolean {
  return state === "success" || state === "failed";
}

/** Waits until all have ended, or none has for so many milliseconds; those that had not by then. */
export async function waitForEnds(
  host: KillableHost,
  runs: readonly RunName[],
  patience: number,
  onLook: (open: number) => void,
): Promise<readonly RunName[]> {
  let open = runs;
  let deadline = performance.now() + patience;
  for (;;) {
    const states = await inParallel(open, (name) => readState(host, name));
    const left = open.filter((_, index) => !isOver(states[index] ?? null));
    if (left.length < open.length) deadline = performance.now() + patience;
    open = left;
    onLook(open.length);
    if (open.length === 0 || performance.now() > deadline) return open;
    await setTimeout(1_000);
  }
}
