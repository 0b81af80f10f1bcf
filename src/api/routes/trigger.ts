import { z } from "@hono/zod-openapi";
import { isRunId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import type { TriggerRequest } from "../../core/views.ts";
import { awareInstant } from "../parameters.ts";
import { refuseValue } from "../problem.ts";

const date = awareInstant.nullish();

/** The body of a trigger. `logical_date` must be there, and may be null: a run outside of the schedule. */
export const triggerBody = z
  .strictObject({
    dag_run_id: z.string().nullish(),
    data_interval_start: date,
    data_interval_end: date,
    logical_date: awareInstant.nullable(),
    run_after: date,
    conf: z.record(z.string(), z.custom<Json>()).nullish().openapi({ type: "object", additionalProperties: true }),
    note: z.string().nullish(),
    partition_key: z.string().nullish(),
  })
  .openapi("TriggerDAGRunPostBody");
export type TriggerBody = z.infer<typeof triggerBody>;

/** What the DAG's object is asked. Throws a 422 for what a schema alone cannot say. */
export function toTrigger(body: TriggerBody, user: string): TriggerRequest {
  const runId = body.dag_run_id ?? null;
  if (runId !== null && !isRunId(runId)) {
    const rule = "a run id has 1 to 250 characters, none of them a slash or a control character";
    throw refuseValue(["body", "dag_run_id"], rule, runId);
  }
  return {
    v: 1,
    runId,
    logicalDate: body.logical_date,
    dataInterval: readInterval(body),
    runAfter: body.run_after ?? null,
    conf: body.conf ?? {},
    note: body.note ?? null,
    partitionKey: body.partition_key ?? null,
    triggeredBy: "rest_api",
    triggeringUser: user,
  };
}

function readInterval(body: TriggerBody): TriggerRequest["dataInterval"] {
  const start = body.data_interval_start ?? null;
  const end = body.data_interval_end ?? null;
  if (start !== null && end !== null) {
    if (start <= end) return { start, end };
    throw refuseValue(["body"], "data_interval_start must not be later than data_interval_end", body);
  }
  if (start === null && end === null) return null;
  const rule = "Either both data_interval_start and data_interval_end must be provided or both must be None";
  throw refuseValue(["body"], rule, body);
}
