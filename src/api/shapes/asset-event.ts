import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { StoredAsset } from "../../store/asset.ts";
import type { EventRun, StoredEvent } from "../../store/asset-event.ts";
import { jsonObject } from "./asset.ts";
import { formatInstant, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });

const createdRun = z
  .object({
    run_id: z.string(),
    dag_id: z.string(),
    logical_date: date.nullable(),
    start_date: date,
    end_date: date.nullable(),
    state: z.string(),
    data_interval_start: date.nullable(),
    data_interval_end: date.nullable(),
    partition_key: z.string().nullable(),
    triggering: z.boolean(),
  })
  .openapi("DagRunAssetReference");

export const assetEvent = z
  .object({
    id: z.int(),
    asset_id: z.int(),
    uri: z.string().nullable(),
    name: z.string().nullable(),
    group: z.string().nullable(),
    extra: jsonObject,
    source_task_id: z.string().nullable(),
    source_dag_id: z.string().nullable(),
    source_run_id: z.string().nullable(),
    source_map_index: z.int(),
    created_dagruns: z.array(createdRun),
    timestamp: date,
    partition_key: z.string().nullable(),
  })
  .openapi("AssetEventResponse");
export const assetEvents = z
  .object({ asset_events: z.array(assetEvent), total_entries: z.int() })
  .openapi("AssetEventCollectionResponse");

export function formatEvent(
  event: StoredEvent,
  asset: Pick<StoredAsset, "name" | "uri" | "group"> | undefined,
  runs: readonly EventRun[],
): z.infer<typeof assetEvent> {
  const { team, sourceDagId } = event;
  return {
    id: event.id,
    asset_id: event.assetId,
    uri: asset?.uri ?? null,
    name: asset?.name ?? null,
    group: asset?.group ?? null,
    extra: { ...event.extra },
    source_task_id: event.sourceTaskId,
    source_dag_id: sourceDagId === null ? null : formatDagId({ team, dagId: sourceDagId }),
    source_run_id: event.sourceRunId,
    source_map_index: event.sourceMapIndex,
    created_dagruns: runs.filter(({ eventId }) => eventId === event.id).map(formatCreatedRun),
    timestamp: formatInstant(event.at),
    partition_key: event.partitionKey,
  };
}

/** A run that has not started has the time it was queued for a start. */
function formatCreatedRun(run: EventRun): z.infer<typeof createdRun> {
  return {
    run_id: run.runId,
    dag_id: formatDagId(run),
    logical_date: formatOptional(run.logicalDate),
    start_date: formatInstant(run.startedAt ?? run.queuedAt),
    end_date: formatOptional(run.endedAt),
    state: run.state,
    data_interval_start: formatOptional(run.intervalStart),
    data_interval_end: formatOptional(run.intervalEnd),
    partition_key: run.partitionKey,
    triggering: run.isNewest,
  };
}
