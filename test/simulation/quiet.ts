import { nameRunObject, prefixOfRun } from "../../src/core/ids.ts";
import type { RunKey } from "../../src/core/ids.ts";
import type { RunIdentity } from "../../src/core/protocol.ts";
import { taskIdOf } from "../../src/core/run.ts";
import { isRunEnded, isTerminal } from "../../src/core/state.ts";
import { nextDagRunInfo } from "../../src/core/timetable.ts";
import type { Graph } from "../../src/core/graph.ts";
import { viewInstance, viewRun } from "../../src/coordinator/run-views.ts";
import type { World } from "../support/world/world.ts";
import { checkAssets, findOpenAssets } from "./asset-checks.ts";
import type { Checker } from "./checker.ts";
import { StoredLogs } from "./log-checks.ts";
import { checkBackfills, checkCounts, checkSlotsOnce, findOpenDeed } from "./quiet-dag-checks.ts";
import type { People } from "./people.ts";
import type { Shadow } from "./shadow.ts";

/** What is left of a simulation. */
interface Lived {
  readonly world: World;
  readonly checker: Checker;
  readonly people: Pick<People, "promised" | "deleting" | "deleted" | "backfills">;
  readonly graphs: readonly Graph[];
  /** A DAG that waits for what the others update. */
  readonly consumer: Graph | null;
}

/** What still goes on, in words; null when everything has come to its end. */
export function findUnrest({ checker, graphs, world, consumer }: Lived): string | null {
  for (const shadow of checker.shadows.values()) {
    if (!isRunEnded(shadow.run.state)) return `L1 ${shadow.name} is ${shadow.run.state}: ${describeOpen(shadow)}`;
    if (!shadow.isAtRest()) return `L3 ${shadow.name} has ended at ${shadow.run.seq}, told ${describeMarks(shadow)}`;
  }
  for (const graph of graphs) {
    if (world.dag(graph).sql.isEmpty()) return `L2 ${graph.dagId} was never advanced`;
    const stages = countStages(world.dag(graph));
    for (const stage of ["accepted", "waiting", "live", "ending", "deleted"])
      if (stages.has(stage)) return `L1 ${graph.dagId} has ${stages.get(stage)} ${stage} runs`;
  }
  for (const graph of graphs) {
    const slot = findMissingSlot(world, graph);
    if (slot !== null) return `L2 ${graph.dagId} has no run for ${slot}`;
  }
  for (const graph of graphs) {
    const open = findOpenDeed(world.dag(graph));
    if (open !== null) return `L1 ${graph.dagId} has ${open}`;
  }
  return findOpenAssets(world, consumer, checker.shadows.values()) ?? findHeldPool(world);
}

function findHeldPool(world: World): string | null {
  for (const [name, actor] of world.poolActors) {
    const { held } = actor.engine().describe();
    // A pool without an alarm looks after silent holders when somebody next wants a slot.
    // What a rate has let start counts until somebody asks again.
    const isLeft = held > 0 && !name.startsWith("rate:");
    if (isLeft && !actor.isAlarmLost) return `I7 pool ${name} counts ${held} slots as held`;
  }
  return null;
}

function describeOpen({ run }: Shadow): string {
  const open = run.tasks.flatMap((task) => task.instances.filter(({ status }) => !isTerminal(status.state)));
  return open.map((instance) => `${taskIdOf(run, instance)}[${instance.mapIndex}] ${instance.status.state}`).join(", ");
}

function describeMarks({ marks }: Shadow): string {
  return JSON.stringify([...marks]);
}

function countStages(dag: { sql: { exec(query: string): readonly Readonly<Record<string, unknown>>[] } }) {
  const rows = dag.sql.exec("select stage, count(*) as count from run group by stage");
  return new Map(rows.map((row) => [String(row["stage"]), Number(row["count"])]));
}

/** What must hold when nothing happens any more: one row each. */
const QUIET_CHECKS: readonly ((lived: Lived) => void)[] = [
  checkUnrest,
  checkProjections,
  checkPromises,
  checkDeleted,
  checkLogs,
  checkDags,
  ({ world, checker, consumer }) => checkAssets(world, consumer, checker.shadows.values(), checker.violations),
];

export function checkQuiet(lived: Lived): void {
  for (const check of QUIET_CHECKS) check(lived);
}

function checkUnrest(lived: Lived): void {
  const unrest = findUnrest(lived);
  if (unrest !== null) lived.checker.violations.add(unrest.slice(0, 2), `never ends: ${unrest}`);
}

function checkDags({ world, checker: { violations }, people, graphs }: Lived): void {
  checkBackfills(world, people.backfills, violations);
  for (const graph of graphs) {
    checkSlotsOnce(world, graph, violations);
    checkCounts(world, graph, violations);
  }
}

function checkProjections(lived: Lived): void {
  for (const shadow of lived.checker.shadows.values()) checkRun(lived, shadow);
}

function checkLogs({ world, checker, people }: Lived): void {
  const stored = new StoredLogs(world);
  for (const [key, expected] of checker.logs) {
    const { name } = expected.shadow;
    // A run that was made anew holds nothing of what it was before.
    if (people.deleting.has(name) || checker.shadows.get(name) !== expected.shadow) continue;
    stored.check(expected, checker.said.get(key)?.flat().length ?? 0, checker.violations);
  }
}

/** I12 and L4: the projection is what the run's object holds; its registry entry too; and memory is what is stored. */
function checkRun({ world, checker, people }: Lived, shadow: Shadow): void {
  const { violations } = checker;
  const { run, name } = shadow;
  const rows = world.orgView.runs.get(name);
  const isDeleted = people.deleting.has(name);
  if (isDeleted && rows === undefined) {
    violations.add("deleted", `${name} was deleted and is there again`);
    return;
  }
  violations.demand(same(rows?.run, viewRun(run)), "I12", () => `${name}: ${JSON.stringify(rows?.run)}`);
  for (const task of run.tasks) {
    for (const instance of task.instances) {
      const view = viewInstance(run, instance);
      const row = rows?.instances.get(`${view.taskId} ${view.mapIndex}`)?.view;
      const isUntouched = instance.status.state === "none" && row === undefined;
      violations.demand(
        isUntouched || same(row, view),
        "I12",
        () => `${name} ${view.taskId}[${view.mapIndex}]: D1 ${JSON.stringify(row)}, run ${JSON.stringify(view)}`,
      );
    }
  }
  // It is there to be found: what it says of the run's state may be older than the run.
  const isRegistered = world.bucket.list(`registry/${prefixOfRun(run.identity)}`).length > 0;
  violations.demand(isRegistered, "L3", () => `${name} is not registered`);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A slot up to now, in order, that has no run; null when each has one. */
function findMissingSlot(world: World, graph: Graph): number | null {
  if (!graph.catchup || graph.timetable.kind === "once") return null;
  // As in Airflow, a run somebody made by hand for a slot's logical date stands for it.
  const { sql } = world.dag(graph);
  const rows = sql.exec("select identity from run");
  const made = new Set(rows.map((row) => (JSON.parse(String(row["identity"])) as RunIdentity).logicalDate));
  for (const row of sql.exec("select logical_date from slot_record")) made.add(Number(row["logical_date"]));
  const restriction = { earliest: graph.startDate, latest: graph.endDate, catchup: true };
  let last = null;
  for (;;) {
    const slot = nextDagRunInfo(graph.timetable, last, restriction, world.loop.now);
    if (slot === null || slot.runAfter > world.loop.now) return null;
    if (!made.has(slot.logicalDate)) return slot.logicalDate;
    last = slot.interval;
  }
}

/** Every accepted request ends as a visible, terminal record. */
function checkPromises({ world, checker, people }: Lived): void {
  for (const [name] of people.promised) {
    if (people.deleting.has(name)) continue;
    const run = world.orgView.runs.get(name)?.run;
    checker.violations.demand(
      run !== undefined && isRunEnded(run.state),
      "L1",
      () => `${name} was promised: ${run?.state}`,
    );
  }
}

/** A deleted run leaves nothing, wherever it was. */
function checkDeleted({ world, checker, people }: Lived): void {
  for (const [name, key] of people.deleted) {
    const left = [
      ...world.bucket.list(prefixOfRun(key)).filter((object) => !object.includes("/xcom/")),
      ...world.bucket.list(`registry/${prefixOfRun(key)}`),
      ...(world.orgView.runs.has(name) ? ["rows in D1"] : []),
      ...listTables(world, key),
    ];
    checker.violations.demand(left.length === 0, "deleted", () => `${nameRunObject(key)} left ${left.join(", ")}`);
  }
}

/** A tombstone stands until its alarm; one whose alarm is lost holds nothing of the run. */
function listTables(world: World, key: RunKey): string[] {
  const rows = world.run(key).sql.exec("select name from sqlite_master where type = 'table' and name <> 'tombstone'");
  return rows.map(({ name }) => `table ${String(name)}`);
}
