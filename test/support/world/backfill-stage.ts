import type { BackfillSpec } from "../../../src/core/backfill.ts";
import type { Graph } from "../../../src/core/graph.ts";
import type { ControlBackfill } from "../../../src/core/objects.ts";
import type { BackfillView } from "../../../src/core/views.ts";
import { createGraph, createTask } from "../graphs.ts";
import { Stage } from "./stage.ts";
import type { WorldOptions } from "./world.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The world's clock starts at 2026-03-01T00:00Z. */
const START = Date.UTC(2026, 0, 1);

const HOURLY = { kind: "cron_trigger", crons: ["0 * * * *"], timezone: "UTC" } as const;
export const slotAt = (index: number) => START + index * HOUR;
export const runAt = (index: number) => `backfill__${new Date(slotAt(index)).toISOString().replace(".000Z", "+00:00")}`;

function createDag(options: Partial<Graph> = {}): Graph {
  return createGraph([createTask("a")], { timetable: HOURLY, startDate: Date.UTC(2030, 0, 1), ...options });
}

function describeSpec(slots: number, changes: Partial<BackfillSpec> = {}): BackfillSpec {
  const range = { from: START, to: slotAt(slots - 1) };
  const rest = { reprocess: "none", reverse: false, maxActiveRuns: 3, conf: null, onLatestVersion: true } as const;
  return { ...range, ...rest, ...changes };
}

type StageOptions = Partial<WorldOptions> & { readonly delivers?: boolean };

/** A DAG of one task, each hour, and its backfills in a test's hands. */
export class BackfillStage extends Stage {
  constructor(options: StageOptions = {}, graph: Partial<Graph> = {}) {
    super(createDag(graph), options);
  }

  /** Deploys the DAG with one task more. */
  shipMore(): void {
    const graph = createDag();
    this.world.deployment.ship({ ...graph, tasks: [...graph.tasks, createTask("z")] }, 2);
    this.dag().die();
  }

  async create(slots: number, changes: Partial<BackfillSpec> = {}, id = 1) {
    const request = { v: 1, id, spec: describeSpec(slots, changes), by: "ann" } as const;
    return this.ask(this.dag(), (engine) => engine.backfills?.create(request));
  }
  control(action: ControlBackfill["action"], id = 1) {
    return this.ask(this.dag(), (engine) => engine.backfills?.control({ v: 1, id, action, by: "ann" }));
  }
  async backfill(id = 1): Promise<BackfillView> {
    const view = await this.ask(this.dag(), (engine) => engine.backfills?.find(id) ?? null);
    if (view === null) throw new Error(`There is no backfill ${id}`);
    return view;
  }
  advance() {
    return this.ask(this.dag(), (engine) => engine.advance());
  }
  query(text: string) {
    return this.dag().sql.exec(text);
  }
  /** Runs by their state as D1 was told. */
  listRuns() {
    const rows = [...this.world.orgView.runs.values()].map(({ run }) => run);
    return rows.toSorted((one, other) => one.runAfter - other.runAfter);
  }
  countOpen(): number {
    return this.query("select 1 from run where stage in ('accepted', 'waiting', 'live')").length;
  }
  async end(index: number, outcome: "success" | "fail" = "success"): Promise<void> {
    const runId = runAt(index);
    await this.start(`carrier of ${index}`, ["a"], runId);
    const failed = { type: "fail", reason: { code: "error", params: {} }, retryable: false } as const;
    await this.finish(`carrier of ${index}`, "a", {
      runId,
      outcome: outcome === "fail" ? failed : { type: "success" },
    });
    await this.pass(SECOND);
  }
}
