import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { inParallel } from "./end.ts";
import type { KillableHost } from "./killable-host.ts";
import { insist, pathOfRun, type RunName } from "./load.ts";

const row = z.looseObject({ dag_run_id: z.string() });
const runList = z.object({ dag_runs: z.array(row) });
const instanceList = z.object({ task_instances: z.array(row), total_entries: z.number() });
type Row = z.output<typeof row>;

const PAGE = 1_000;

/** A run and its instances as text, the same whichever way they came. */
function describeRun(run: Row, instances: readonly Row[]): string {
  const sort = (one: Row): string => JSON.stringify(one, Object.keys(one).toSorted());
  return JSON.stringify([sort(run), ...instances.map(sort).toSorted()]);
}

/** Undefined when there is no such run. */
async function describeObject(host: KillableHost, run: RunName): Promise<string | undefined> {
  const path = pathOfRun(run);
  const { status, body: own } = await insist(host, "GET", path);
  if (status === 404) return undefined;
  const { body } = await insist(host, "GET", `${path}/taskInstances?limit=${PAGE}`);
  return describeRun(row.parse(own), instanceList.parse(body).task_instances);
}

/** All of one DAG as the lists have it, which are read from D1. */
async function describeLists(host: KillableHost, dagId: string): Promise<ReadonlyMap<string, string>> {
  const path = `/api/v2/dags/${dagId}/dagRuns`;
  const { body } = await insist(host, "GET", `${path}?limit=${PAGE}`);
  const instances: Row[] = [];
  for (let total = 1; instances.length < total;) {
    const page = await insist(host, "GET", `${path}/~/taskInstances?limit=${PAGE}&offset=${instances.length}`);
    const read = instanceList.parse(page.body);
    if (read.task_instances.length === 0) break;
    instances.push(...read.task_instances);
    total = read.total_entries;
  }
  const byRun = Map.groupBy(instances, ({ dag_run_id: runId }) => runId);
  const runs = runList.parse(body).dag_runs;
  return new Map(runs.map((run) => [run.dag_run_id, describeRun(run, byRun.get(run.dag_run_id) ?? [])]));
}

async function listDiffering(host: KillableHost, dagId: string, runs: readonly RunName[]): Promise<string[]> {
  const lists = await describeLists(host, dagId);
  const texts = await inParallel(runs, (run) => describeObject(host, run));
  return runs.filter(({ runId }, index) => lists.get(runId) !== texts[index]).map(({ runId }) => `${dagId}/${runId}`);
}

/** Runs of which D1 still says something else than their objects when the time is up, in milliseconds. */
export async function waitForLists(host: KillableHost, runs: readonly RunName[], time: number): Promise<string[]> {
  const deadline = performance.now() + time;
  for (;;) {
    const differing: string[] = [];
    for (const [dagId, ofDag] of Map.groupBy(runs, (run) => run.dagId))
      differing.push(...(await listDiffering(host, dagId, ofDag)));
    if (differing.length === 0 || performance.now() > deadline) return differing;
    await setTimeout(2_000);
  }
}
