import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { estimateCost } from "../../core/platform-cost.ts";
import { planBackfill } from "../../core/backfill-plan.ts";
import type { BackfillPlan, ExistingRun, PlannedSlot, PlanRequest } from "../../core/backfill-plan.ts";
import { nextSlot, previousSlot } from "../../core/backfill-slots.ts";
import { boundRange } from "../../core/backfill.ts";
import type { BackfillSpec } from "../../core/backfill.ts";
import type { Graph } from "../../core/graph.ts";
import { formatDagId, type DagKey } from "../../core/ids.ts";
import { RUN_STATES } from "../../core/state.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { refuseReason } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson, UNAVAILABLE } from "../route.ts";
import { backfillBody, backfillFields, dryRuns, toSpec } from "../shapes/backfill.ts";
import { formatInstant, formatOptional } from "../shapes/time.ts";
import { takeBackfill } from "./backfills.ts";
import { loadVersion } from "./dag-contents.ts";
import { dagPath } from "./paths.ts";

/** Slots that a dry run in Airflow's shape lists, which knows no pages. */
const LISTED = 100_000;
/** Runs asked of the DAG's object in one call. */
const ASKED = 20_000;

const dryRunRoute = defineRoute("operate", {
  method: "post",
  path: "/api/v2/backfills/dry_run",
  tags: ["Backfill"],
  operationId: "create_backfill_dry_run",
  request: takeJson(backfillBody),
  responses: { 200: answerJson(dryRuns), ...BAD_REQUEST, ...CONFLICT, ...UNAVAILABLE, ...REFUSALS },
});

const date = z.string().openapi({ format: "date-time" });
const planBody = z.strictObject({
  ...backfillFields,
  limit: z.int().min(0).max(1_000).default(50),
  offset: z.int().min(0).default(0),
});
const count = z.int();
const plan = z.object({
  dag_id: z.string(),
  /** Slots of the range; `is_exact` is false when there are more than are counted. */
  count,
  is_exact: z.boolean(),
  holes: count,
  existing: z.object({ queued: count, running: count, success: count, failed: count }),
  make: count,
  rerun: count,
  leave: count,
  first_logical_date: date.nullable(),
  last_logical_date: date.nullable(),
  cost: z.object({
    runs: count,
    tasks: count,
    object_requests: count,
    object_rows_written: count,
    queue_messages: count,
    d1_rows_written: count,
    usd: z.number(),
  }),
  slots: z.array(
    z.object({
      logical_date: date,
      run_after: date,
      data_interval_start: date,
      data_interval_end: date,
      state: z.enum(RUN_STATES).nullable(),
      action: z.enum(["make", "rerun", "leave"]),
      reason: z.string().nullable(),
    }),
  ),
});
const planRoute = defineRoute("operate", {
  method: "post",
  path: "/api/x/dags/{dag_id}/backfills:plan",
  tags: ["Extensions"],
  operationId: "plan_backfill",
  request: { params: dagPath, ...takeJson(planBody) },
  responses: { 200: answerJson(plan), ...BAD_REQUEST, ...REFUSALS },
});

export type BackfillPlansRoutes = typeof dryRunRoute | typeof planRoute;

export function registerBackfillPlans(app: ApiApp): void {
  app.openapi(dryRunRoute, async (context) => {
    const { dag_id, ...body } = context.req.valid("json");
    const page = { offset: 0, limit: LISTED, onlyRun: true };
    const { plan: found } = await rehearse(context, { dagId: dag_id, spec: toSpec(body), page });
    const total = found.make + found.rerun;
    if (!found.isExact || total > LISTED) {
      throw refuseReason({ code: "backfill_too_long", params: { limit: LISTED } });
    }
    const slots = found.slots.map(({ logicalDate }) => ({
      logical_date: formatInstant(logicalDate),
      partition_key: null,
      partition_date: null,
    }));
    return context.json({ backfills: slots, total_entries: total }, 200);
  });
  app.openapi(planRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { limit, offset, ...body } = context.req.valid("json");
    const page = { offset, limit, onlyRun: false };
    const { plan: found, graph } = await rehearse(context, { dagId: dag_id, spec: toSpec(body), page });
    return context.json(formatPlan(found, graph), 200);
  });
}

interface Rehearsal {
  readonly dagId: string;
  readonly spec: BackfillSpec;
  readonly page: PlanRequest["page"];
}

/** An active backfill is no matter for a rehearsal, and an empty range is an empty answer. */
async function rehearse(context: ApiContext, { dagId, spec, page }: Rehearsal) {
  const key = resolveDag(context.var.principal, dagId);
  const checked = await reachDag(context.env, key).checkBackfill(spec);
  const isHarmless =
    !checked.ok && (checked.error.code === "backfill_active" || checked.error.code === "backfill_empty");
  if (!isHarmless) takeBackfill(checked);
  const { graph } = await loadVersion(context, dagId);
  const now = context.var.now();
  const existing = await listExisting(context, { key, graph, spec, now });
  return { graph, plan: planBackfill(graph.timetable, { spec, now, existing, page }) };
}

interface Asked {
  readonly key: DagKey;
  readonly graph: Graph;
  readonly spec: BackfillSpec;
  readonly now: number;
}

/** Asked of the DAG's object, which is never behind. */
async function listExisting({ env }: ApiContext, { key, graph, spec, now }: Asked): Promise<ExistingRun[]> {
  const range = boundRange(spec, now);
  const first = nextSlot(graph.timetable, range, null);
  const last = previousSlot(graph.timetable, range, null);
  const existing: ExistingRun[] = [];
  if (first === null || last === null) return existing;
  for (let from = first.logicalDate; from <= last.logicalDate;) {
    const page = await reachDag(env, key).listRunStates(from, last.logicalDate, ASKED);
    for (const run of page) existing.push(run);
    const end = page.at(-1);
    if (end === undefined || page.length < ASKED) break;
    from = end.logicalDate + 1;
  }
  return existing;
}

function formatPlan(found: BackfillPlan, graph: Graph): z.infer<typeof plan> {
  const runs = found.make + found.rerun;
  // A mapped task counts once: how many items it will have nobody knows.
  const cost = estimateCost(runs, graph.tasks.length);
  return {
    dag_id: formatDagId(graph),
    count: found.count,
    is_exact: found.isExact,
    holes: found.holes,
    existing: { ...found.existing },
    make: found.make,
    rerun: found.rerun,
    leave: found.leave,
    first_logical_date: formatOptional(found.first?.logicalDate ?? null),
    last_logical_date: formatOptional(found.last?.logicalDate ?? null),
    cost: {
      runs,
      tasks: runs * graph.tasks.length,
      object_requests: cost.objectRequests,
      object_rows_written: cost.objectRows,
      queue_messages: cost.queueMessages,
      d1_rows_written: cost.d1Rows,
      usd: Math.round(cost.usd * 100) / 100,
    },
    slots: found.slots.map(formatSlot),
  };
}

function formatSlot({ logicalDate, runAfter, interval, state, action }: PlannedSlot) {
  return {
    logical_date: formatInstant(logicalDate),
    run_after: formatInstant(runAfter),
    data_interval_start: formatInstant(interval.start),
    data_interval_end: formatInstant(interval.end),
    state,
    action: action.type,
    reason: action.type === "leave" ? action.reason : null,
  };
}
