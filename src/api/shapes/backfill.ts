import { z } from "@hono/zod-openapi";
import { DEFAULT_ACTIVE_RUNS, REPROCESS } from "../../core/backfill.ts";
import type { BackfillSpec } from "../../core/backfill.ts";
import { formatDagId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { Reason } from "../../core/reason.ts";
import type { BackfillProgress } from "../../core/views.ts";
import type { ListedBackfill } from "../../store/backfill.ts";
import { awareInstant } from "../parameters.ts";
import { formatInstant, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const reprocess = z.enum(REPROCESS).openapi("ReprocessBehavior");

/** What a backfill is asked for, without its DAG. */
export const backfillFields = {
  from_date: awareInstant,
  to_date: awareInstant,
  run_backwards: z.boolean().default(false),
  dag_run_conf: z
    .record(z.string(), z.custom<Json>())
    .nullish()
    .openapi({ type: "object", additionalProperties: true }),
  reprocess_behavior: reprocess.default("none"),
  max_active_runs: z.int().default(DEFAULT_ACTIVE_RUNS),
  run_on_latest_version: z.boolean().nullish(),
};
export const backfillBody = z.strictObject({ dag_id: z.string(), ...backfillFields }).openapi("BackfillPostBody");

const fields = z.object(backfillFields);

export function toSpec(body: z.output<typeof fields>): BackfillSpec {
  return {
    from: body.from_date,
    to: body.to_date,
    reverse: body.run_backwards,
    reprocess: body.reprocess_behavior,
    maxActiveRuns: body.max_active_runs,
    conf: body.dag_run_conf ?? null,
    onLatestVersion: body.run_on_latest_version ?? true,
  };
}

export const backfill = z
  .object({
    id: z.int().min(0),
    dag_id: z.string(),
    from_date: date,
    to_date: date,
    dag_run_conf: z.record(z.string(), z.unknown()).nullable(),
    is_paused: z.boolean(),
    reprocess_behavior: reprocess,
    max_active_runs: z.int(),
    created_at: date,
    completed_at: date.nullable(),
    updated_at: date,
    dag_display_name: z.string(),
  })
  .openapi("BackfillResponse");
const count = z.int();
/** What Airflow's shape does not tell. */
export const backfillDetails = z.object({
  backfill,
  state: z.enum(["pending", "refused", "running", "paused", "cancelling", "cancelled", "completed"]),
  reason: z.string().nullable(),
  made_by: z.string(),
  run_backwards: z.boolean(),
  /** Slots by what was done about them. */
  progress: z
    .object({
      made: count,
      rerun: count,
      left: z.object({
        already_exists: count,
        in_flight: count,
        not_failed: count,
        run_id_taken: count,
        cancelled: count,
      }),
      logical_date: date.nullable(),
      is_walked: z.boolean(),
    })
    .nullable(),
});
export const backfills = z
  .object({ backfills: z.array(backfill), total_entries: z.int() })
  .openapi("BackfillCollectionResponse");

export const dryRuns = z
  .object({
    backfills: z.array(
      z
        .object({
          logical_date: date.nullable(),
          partition_key: z.string().nullable(),
          partition_date: date.nullable(),
        })
        .openapi("DryRunBackfillResponse"),
    ),
    total_entries: z.int(),
  })
  .openapi("DryRunBackfillCollectionResponse");

type Shown = Pick<ListedBackfill, "id" | "team" | "dagId" | "spec" | "createdAt" | "updatedAt" | "endedAt"> & {
  readonly state: ListedBackfill["state"];
};

export function formatBackfillDetails(
  shown: Omit<ListedBackfill, "reason">,
  reason: Reason | null,
  displayName: string | null,
): z.infer<typeof backfillDetails> {
  const { progress } = shown;
  return {
    backfill: formatBackfill(shown, displayName),
    state: shown.state,
    reason: reason === null ? null : renderReason(reason),
    made_by: shown.by,
    run_backwards: shown.spec.reverse,
    progress: progress === null ? null : formatProgress(progress),
  };
}

function formatProgress({ made, rerun, left, at, isWalked }: BackfillProgress) {
  return { made, rerun, left: { ...left }, logical_date: formatOptional(at), is_walked: isWalked };
}

/** A backfill as Airflow writes it: one that was cancelled stays paused. */
export function formatBackfill(shown: Shown, displayName: string | null): z.infer<typeof backfill> {
  const { id, spec, state, createdAt, updatedAt, endedAt } = shown;
  const dagId = formatDagId(shown);
  return {
    id,
    dag_id: dagId,
    from_date: formatInstant(spec.from),
    to_date: formatInstant(spec.to),
    dag_run_conf: spec.conf === null ? null : { ...spec.conf },
    is_paused: state === "paused" || state === "cancelling" || state === "cancelled",
    reprocess_behavior: spec.reprocess,
    max_active_runs: spec.maxActiveRuns,
    created_at: formatInstant(createdAt),
    completed_at: formatOptional(endedAt),
    updated_at: formatInstant(updatedAt),
    dag_display_name: displayName ?? dagId,
  };
}
