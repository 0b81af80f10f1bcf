import { setTimeout } from "node:timers/promises";
import type { Random } from "../../test/support/world/random.ts";
import type { KillableHost } from "./killable-host.ts";

/** Task and map index of every instance a run has, by DAG. */
export const EXPECTED: Readonly<Record<string, readonly (readonly [task: string, mapIndex: number])[]>> = {
  chaos_load: [
    ["root", -1],
    ["indexes", -1],
    ...Array.from({ length: 20 }, (_, index) => ["work", index] as const),
    ["total", -1],
    ...Array.from({ length: 6 }, (_, index) => [`step_${index + 1}`, -1] as const),
  ],
  chaos_slots: [
    ["first", -1],
    ["second", -1],
  ],
  chaos_ticks: [["only", -1]],
};

/** The slots of chaos_slots, each of which has exactly one run. */
export const SLOTS = Array.from(
  { length: 12 },
  (_, hour) => `scheduled__2026-01-01T${String(hour).padStart(2, "0")}:00:00+00:00`,
);

export interface RunName {
  readonly dagId: string;
  readonly runId: string;
}

export function pathOfRun({ dagId, runId }: RunName): string {
  return `/api/v2/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`;
}

export function countLoadRuns(attempts: number): number {
  const ofSlots = SLOTS.length * (EXPECTED["chaos_slots"]?.length ?? 0);
  return Math.max(1, Math.ceil((attempts - ofSlots) / (EXPECTED["chaos_load"]?.length ?? 1)));
}

/** Asks again while nobody answers, or somebody says that it cannot be done just now. */
export async function insist(host: KillableHost, method: string, path: string, body?: unknown) {
  for (;;) {
    const answer = await host.call(method, path, body);
    if (answer !== null && answer.status < 500) return answer;
    await setTimeout(200);
  }
}

/** Every entry of a list, page by page; `name` is the field of an answer that holds them. */
export async function insistAll(host: KillableHost, path: string, name: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (;;) {
    const { status, body } = await insist(host, "GET", `${path}?limit=100&offset=${found.length}`);
    const entries: unknown = status === 200 && typeof body === "object" && body !== null ? Reflect.get(body, name) : [];
    if (!Array.isArray(entries) || entries.length === 0) return found;
    found.push(...entries);
  }
}

/** A pool that all runs together fill. */
export async function preparePool(host: KillableHost): Promise<void> {
  const { status, body } = await insist(host, "POST", "/api/v2/pools", { name: "chaos", slots: 3 });
  if (status >= 300) throw new Error(`The pool was refused: ${JSON.stringify(body)}`);
}

/**
 * Triggers runs, spread over about `duration` ms. A run is accepted when the product has said so; what was left open by
 * a kill is asked again, and then taken already, or taken now.
 */
export async function triggerRuns(
  host: KillableHost,
  { count, duration }: { readonly count: number; readonly duration: number },
  random: Random,
  accepted: RunName[],
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const run = { dagId: "chaos_load", runId: `load-${index}` };
    const request = { dag_run_id: run.runId, logical_date: null };
    const { status, body } = await insist(host, "POST", `/api/v2/dags/${run.dagId}/dagRuns`, request);
    if (status !== 200 && status !== 409) throw new Error(`A trigger got ${status}: ${JSON.stringify(body)}`);
    accepted.push(run);
    await setTimeout(random.between(0, Math.round((2 * duration) / count)));
  }
}
