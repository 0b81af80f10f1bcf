import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import type { RunView } from "../../core/protocol.ts";
import type { XComView } from "../../core/views.ts";
import { formatInstant, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
const fields = {
  key: z.string(),
  timestamp: date,
  logical_date: date.nullable(),
  map_index: z.int(),
  task_id: z.string(),
  dag_id: z.string(),
  run_id: z.string(),
  dag_display_name: z.string(),
  task_display_name: z.string(),
  run_after: date,
};

export const xcom = z.object(fields).openapi("XComResponse");
const anything = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
export const xcomNative = z.object({ ...fields, value: anything }).openapi("XComResponseNative");
export const xcomString = z.object({ ...fields, value: z.string().nullable() }).openapi("XComResponseString");
export const xcoms = z
  .object({ xcom_entries: z.array(xcom), total_entries: z.int() })
  .openapi("XComCollectionResponse");

export function formatXCom(entry: XComView, run: RunView): z.infer<typeof xcom> {
  const dagId = formatDagId(run);
  return {
    key: entry.key,
    timestamp: formatInstant(entry.at),
    logical_date: formatOptional(run.logicalDate),
    map_index: entry.mapIndex,
    task_id: entry.taskId,
    dag_id: dagId,
    run_id: run.runId,
    dag_display_name: dagId,
    task_display_name: entry.taskId,
    run_after: formatInstant(run.runAfter),
  };
}

/** The value itself, or as text. Our JSON is read-only, the library's is not; nothing writes to either. */
export function formatValue(value: Json, isText: boolean): z.infer<typeof anything> {
  return isText ? JSON.stringify(value) : (value as z.infer<typeof anything>);
}
