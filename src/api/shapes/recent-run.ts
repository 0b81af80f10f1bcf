import { z } from "@hono/zod-openapi";
import type { RecentRun } from "../../store/dag-page.ts";
import { RUN_TYPES, runState } from "./dag-run.ts";
import { formatInstant, formatOptional, measureSeconds } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });

/** A run in few bytes; `duration` in seconds, of one under way null. */
export const recentRun = z.object({
  dag_run_id: z.string(),
  state: runState,
  run_type: z.enum(RUN_TYPES),
  run_after: date,
  start_date: date.nullable(),
  duration: z.number().nullable(),
});

export function formatRecent(run: RecentRun): z.infer<typeof recentRun> {
  const { runId, state, runType, runAfter, startedAt, endedAt } = run;
  return {
    dag_run_id: runId,
    state,
    run_type: runType,
    run_after: formatInstant(runAfter),
    start_date: formatOptional(startedAt),
    duration: measureSeconds(startedAt, endedAt),
  };
}
