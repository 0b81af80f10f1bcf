import { DagPast } from "../../src/coordinator/dag-past.ts";
import { DagState } from "../../src/coordinator/dag-state.ts";
import type { DagPeers, Host } from "../../src/coordinator/ports.ts";
import { conclude } from "../../src/core/conclude.ts";
import { passTime } from "../../src/core/due.ts";
import type { Graph, TaskNode } from "../../src/core/graph.ts";
import { isLatest } from "../../src/core/latest-only.ts";
import { decidePast, describePast, listPastQuestions, notePast } from "../../src/core/past.ts";
import type { RunIdentity, RunType } from "../../src/core/protocol.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { markAll } from "../../src/core/set-status.ts";
import { settleWave } from "../../src/core/settle.ts";
import { beginStep } from "../../src/core/step.ts";
import type { Timetable } from "../../src/core/timetable.ts";
import { testIdentity } from "../support/graphs.ts";
import { MemorySql } from "../support/world/memory-sql.ts";
import { compare, sumUp } from "./evaluation.ts";
import type { Evaluation, Verdict } from "./evaluation.ts";
import { INTENDED_PAST } from "./intended-past.ts";
import { nameInstance, parseName, readDag, restoreRun } from "./recorded-run.ts";
import type { RecordedState, RecordedTask } from "./recorded-run.ts";

/** After all that is due of a recorded status. */
const DUE = 2;

interface PastRun {
  run_id: string;
  type: string;
  logical_date: string | null;
  data_interval_end?: string;
  backfill_ordinal?: number;
  tis?: Record<string, RecordedState>;
}
export interface PastCase {
  id: string;
  now?: string;
  dag: {
    schedule: { timetable?: string; cron?: string; timezone?: string; delta_s?: number } | null;
    catchup?: boolean;
    tasks: RecordedTask[];
  };
  runs: PastRun[];
  expected: { run?: string; tis?: Record<string, string>; followed?: string[] };
}

/** Runs recorded decisions about a run's past through the DAG's own search for the run before, and the core. */
export async function evaluatePast({ cases }: { readonly cases: readonly PastCase[] }): Promise<Evaluation> {
  const verdicts: Verdict[] = [];
  for (const recorded of cases) {
    const got = recorded.expected.followed === undefined ? await decide(recorded) : follow(recorded);
    const verdict = compare(recorded.id, recorded.expected, got);
    const reason = INTENDED_PAST.find(([pattern]) => pattern.test(recorded.id))?.[1];
    const isIntended = verdict.kind === "different" && reason !== undefined;
    verdicts.push(isIntended ? { kind: "intended", line: `${recorded.id} ${reason}` } : verdict);
  }
  return sumUp(verdicts);
}

function readGraph({ dag }: PastCase): Graph {
  return readDag(dag, { timetable: readTimetable(dag.schedule) });
}

function readTimetable(schedule: PastCase["dag"]["schedule"]): Timetable {
  const { timetable, cron = "", timezone = "UTC", delta_s: seconds = 0 } = schedule ?? {};
  switch (timetable) {
    case "CronTrigger":
      return { kind: "cron_trigger", crons: [cron], timezone };
    case "CronDataInterval":
      return { kind: "cron_interval", cron, timezone };
    case "DeltaTrigger":
      return { kind: "delta_trigger", delta: { seconds } };
    case "DeltaDataInterval":
      return { kind: "delta_interval", delta: { seconds } };
    case "Once":
      return { kind: "once" };
    default:
      return { kind: "none" };
  }
}

function identify(run: PastRun, isOfBackfill: boolean): RunIdentity {
  const start = run.logical_date === null ? null : Date.parse(run.logical_date);
  const end = run.data_interval_end === undefined ? start : Date.parse(run.data_interval_end);
  return {
    ...testIdentity,
    runId: run.run_id,
    runType: run.type as RunType,
    logicalDate: start,
    dataInterval: start === null || end === null ? null : { start, end },
    ...(isOfBackfill ? { backfillId: 1 } : {}),
  };
}

/** A run in its recorded states. Tasks without one did not exist then, unless the run is the one to be decided. */
function restore(graph: Graph, recorded: PastRun, identity: RunIdentity, isWhole: boolean): Run {
  const names = new Set(Object.keys(recorded.tis ?? {}).map((name) => parseName(name).taskId));
  const tasks = isWhole ? graph.tasks : graph.tasks.filter(({ id }) => names.has(id));
  const known = new Set(tasks.map(({ id }) => id));
  const own = tasks.map((task) => ({ ...task, upstream: task.upstream.filter((id) => known.has(id)) }));
  return restoreRun({ ...graph, tasks: own }, identity, recorded.tis ?? {});
}

async function decide(recorded: PastCase): Promise<PastCase["expected"]> {
  const graph = readGraph(recorded);
  const subject = recorded.runs.at(-1);
  if (subject === undefined) throw new Error(`${recorded.id} has no run`);
  const ordinal = subject.backfill_ordinal ?? null;
  const runs = recorded.runs.map((run) => {
    const isEarlierOfBackfill = run !== subject && run.type === "backfill" && (ordinal ?? 0) > 1;
    const identity = identify(run, (run === subject && ordinal !== null) || isEarlierOfBackfill);
    return restore(graph, run, identity, run === subject);
  });
  const run = runs.at(-1);
  if (run === undefined) throw new Error(`${recorded.id} has no run`);
  await ask(graph, runs, run);
  for (const task of run.tasks) markAll(run, task);
  const step = beginStep(run, DUE, "token");
  passTime(step);
  while (settleWave(step));
  conclude(step);
  const states = run.tasks.flatMap(({ place, instances, isExpanded }): [string, string][] => {
    const waits = isExpanded ? 0 : countLiteral(place.node);
    if (waits > 0) return Array.from({ length: waits }, (_, index) => [`${place.node.id}[${index}]`, "wait"]);
    return instances.map((instance) => [nameInstance(place.node.id, instance), wordOf(instance)]);
  });
  const order = Object.keys(recorded.expected.tis ?? {});
  const rank = ([name]: [string, string]): number => order.indexOf(name);
  return { run: run.state, tis: Object.fromEntries(states.toSorted((a, b) => rank(a) - rank(b))) };
}

/** Airflow expands over a list in the DAG itself when the run is made; here it is done when the task is decided. */
function countLiteral({ expand }: TaskNode): number {
  const [source] = expand?.kind === "product" ? expand.sources : [];
  return source?.[1].kind === "literal" ? source[1].length : 0;
}

/** As the run's own object asks its DAG's. */
async function ask(graph: Graph, runs: readonly Run[], run: Run): Promise<void> {
  const peers = {
    describePast: async ({ runId }: { runId: string }, taskIds: readonly string[]) => {
      const found = runs.find(({ identity }) => identity.runId === runId);
      return found === undefined ? null : describePast(found, taskIds);
    },
  } as unknown as DagPeers;
  const sql = new MemorySql(() => undefined);
  const shipped = { graph, hash: "g", bundleId: "b" };
  const key = { team: "default", dagId: "test" };
  const dag = new DagState({ key, sql, clock: { now: () => 0 }, host: {} as Host, peers, shipped });
  for (const { identity } of runs) {
    const { runId, logicalDate, backfillId = null } = identity;
    dag.store.addRun(identity, null, "live");
    if (backfillId === null || logicalDate === null) continue;
    dag.backfills.addSlot({ backfillId, logicalDate, action: "made", reason: null, runId });
  }
  const taskIds = listPastQuestions(run, true);
  const facts = await new DagPast(dag).ask(run.identity.runId, { v: 1, taskIds, isScheduledOnly: graph.catchup });
  const nodes = new Map(graph.tasks.map((node) => [node.id, node]));
  const answers = taskIds.flatMap((taskId) => {
    const node = nodes.get(taskId);
    return node === undefined
      ? []
      : [{ taskId, reason: decidePast(node, facts.previous, !facts.known.includes(taskId)) }];
  });
  notePast(run, answers);
  sql.close();
}

function wordOf({ status: { state } }: TaskInstance): string {
  if (state === "none") return "wait";
  return state === "scheduled" ? "run" : state;
}

/** What latest-only lets go on: the tasks directly below it. */
function follow(recorded: PastCase): PastCase["expected"] {
  const [run] = recorded.runs;
  if (run === undefined) throw new Error(`${recorded.id} has no run`);
  const goesOn = isLatest(readGraph(recorded), identify(run, false), Date.parse(recorded.now ?? ""));
  const below = recorded.dag.tasks.filter(({ up }) => up?.includes("latest"));
  return { followed: goesOn ? below.map(({ id }) => id) : [] };
}
