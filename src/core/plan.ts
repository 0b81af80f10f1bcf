import type { Graph } from "./graph.ts";
import { diffGraphs, isSameGraph } from "./graph-diff.ts";
import type { GraphDiff } from "./graph-diff.ts";
import { DEFAULT_POOL, formatDagId } from "./ids.ts";
import type { DagKey } from "./ids.ts";
import type { Manifest } from "./manifest.ts";
import type { Reason } from "./reason.ts";
import { previewSchedule } from "./timetable-preview.ts";
import { describeTimetable } from "./timetable.ts";
import type { DataInterval } from "./timetable.ts";

/** A DAG as it is deployed. Instants are epoch milliseconds. */
export interface DeployedDag extends DagKey {
  readonly file: string | null;
  readonly graphHash: string;
  readonly bundleId: string;
  readonly graph: Graph;
  readonly lastSlot: DataInterval | null;
  /** Runs that have not ended, with the code they are pinned to. */
  readonly liveRuns: readonly { readonly runId: string; readonly bundleId: string }[];
}
export interface Deployed {
  readonly dags: readonly DeployedDag[];
  /** Null when nothing is known of them. */
  readonly pools: readonly { readonly team: string; readonly name: string; readonly slots: number }[] | null;
}

export interface SchedulePlan {
  readonly before: string;
  readonly after: string;
  /** The next runs, in the words of the schedule's own zone. */
  readonly nextBefore: readonly string[];
  readonly nextAfter: readonly string[];
  /** What becomes of slots that are due already once it is deployed. */
  readonly catchup: Reason | null;
}
export interface DagPlan {
  readonly dag: string;
  readonly file: string | null;
  /** `code` says that only what tasks do has changed, not the graph. */
  readonly change: "added" | "removed" | "graph" | "code";
  readonly graph: GraphDiff | null;
  readonly schedule: SchedulePlan | null;
  /** Runs under way whose code the deployment takes away. */
  readonly touchedRuns: readonly string[];
  readonly warnings: readonly Reason[];
}
export interface Plan {
  readonly v: 1;
  readonly dags: readonly DagPlan[];
  readonly unchanged: number;
  /** Files that do not compile, and what is wrong with them. */
  readonly broken: readonly { readonly file: string; readonly messages: readonly string[] }[];
}

type Shipped = { readonly graph: Graph; readonly hash: string; readonly file: string; readonly bundleId: string };
/** Runs foretold on each side. */
const NEXT = 3;

/** What deploying `manifest` over `deployed` would change. Pure: nothing is asked, and nothing is done. */
export function planDeploy(deployed: Deployed, manifest: Manifest, now: number): Plan {
  const shipped = listShipped(manifest);
  const bundles = new Set(manifest.files.flatMap((file) => (file.kind === "compiled" ? [file.bundleId] : [])));
  const brokenFiles = manifest.files.filter((file) => file.kind === "broken");
  const broken = brokenFiles.map(({ file, errors }) => ({ file, messages: errors.map(({ message }) => message) }));
  const before = new Map(deployed.dags.map((dag) => [formatDagId(dag), dag]));
  const names = [...new Set([...before.keys(), ...shipped.keys()])].toSorted();
  const plans = names.map((name): DagPlan | null => {
    const [old, young] = [before.get(name) ?? null, shipped.get(name) ?? null];
    const touched = (old?.liveRuns ?? []).filter(({ bundleId }) => !bundles.has(bundleId)).map(({ runId }) => runId);
    return planDag(name, old, young, { pools: deployed.pools, touched, now });
  });
  const dags = plans.filter((plan) => plan !== null);
  return { v: 1, dags, unchanged: names.length - dags.length, broken };
}

function listShipped(manifest: Manifest): Map<string, Shipped> {
  const found = new Map<string, Shipped>();
  for (const file of manifest.files) {
    if (file.kind === "broken") continue;
    for (const { graph, hash } of file.dags) {
      const name = formatDagId(graph);
      if (!found.has(name)) found.set(name, { graph, hash, file: file.file, bundleId: file.bundleId });
    }
  }
  return found;
}

interface Facts {
  readonly pools: Deployed["pools"];
  readonly touched: readonly string[];
  readonly now: number;
}

function planDag(dag: string, before: DeployedDag | null, after: Shipped | null, facts: Facts): DagPlan | null {
  const { touched: touchedRuns } = facts;
  const lost = touchedRuns.length === 0 ? [] : [warnLost(dag, touchedRuns, after === null)];
  const common = { dag, file: after?.file ?? before?.file ?? null, touchedRuns };
  if (after === null) return { ...common, change: "removed", graph: null, schedule: null, warnings: lost };
  const pools = warnPools(after.graph, facts.pools);
  if (before === null) {
    const next = foretell(after.graph, null, facts.now);
    const schedule = {
      before: "none",
      after: describeTimetable(after.graph.timetable),
      nextBefore: [],
      nextAfter: next.runs,
      catchup: next.catchup,
    };
    return { ...common, change: "added", graph: null, schedule, warnings: pools };
  }
  if (before.graphHash === after.hash && before.bundleId === after.bundleId) return null;
  const graph = diffGraphs(before.graph, after.graph);
  const schedule = planSchedule(before, after.graph, facts.now);
  const warnings = [...lost, ...warnRenamed(graph, after.graph), ...pools];
  return { ...common, change: isSameGraph(graph) ? "code" : "graph", graph, schedule, warnings };
}

const SCHEDULING = ["timetable", "startDate", "endDate", "catchup", "skipsMissed", "jitter"] as const;

/** Null when nothing about the schedule changes. */
function planSchedule(before: DeployedDag, after: Graph, now: number): SchedulePlan | null {
  const isSame = SCHEDULING.every((name) => JSON.stringify(before.graph[name]) === JSON.stringify(after[name]));
  if (isSame) return null;
  const next = foretell(after, before.lastSlot, now);
  return {
    before: describeTimetable(before.graph.timetable),
    after: describeTimetable(after.timetable),
    nextBefore: foretell(before.graph, before.lastSlot, now).runs,
    nextAfter: next.runs,
    catchup: next.catchup,
  };
}

function foretell(
  graph: Graph,
  lastSlot: DataInterval | null,
  now: number,
): { runs: string[]; catchup: Reason | null } {
  const { runs, catchup } = previewSchedule(graph, lastSlot, now, NEXT);
  const isNothing = catchup.makes.count === 0 && catchup.leavesOut.count === 0;
  return { runs: runs.map(({ local }) => local), catchup: isNothing ? null : catchup.reason };
}

function warnLost(dag: string, runs: readonly string[], isRemoved: boolean): Reason {
  const params = { dag, count: runs.length, runs: runs.slice(0, 5).join(", ") };
  return { code: isRemoved ? "plan_removed_live" : "plan_code_gone", params };
}

function warnRenamed({ renamed }: GraphDiff, graph: Graph): Reason[] {
  const past = new Set(graph.tasks.filter(({ dependsOnPast }) => dependsOnPast === true).map(({ id }) => id));
  return renamed.map(({ from, to }) => ({
    code: past.has(to) ? "plan_renamed_past" : "plan_renamed",
    params: { from, to },
  }));
}

function warnPools(graph: Graph, pools: Deployed["pools"]): Reason[] {
  if (pools === null) return [];
  const slotsOf = new Map(pools.filter(({ team }) => team === graph.team).map(({ name, slots }) => [name, slots]));
  return graph.tasks.flatMap(({ id, pool, poolSlots }): Reason[] => {
    if (pool === null || pool === DEFAULT_POOL) return [];
    const total = slotsOf.get(pool);
    if (total === undefined) return [{ code: "plan_pool_missing", params: { task: id, pool } }];
    const isTooSmall = total >= 0 && poolSlots > total;
    return isTooSmall ? [{ code: "plan_pool_too_small", params: { task: id, pool, slots: poolSlots, total } }] : [];
  });
}
