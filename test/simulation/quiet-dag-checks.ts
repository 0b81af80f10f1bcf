import type { DagEngine } from "../../src/coordinator/dag-engine.ts";
import type { BackfillView } from "../../src/core/views.ts";
import type { Graph } from "../../src/core/graph.ts";
import type { Actor } from "../support/world/actor.ts";
import type { World } from "../support/world/world.ts";
import type { People } from "./people.ts";
import type { Violations } from "./violation.ts";

/** What a DAG's object has taken on and not brought to its end, in words. */
export function findOpenDeed({ sql }: Pick<Actor<unknown>, "sql">): string | null {
  const [backfill] = sql.exec("select id, state from backfill where state in ('running', 'paused', 'cancelling')");
  if (backfill !== undefined) return `backfill ${String(backfill["id"])}, which is ${String(backfill["state"])}`;
  const [bulk] = sql.exec("select id from bulk where state = 'running'");
  if (bulk !== undefined) return `${String(bulk["id"])}, which goes on`;
  const [record] = sql.exec("select run_id from slot_record where is_open = 1");
  return record === undefined ? null : `run ${String(record["run_id"])}, which gave way and was not cancelled`;
}

/** I12: D1 knows of each backfill what its DAG's object does. */
export function checkBackfills(world: World, backfills: People["backfills"], violations: Violations): void {
  for (const [id, { graph }] of backfills) {
    const view = world.dag(graph).engine().backfills?.find(id) ?? null;
    const told: BackfillView | null = world.orgView.backfills.get(id) ?? null;
    const isSame = JSON.stringify(view) === JSON.stringify(told);
    violations.demand(isSame, "I12", () => `backfill ${id}: D1 ${JSON.stringify(told)}, DAG ${JSON.stringify(view)}`);
  }
}

/** What an object counts in memory is what it would count anew. */
export function checkCounts(world: World, graph: Graph, violations: Violations): void {
  const actor = world.dag(graph);
  // Memory holds on to the latest time it has seen, and what is next depends on the time.
  if (actor.hasJumped) return;
  const kept = describe(actor.engine());
  actor.die();
  const anew = describe(actor.engine());
  violations.demand(kept === anew, "counts", () => `${graph.dagId} believes ${kept}, and has ${anew}`);
}

function describe(engine: DagEngine): string {
  const view = engine.view();
  return JSON.stringify({ ...view, dueAt: view?.dueAt === null ? null : "some time" });
}

/** L2: each due slot has a run or a record, and not both: a record of a slot that never had a run names none. */
export function checkSlotsOnce(world: World, graph: Graph, violations: Violations): void {
  const both = world
    .dag(graph)
    .sql.exec(
      "select logical_date from slot_record where run_id is null and logical_date in (select logical_date from run where run_type = 'scheduled')",
    );
  violations.demand(both.length === 0, "L2", () => `${graph.dagId}: ${both.length} slots have a run and were left out`);
}
