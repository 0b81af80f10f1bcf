import { PoolLedger } from "../../src/coordinator/pool-ledger.ts";
import { describeTrade, findLeased } from "../../src/coordinator/run-slots.ts";
import { advance } from "../../src/core/advance.ts";
import type { GrantEvent } from "../../src/core/event.ts";
import type { GateState } from "../../src/core/gate-state.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import type { PoolSettings } from "../../src/core/objects.ts";
import { createRun, taskIdOf } from "../../src/core/run.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { buildTopology } from "../../src/core/topology.ts";
import { weighTask } from "../../src/core/weight.ts";
import { testIdentity } from "../support/graphs.ts";
import { MemorySql } from "../support/world/memory-sql.ts";
import { compare, sumUp } from "./evaluation.ts";
import type { Evaluation, Verdict } from "./evaluation.ts";
import { INTENDED_POOLS } from "./intended-pools.ts";
import { nameInstance, readDag, restoreRun } from "./recorded-run.ts";
import type { RecordedState, RecordedTask } from "./recorded-run.ts";

/** Airflow's default, which the recordings leave out. */
const MAX_ACTIVE_TASKS = 16;
const NOW = 10;

interface RecordedPoolTask extends RecordedTask {
  pool?: string;
  pool_slots?: number;
  priority_weight?: number;
  weight_rule?: "absolute" | "downstream" | "upstream";
  max_active_tis_per_dag?: number;
  max_active_tis_per_dagrun?: number;
}
interface RecordedDag {
  id: string;
  paused?: boolean;
  max_active_tasks?: number;
  tasks: RecordedPoolTask[];
}
export interface PoolCase {
  id: string;
  pools?: Record<string, { slots: number; include_deferred: boolean }>;
  dags: RecordedDag[];
  runs?: { dag_id: string; run_id: string; logical_date: string; state: string; tis: Record<string, RecordedState> }[];
  expected: { queued?: string[][]; weights?: Record<string, number> };
}

/**
 * Which instances get slots when all have asked, over all passes: ours has no passes, so that the size of one decides
 * nothing. A gate's ledger hears every run before it grants.
 */
export function evaluatePools({ cases }: { readonly cases: readonly PoolCase[] }): Evaluation {
  const verdicts = cases.map((recorded): Verdict => {
    const { weights, queued = [] } = recorded.expected;
    const verdict =
      weights === undefined ? compareQueued(recorded, queued) : compare(recorded.id, weights, weigh(recorded));
    const reason = INTENDED_POOLS.find(([pattern]) => pattern.test(recorded.id))?.[1];
    const isIntended = verdict.kind === "different" && reason !== undefined;
    return isIntended ? { kind: "intended", line: `${recorded.id} ${reason}` } : verdict;
  });
  return sumUp(verdicts);
}

/** A recording that stops before an empty pass says only what is queued among others. */
function compareQueued(recorded: PoolCase, passes: readonly (readonly string[])[]): Verdict {
  const [wanted, ours] = [passes.flat().toSorted(), queue(recorded)];
  const isWhole = passes.at(-1)?.length === 0;
  return compare(recorded.id, wanted, isWhole ? ours : ours.filter((name) => wanted.includes(name)));
}

function readGraph(dag: RecordedDag) {
  const graph = readDag(dag, { dagId: dag.id, maxActiveTasks: dag.max_active_tasks ?? MAX_ACTIVE_TASKS });
  const tasks = graph.tasks.map((node, index) => {
    const task = dag.tasks[index];
    const { max_active_tis_per_dag: perDag, max_active_tis_per_dagrun: perRun, pool } = task ?? {};
    return {
      ...node,
      pool: pool === undefined || pool === "default_pool" ? null : pool,
      poolSlots: task?.pool_slots ?? 1,
      priorityWeight: task?.priority_weight ?? 1,
      weightRule: task?.weight_rule ?? ("downstream" as const),
      ...(perDag === undefined ? {} : { maxActiveTisPerDag: perDag }),
      ...(perRun === undefined ? {} : { maxActiveTisPerDagrun: perRun }),
    };
  });
  return { ...graph, tasks };
}

function weigh({ dags }: PoolCase): Record<string, number> {
  const [dag] = dags;
  if (dag === undefined) return {};
  const topology = buildTopology(readGraph(dag));
  return Object.fromEntries(dag.tasks.map(({ id }) => [id, weighTask(topology, topology.indexOf.get(id) ?? -1)]));
}

function queue(recorded: PoolCase): string[] {
  const ledgers = new Map<string, PoolLedger>();
  const runs = (recorded.runs ?? []).flatMap((run) => {
    const dag = recorded.dags.find(({ id }) => id === run.dag_id);
    return dag === undefined || run.state !== "running" ? [] : [restore(recorded, dag, run)];
  });
  const queued = runs.flatMap((run) => name(run, advance(run, { type: "admit" }, NOW, "t").dispatch));
  for (let round = 1; round < 1_000; round += 1) {
    const untold = runs.flatMap((run) => [...run.gates.byName.values()]).filter(isUntold);
    // Whoever will ask a pool has asked it before it grants.
    const gate = untold.find(({ kind }) => kind === "task") ?? untold[0];
    if (gate === undefined) return queued.toSorted();
    queued.push(...tradeAll(runs, gate.name, openLedger(ledgers, gate.name, recorded), round));
  }
  throw new Error(`${recorded.id} comes to no end`);
}

function restore(
  recorded: PoolCase,
  dag: RecordedDag,
  { run_id: runId, logical_date: date, tis }: NonNullable<PoolCase["runs"]>[number],
): Run {
  const identity = { ...testIdentity, dagId: dag.id, runId, logicalDate: Date.parse(date) };
  const graph = readGraph(dag);
  const isDefaultPoolLimited = (recorded.pools?.["default_pool"]?.slots ?? -1) >= 0;
  const empty = createRun(buildTopology(graph), identity, 0);
  empty.gates.isDefaultPoolLimited = isDefaultPoolLimited;
  return restoreRun(graph, identity, tis, empty);
}

const told = new WeakMap<GateState, number>();
const isUntold = (state: GateState): boolean => state.stamp > 0 && told.get(state) !== state.stamp;

/** All runs say what they hold and want; then the gate grants, and all hear of it. */
function tradeAll(runs: readonly Run[], gate: string, ledger: PoolLedger, word: number): string[] {
  const asking = runs.flatMap((run) => {
    const state = run.gates.byName.get(gate);
    return state === undefined ? [] : [{ run, state, request: describeTrade(run, state, { word, by: "me" }) }];
  });
  for (const { state, request } of asking) {
    told.set(state, state.stamp);
    ledger.take(request);
  }
  const granted = ledger.grant();
  return asking.flatMap(({ run, request }) => {
    const leases = granted.get(nameRunObject(run.identity)) ?? [];
    const total = ledger.countTotal();
    const refused = request.wants
      .filter(({ lease }) => !leases.includes(lease))
      .flatMap(({ lease, slots }) => {
        const isHopeless = total === null || slots > total;
        return findLeased(run, [lease]).map((key) => ({
          ...key,
          reason: { code: "pool_full", params: {} },
          isHopeless,
        }));
      });
    const event: GrantEvent = { type: "grant", gate, granted: findLeased(run, leases), refused, window: 1_000 };
    return name(run, advance(run, event, NOW, "t").dispatch);
  });
}

function openLedger(ledgers: Map<string, PoolLedger>, gate: string, { pools = {} }: PoolCase): PoolLedger {
  const found = ledgers.get(gate) ?? new PoolLedger(new MemorySql(() => undefined), { now: () => NOW });
  if (ledgers.has(gate)) return found;
  ledgers.set(gate, found);
  const pool = pools[gate];
  if (pool !== undefined) found.configure(readSettings(pool));
  return found;
}

function readSettings({
  slots,
  include_deferred: includeDeferred,
}: {
  slots: number;
  include_deferred: boolean;
}): PoolSettings {
  return { slots, includeDeferred };
}

function name(run: Run, instances: readonly TaskInstance[]): string[] {
  const { dagId, runId } = run.identity;
  return instances.map((instance) => `${dagId} ${runId} ${nameInstance(taskIdOf(run, instance), instance)}`);
}
