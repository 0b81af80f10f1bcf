import { z } from "@hono/zod-openapi";
import type { BulkView, Deed } from "../../core/bulk.ts";
import type { Json } from "../../core/json.ts";
import { renderReason } from "../../core/reason-words.ts";
import { RUN_STATES, TASK_STATES } from "../../core/state.ts";
import type { RunFilter } from "../../store/dag-run.ts";
import type { Range } from "../../store/list.ts";
import { awareInstant, dropUndefined } from "../parameters.ts";
import { refuseValue } from "../problem.ts";
import { RUN_TYPES } from "./dag-run.ts";
import { formatInstant, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const instant = awareInstant.nullish();

const filterBody = z.strictObject({
  state: z.array(z.enum(RUN_STATES)).nonempty().nullish(),
  run_type: z.array(z.enum(RUN_TYPES)).nonempty().nullish(),
  /** Runs with an instance in one of these states. */
  task_state: z.array(z.enum(TASK_STATES)).nonempty().nullish(),
  run_id_pattern: z.string().nullish(),
  run_after_gte: instant,
  run_after_lte: instant,
  logical_date_gte: instant,
  logical_date_lte: instant,
});

const ACTIONS = ["clear", "rerun", "mark", "cancel", "pause", "resume", "delete"] as const;

export const bulkBody = z
  .strictObject({
    action: z.enum(ACTIONS),
    dry_run: z.boolean().default(true),
    /** Either ids or a filter. */
    dag_run_ids: z.array(z.string()).min(1).nullish(),
    filter: filterBody.nullish(),
    /** Of a clear or rerun, which takes all tasks without it, and of a mark. */
    task_ids: z.array(z.string()).min(1).nullish(),
    include_upstream: z.boolean().default(false),
    include_downstream: z.boolean().default(false),
    only_failed: z.boolean().default(false),
    only_running: z.boolean().default(false),
    run_on_latest_version: z.boolean().default(false),
    conf: z.record(z.string(), z.custom<Json>()).nullish().openapi({ type: "object", additionalProperties: true }),
    /** What a mark or a cancel ends in. */
    state: z.enum(["success", "failed", "skipped"]).nullish(),
  })
  .openapi("BulkActionBody");
export type BulkBody = z.infer<typeof bulkBody>;

export const bulkAction = z
  .object({
    id: z.string(),
    dag_id: z.string(),
    action: z.enum(ACTIONS),
    state: z.enum(["running", "cancelled", "completed"]),
    made_by: z.string(),
    created_at: date,
    ended_at: date.nullable(),
    total: z.int(),
    done: z.int(),
    failed: z.int(),
    failures: z.array(z.object({ dag_run_id: z.string(), reason: z.string() })),
  })
  .openapi("BulkAction");

export function formatBulk(view: BulkView, dagId: string): z.infer<typeof bulkAction> {
  const { id, deed, state, by, createdAt, endedAt, total, done, failed } = view;
  return {
    id,
    dag_id: dagId,
    action: deed.kind === "hold" ? "pause" : deed.kind,
    state,
    made_by: by,
    created_at: formatInstant(createdAt),
    ended_at: formatOptional(endedAt),
    total,
    done,
    failed,
    failures: view.failures.map(({ runId, reason }) => ({ dag_run_id: runId, reason: renderReason(reason) })),
  };
}

/** What each run is asked. Throws a 422 for what a schema alone cannot say. */
export function toDeed(body: BulkBody): Deed {
  const { action, task_ids: taskIds = null, state = null } = body;
  switch (action) {
    case "clear":
    case "rerun": {
      const narrow = { onlyFailed: body.only_failed, onlyRunning: body.only_running };
      const wide = { upstream: body.include_upstream, downstream: body.include_downstream };
      return { kind: action, taskIds, ...wide, ...narrow, conf: body.conf ?? null };
    }
    case "mark":
      if (taskIds === null || state === null)
        throw refuseValue(["body"], "a mark needs task_ids and a state", { action, state });
      return { kind: "mark", taskIds, state };
    case "cancel":
      if (state === "skipped") throw refuseValue(["body", "state"], "a run ends in success or failed", state);
      return { kind: "cancel", state: state ?? "failed" };
    case "pause":
      return { kind: "hold" };
    case "resume":
    case "delete":
      return { kind: action };
  }
}

export function toRunFilter(filter: z.infer<typeof filterBody>): Partial<RunFilter> {
  return dropUndefined({
    states: filter.state ?? undefined,
    runTypes: filter.run_type ?? undefined,
    taskStates: filter.task_state ?? undefined,
    runIdPattern: filter.run_id_pattern ?? undefined,
    runAfter: toBounds(filter.run_after_gte, filter.run_after_lte),
    logicalDate: toBounds(filter.logical_date_gte, filter.logical_date_lte),
  });
}

function toBounds(gte: number | null | undefined, lte: number | null | undefined): Range | undefined {
  const bounds = dropUndefined({ gte: gte ?? undefined, lte: lte ?? undefined });
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}
