import { boundRange } from "../../src/core/backfill.ts";
import type { BackfillSpec } from "../../src/core/backfill.ts";
import { listSlots } from "../../src/core/backfill-slots.ts";
import type { DagKey } from "../../src/core/ids.ts";
import type { BackfillProgress } from "../../src/core/views.ts";
import type { Actor } from "../support/world/actor.ts";
import type { World } from "../support/world/world.ts";
import type { Writes } from "../support/world/writes.ts";
import type { BulkWatch } from "./bulk-checks.ts";
import type { Violations } from "./violation.ts";

type Dag = Pick<Actor<unknown>, "name" | "sql">;
type Row = Readonly<Record<string, unknown>>;

interface Event {
  readonly world: World;
  readonly key: DagKey;
  readonly dag: Dag;
  readonly writes: Writes;
  readonly before: Paused;
  readonly after: Paused;
  /** Backfills that were over before. */
  readonly over: Set<string>;
  readonly violations: Violations;
}

/** What starts nothing. */
interface Paused {
  readonly isPaused: boolean;
  readonly backfills: ReadonlySet<number>;
}

const RUNS: Paused = { isPaused: false, backfills: new Set() };

/** What must hold of whatever a DAG's object has stored: one row each. */
const CHECKS: readonly ((event: Event) => void)[] = [checkStarts, checkOneBackfill, checkBackfillRoom, checkCompleted];

export class DagWatch {
  readonly #violations: Violations;
  readonly #bulks: BulkWatch;
  readonly #paused = new Map<string, Paused>();
  readonly #over = new Set<string>();

  constructor(violations: Violations, bulks: BulkWatch) {
    this.#violations = violations;
    this.#bulks = bulks;
  }

  keep(world: World, key: DagKey, dag: Dag, writes: Writes): void {
    if (writes.length === 0 || dag.sql.isEmpty()) return;
    const before = this.#paused.get(dag.name) ?? RUNS;
    const isPauseNews = writes.some(([query]) => /^insert into (dag|backfill) /.test(query));
    const after = isPauseNews ? readPaused(dag) : before;
    this.#paused.set(dag.name, after);
    const seen = { before, after, over: this.#over, violations: this.#violations };
    for (const check of CHECKS) check({ world, key, dag, writes, ...seen });
    if (writes.some(([query]) => query.startsWith("insert into bulk "))) this.#bulks.checkOver(dag);
  }
}

function readPaused({ sql }: Dag): Paused {
  const [row] = sql.exec("select is_paused from dag");
  const paused = sql.exec("select id from backfill where state = 'paused'");
  return { isPaused: row?.["is_paused"] === 1, backfills: new Set(paused.map(({ id }) => Number(id))) };
}

/** Nothing is let go of a DAG that is paused, nor of a backfill that is. */
function checkStarts({ dag, writes, before, after, violations }: Event): void {
  if (!before.isPaused && before.backfills.size === 0) return;
  const started = writes.flatMap(([query, bindings]) => {
    if (query.startsWith("update run set stage = ? where") && bindings[0] === "live") return [String(bindings[1])];
    return query.startsWith("insert into run ") && bindings[2] === "live" ? [String(bindings[0])] : [];
  });
  for (const runId of started) {
    const [row] = dag.sql.exec("select backfill_id from run where run_id = ?", runId);
    const backfill = typeof row?.["backfill_id"] === "number" ? row["backfill_id"] : null;
    const isPaused = before.isPaused && after.isPaused;
    violations.demand(!isPaused, "paused", () => `${dag.name} is paused and starts ${runId}`);
    const isHeld = backfill !== null && before.backfills.has(backfill) && after.backfills.has(backfill);
    violations.demand(!isHeld, "paused", () => `${dag.name}: backfill ${backfill} is paused and starts ${runId}`);
  }
}

/** At most one of a DAG's backfills goes on. */
function checkOneBackfill({ dag, writes, violations }: Event): void {
  if (!writes.some(([query]) => query.startsWith("insert into backfill "))) return;
  const active = dag.sql.exec("select id from backfill where state in ('running', 'paused')");
  violations.demand(active.length <= 1, "backfill", () => `${dag.name} has ${active.length} backfills at once`);
}

/** A backfill takes no more runs on while as many as it may have are not over. */
function checkBackfillRoom({ dag, writes, violations }: Event): void {
  const takes = writes.flatMap(([query, [id, , action]]) => {
    return query.startsWith("insert into backfill_slot ") && action !== "left" ? [Number(id)] : [];
  });
  for (const id of new Set(takes)) {
    const [row] = dag.sql.exec("select spec from backfill where id = ?", id);
    const { maxActiveRuns } = JSON.parse(String(row?.["spec"])) as BackfillSpec;
    const open = dag.sql.exec(
      `select run_id from run where backfill_id = ? and stage in ('accepted', 'waiting', 'live') union
         select run_id from backfill_slot where backfill_id = ? and action = 'adopting'`,
      id,
      id,
    );
    const describe = (): string => `${dag.name}: backfill ${id} has ${open.length} of ${maxActiveRuns} runs`;
    violations.demand(open.length <= maxActiveRuns, "backfill", describe);
  }
}

/** Each slot of a completed backfill was made, run again, or left. */
function checkCompleted({ world, key, dag, writes, over, violations }: Event): void {
  const done = writes.filter(([query, row]) => query.startsWith("insert into backfill ") && row[3] === "completed");
  for (const id of new Set(done.map(([, [id]]) => Number(id)))) {
    const [row] = dag.sql.exec("select spec, progress, created_at from backfill where id = ?", id);
    const graph = world.deployment.find(key)?.graph;
    // What is over is written again when it has been told; a run of it may go on again by then.
    if (row === undefined || graph === undefined || over.has(`${dag.name} ${id}`)) continue;
    over.add(`${dag.name} ${id}`);
    const spec = JSON.parse(String(row["spec"])) as BackfillSpec;
    const slots = [...listSlots(graph.timetable, boundRange(spec, Number(row["created_at"])))].length;
    const counted = countDecided(row);
    violations.demand(counted === slots, "backfill", () => `${dag.name}: ${id} decided ${counted} of ${slots} slots`);
    const left = dag.sql.exec(
      "select 1 from run where backfill_id = ? and stage in ('accepted', 'waiting', 'live')",
      id,
    );
    violations.demand(left.length === 0, "backfill", () => `${dag.name}: ${id} is over, ${left.length} runs are not`);
  }
}

function countDecided(row: Row): number {
  const { made, rerun, left } = JSON.parse(String(row["progress"])) as BackfillProgress;
  return Object.values(left).reduce((sum, count) => sum + count, made + rerun);
}
