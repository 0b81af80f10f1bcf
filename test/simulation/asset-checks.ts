import type { AssetUpdate } from "../../src/core/asset-update.ts";
import { formatUpdateKey } from "../../src/core/asset-update.ts";
import { isFulfilled } from "../../src/core/asset.ts";
import type { Graph } from "../../src/core/graph.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import { assetConditionOf } from "../../src/core/timetable.ts";
import { createGraph, createTask } from "../support/graphs.ts";
import { Random } from "../support/world/random.ts";
import type { World } from "../support/world/world.ts";
import type { Shadow } from "./shadow.ts";
import type { Violations } from "./violation.ts";

/** A DAG that waits for what the others' tasks update; nobody acts on it. Null in worlds without. */
export function drawConsumer(seed: number): Graph | null {
  const random = new Random(`consumer ${seed}`);
  if (random.chance(0.3)) return null;
  const leaf = { kind: "asset", name: "a", uri: "a://a" } as const;
  const condition = random.pick([leaf, { kind: "all", of: [leaf] }, { kind: "ref", name: "a", uri: null }] as const);
  const timetable = { kind: "assets", condition: condition ?? leaf } as const;
  return createGraph([createTask("use")], { dagId: "down", timetable, maxActiveRuns: random.between(1, 3) });
}

/** A run that has not told all it has to tell of assets, or a run that is due and not made; in words. */
export function findOpenAssets(world: World, consumer: Graph | null, shadows: Iterable<Shadow>): string | null {
  for (const { run, name } of shadows) {
    const marks = world
      .run(run.identity)
      .sql.exec("select name, value from mark where name in ('asset_events', 'published', 'recorded')");
    const at = new Map(marks.map((row) => [String(row["name"]), Number(row["value"])]));
    const newest = at.get("asset_events") ?? 0;
    if ((at.get("published") ?? 0) < newest || (at.get("recorded") ?? 0) < newest)
      return `A1 ${name} has assets to tell`;
  }
  if (consumer === null || world.dag(consumer).sql.isEmpty()) return null;
  const condition = assetConditionOf(consumer.timetable);
  const queued = world.dag(consumer).engine().assets?.listQueued() ?? [];
  const isDue =
    condition !== null &&
    isFulfilled(
      condition,
      queued.map((asset) => ({ ...asset, aliases: [] })),
    );
  if (isDue) return `A1 ${consumer.dagId} makes no run of what waits for it`;
  const untold = world.dag(consumer).sql.exec("select 1 from asset_update where run_id is not null and is_told = 0");
  return untold.length === 0 ? null : `A1 ${consumer.dagId} has ${untold.length} updates to tell D1`;
}

/** A2: an update that was committed is taken up by exactly one run, or waits in the queue; and D1 knows of it. */
export function checkAssets(
  world: World,
  consumer: Graph | null,
  shadows: Iterable<Shadow>,
  violations: Violations,
): void {
  const committed = [...shadows].flatMap((shadow) => listCommitted(world, shadow));
  for (const key of committed) violations.demand(world.orgView.assets.has(key), "A2", () => `D1 does not know ${key}`);
  if (consumer === null) return;
  const { sql } = world.dag(consumer);
  const rows = sql.isEmpty() ? [] : sql.exec("select key, run_id from asset_update");
  const takers = new Map(rows.map((row) => [String(row["key"]), row["run_id"]]));
  for (const key of committed) violations.demand(takers.has(key), "A2", () => `${key} never reached ${consumer.dagId}`);
  checkWaiting(world, consumer, violations);
  const runs = new Map(
    world
      .dag(consumer)
      .engine()
      .listRunIds("", 100_000)
      .map((runId) => [runId, listTriggering(world, consumer, runId)]),
  );
  for (const [key, runId] of takers) {
    if (typeof runId !== "string") continue;
    const holders = [...runs].filter(([, keys]) => keys.has(key)).map(([holder]) => holder);
    const isOnce = holders.length === 1 && holders[0] === runId;
    violations.demand(isOnce, "A2", () => `${key} was taken up by ${runId}, and is held by ${holders.join(", ")}`);
    const pair = `${key} → ${nameRunObject({ ...consumer, runId })}`;
    violations.demand(world.orgView.assetRuns.has(pair), "A2", () => `D1 does not know ${pair}`);
  }
}

/** Nobody pauses the consumer: what no run has taken up stands in its queue, or no run would ever come of it. */
function checkWaiting(world: World, consumer: Graph, violations: Violations): void {
  const { sql } = world.dag(consumer);
  if (sql.isEmpty()) return;
  const lost = sql.exec(
    `select key from asset_update as u where run_id is null
       and not exists (select 1 from asset_queue as q where q.name = u.name and q.uri = u.uri)`,
  );
  for (const { key } of lost) violations.add("A2", `${String(key)} waits, and nothing is queued for it`);
}

function listCommitted(world: World, { run }: Shadow): string[] {
  const { team, dagId, runId } = run.identity;
  const history = world.run(run.identity).engine().engine.store.readHistory(0);
  return history.flatMap(({ events }) =>
    events.map(({ asset, taskId = "", mapIndex, tryNumber }) =>
      formatUpdateKey(team, { dagId, runId, taskId, mapIndex, tryNumber }, asset),
    ),
  );
}

function listTriggering(world: World, { team, dagId }: Graph, runId: string): ReadonlySet<string> {
  const run = world.run({ team, dagId, runId }).engine().engine.load();
  const updates: readonly AssetUpdate[] = run?.identity.assetEvents ?? [];
  return new Set(updates.map(({ key }) => key));
}
