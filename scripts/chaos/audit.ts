import { z } from "zod";
import { inParallel, isOver, readState } from "./end.ts";
import type { KillableHost } from "./killable-host.ts";
import type { Entry } from "./ledger.ts";
import { EXPECTED, insist, insistAll, pathOfRun, type RunName } from "./load.ts";

/** What must not be; each a list of what it concerns. */
export interface Faults {
  /** Accepted runs and due slots without an end, instances without a success. */
  readonly lost: string[];
  /** More than one try that counts, or more than one value that was seen. */
  readonly twice: string[];
  /** Successes of which the ledger knows no start. */
  readonly phantom: string[];
}

const listed = z.object({
  task_instances: z.array(
    z.object({ task_id: z.string(), map_index: z.number(), try_number: z.number(), state: z.string().nullable() }),
  ),
});
const stamped = z.object({ value: z.object({ by: z.string(), nonce: z.string() }) });

/** What the ledger knows of each instance: which starts it had, and which of its values others saw. */
interface Witness {
  readonly starts: readonly Entry[];
  readonly seen: ReadonlySet<string>;
}

export function hearWitnesses(entries: readonly Entry[]): (by: string) => Witness {
  const starts = Map.groupBy(entries, ({ by }) => by);
  const seen = new Map<string, Set<string>>();
  for (const { by, nonce } of entries.flatMap(({ saw }) => saw)) seen.set(by, (seen.get(by) ?? new Set()).add(nonce));
  return (by) => ({ starts: starts.get(by) ?? [], seen: seen.get(by) ?? new Set() });
}

/** Holds every run against the ledger. */
export async function auditRuns(
  host: KillableHost,
  runs: readonly RunName[],
  entries: readonly Entry[],
): Promise<Faults> {
  const faults: Faults = { lost: [], twice: [], phantom: [] };
  const hear = hearWitnesses(entries);
  for (const run of runs) {
    const state = await readState(host, run);
    if (!isOver(state)) faults.lost.push(`${run.dagId}/${run.runId} is ${state ?? "unknown"}`);
    const task_instances = await insistAll(host, `${pathOfRun(run)}/taskInstances`, "task_instances");
    const { task_instances: instances } = listed.parse({ task_instances });
    await inParallel(EXPECTED[run.dagId] ?? [], async ([task, mapIndex]) => {
      const found = instances.find(({ task_id, map_index }) => task_id === task && map_index === mapIndex);
      const name = `${run.dagId}/${run.runId}/${task}/${mapIndex}`;
      if (found?.state !== "success") faults.lost.push(`${name} is ${found?.state ?? "unknown"}`);
      else await auditInstance(host, { run, task, mapIndex, name }, hear(name), faults);
    });
  }
  return faults;
}

interface InstanceName {
  readonly run: RunName;
  readonly task: string;
  readonly mapIndex: number;
  readonly name: string;
}

async function auditInstance(
  host: KillableHost,
  { run, task, mapIndex, name }: InstanceName,
  { starts, seen }: Witness,
  faults: Faults,
): Promise<void> {
  const path = `${pathOfRun(run)}/taskInstances/${task}`;
  const query = `map_index=${mapIndex}`;
  const tries = listed.parse((await insist(host, "GET", `${path}/tries?${query}`)).body).task_instances;
  const successes = tries.filter(({ state }) => state === "success");
  if (successes.length !== 1) faults.twice.push(`${name} has ${successes.length} successful tries`);
  const { body } = await insist(host, "GET", `${path}/xcomEntries/return_value?${query}`);
  const read = stamped.safeParse(body);
  if (!read.success) return;
  const { nonce } = read.data.value;
  const start = starts.find((entry) => entry.nonce === nonce);
  const isOfTry = start?.key.endsWith(`/${mapIndex}/${successes[0]?.try_number}`) === true;
  if (!isOfTry) faults.phantom.push(`${name} has a value of ${start?.key ?? "no known start"}`);
  const others = [...seen].filter((value) => value !== nonce);
  if (others.length > 0) faults.twice.push(`${name} was seen with ${others.length} other values`);
}
