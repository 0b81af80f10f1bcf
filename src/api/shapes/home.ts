import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { ActiveRun, FailedRun, HomeDag, HomeRun } from "../../store/home.ts";
import { LATE } from "../../store/home.ts";
import { RUN_TYPES, runState } from "./dag-run.ts";
import { formatInstant, formatOptional, measureSeconds } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const run = z.object({
  dag_id: z.string(),
  dag_run_id: z.string(),
  state: runState,
  run_type: z.enum(RUN_TYPES),
  run_after: date,
  queued_at: date,
  start_date: date.nullable(),
  end_date: date.nullable(),
  /** Seconds. */
  duration: z.number().nullable(),
});
const failedTask = z.object({
  task_id: z.string(),
  map_index: z.int(),
  try_number: z.int(),
  end_date: date.nullable(),
  /** Why it failed, in words; null when it gave no reason. */
  error: z.string().nullable(),
});
export const failedRun = run.extend({
  /** Whether a later run of the DAG has succeeded. */
  is_recovered: z.boolean(),
  failed_tasks: z.int(),
  task: failedTask.nullable(),
});
export const activeRun = run.extend({
  /** Mean of the newest successes, in seconds. */
  usual_duration: z.number().nullable(),
  tasks: z.record(z.string(), z.int()),
});
export const nextRun = z.object({
  dag_id: z.string(),
  dag_display_name: z.string(),
  run_after: date,
  logical_date: date.nullable(),
});
/** `not_made`: the slot is due and no run of it is there. `queued`: a run waits to start. `long`: twice the usual time. */
export const late = z.object({
  kind: z.enum(["not_made", "queued", "long"]),
  dag_id: z.string(),
  dag_run_id: z.string().nullable(),
  since: date,
  usual_duration: z.number().nullable(),
});
export type LateShape = z.infer<typeof late>;

export function formatFailed(row: FailedRun): z.infer<typeof failedRun> {
  const { task } = row;
  const words = task === null || task.reason === null ? null : renderReason(task.reason);
  const failure = task && {
    task_id: task.taskId,
    map_index: task.mapIndex,
    try_number: task.tryNumber,
    end_date: formatOptional(task.endedAt),
    error: words,
  };
  return { ...formatRun(row), is_recovered: row.isRecovered, failed_tasks: row.failedTasks, task: failure };
}

export function formatActive(row: ActiveRun): z.infer<typeof activeRun> {
  const usual = row.usual === null ? null : Math.round(row.usual) / 1_000;
  return { ...formatRun(row), usual_duration: usual, tasks: { ...row.tasks } };
}

export function formatNext({ nextRunAfter, nextLogicalDate, ...row }: HomeDag): z.infer<typeof nextRun> {
  return {
    dag_id: formatDagId(row),
    dag_display_name: row.displayName ?? row.dagId,
    run_after: formatInstant(nextRunAfter),
    logical_date: formatOptional(nextLogicalDate),
  };
}

/** What is later than it should be, the longest first. `now` in epoch milliseconds. */
export function listLate(active: readonly ActiveRun[], overdue: readonly HomeDag[], now: number): LateShape[] {
  const slots = overdue.map((row) => ({
    kind: "not_made" as const,
    row,
    runId: null,
    since: row.nextRunAfter,
    usual: null,
  }));
  const runs = active.flatMap((row) => {
    const kind = judge(row, now);
    const since = row.startedAt ?? row.queuedAt;
    return kind === null ? [] : [{ kind, row, runId: row.runId, since, usual: row.usual }];
  });
  return [...slots, ...runs]
    .toSorted((one, other) => one.since - other.since)
    .map(({ kind, row, runId, since, usual }) => ({
      kind,
      dag_id: formatDagId(row),
      dag_run_id: runId,
      since: formatInstant(since),
      usual_duration: usual === null ? null : Math.round(usual) / 1_000,
    }));
}

function judge({ state, queuedAt, startedAt, usual }: ActiveRun, now: number): "queued" | "long" | null {
  if (state === "queued") return now - queuedAt > LATE ? "queued" : null;
  if (startedAt === null || usual === null) return null;
  return now - startedAt > 2 * usual + LATE ? "long" : null;
}

function formatRun(row: HomeRun): z.infer<typeof run> {
  return {
    dag_id: formatDagId(row),
    dag_run_id: row.runId,
    state: row.state,
    run_type: row.runType,
    run_after: formatInstant(row.runAfter),
    queued_at: formatInstant(row.queuedAt),
    start_date: formatOptional(row.startedAt),
    end_date: formatOptional(row.endedAt),
    duration: measureSeconds(row.startedAt, row.endedAt),
  };
}
