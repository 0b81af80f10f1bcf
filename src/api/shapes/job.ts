import { z } from "@hono/zod-openapi";
import type { Deployment } from "../../store/deployment.ts";
import { formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });

export const job = z
  .object({
    id: z.int(),
    dag_id: z.string().nullable(),
    state: z.string().nullable(),
    job_type: z.string().nullable(),
    start_date: date.nullable(),
    end_date: date.nullable(),
    latest_heartbeat: date.nullable(),
    executor_class: z.string().nullable(),
    hostname: z.string().nullable(),
    unixname: z.string().nullable(),
    dag_display_name: z.string().nullish(),
  })
  .openapi("JobResponse");
export const jobs = z.object({ jobs: z.array(job), total_entries: z.int() }).openapi("JobCollectionResponse");

/** The one job there is: the scheduler, which the platform's cron calls every minute. */
export function formatScheduler({ takenUpAt, tickedAt }: Deployment): z.infer<typeof job> {
  return {
    id: 1,
    dag_id: null,
    state: "running",
    job_type: "SchedulerJob",
    start_date: formatOptional(takenUpAt),
    end_date: null,
    latest_heartbeat: formatOptional(tickedAt),
    executor_class: null,
    hostname: null,
    unixname: null,
  };
}
