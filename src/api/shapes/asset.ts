import { z } from "@hono/zod-openapi";
import type { AssetCondition } from "../../core/asset.ts";
import { DEFAULT_GROUP } from "../../core/asset.ts";
import { formatDagId } from "../../core/ids.ts";
import type { AssetRelations, StoredAlias, StoredAsset, StoredReference } from "../../store/asset.ts";
import { formatInstant } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
export const jsonObject = z.record(z.string(), z.unknown()).nullable();

const times = { created_at: date, updated_at: date };
const scheduled = z.object({ dag_id: z.string(), ...times }).openapi("DagScheduleAssetReference");
const producing = z.object({ dag_id: z.string(), task_id: z.string(), ...times }).openapi("TaskOutletAssetReference");
const consuming = z.object({ dag_id: z.string(), task_id: z.string(), ...times }).openapi("TaskInletAssetReference");
export const assetAlias = z.object({ id: z.int(), name: z.string(), group: z.string() }).openapi("AssetAliasResponse");
const watcher = z.object({ name: z.string(), trigger_id: z.int(), created_date: date }).openapi("AssetWatcherResponse");
const lastEvent = z.object({ id: z.int().nullable(), timestamp: date.nullable() }).openapi("LastAssetEventResponse");

export const asset = z
  .object({
    id: z.int(),
    name: z.string(),
    uri: z.string(),
    group: z.string(),
    extra: jsonObject,
    ...times,
    scheduled_dags: z.array(scheduled),
    producing_tasks: z.array(producing),
    consuming_tasks: z.array(consuming),
    aliases: z.array(assetAlias),
    watchers: z.array(watcher),
    last_asset_event: lastEvent.nullable(),
  })
  .openapi("AssetResponse");
export const assets = z.object({ assets: z.array(asset), total_entries: z.int() }).openapi("AssetCollectionResponse");
export const assetAliases = z
  .object({ asset_aliases: z.array(assetAlias), total_entries: z.int() })
  .openapi("AssetAliasCollectionResponse");

export function formatAlias({ id, name, group }: StoredAlias): z.infer<typeof assetAlias> {
  return { id, name, group };
}

/** Watchers are what waits for events outside; there are none. */
export function formatAsset(stored: StoredAsset, relations: AssetRelations | undefined): z.infer<typeof asset> {
  const { references = [], aliases = [], lastEvent: last = null } = relations ?? {};
  const { id, name, uri, group, extra, createdAt, updatedAt } = stored;
  const of = (kind: StoredReference["kind"]) => references.filter((reference) => reference.kind === kind);
  return {
    id,
    name,
    uri,
    group,
    extra: { ...extra },
    created_at: formatInstant(createdAt),
    updated_at: formatInstant(updatedAt),
    scheduled_dags: of("schedule").map((reference) => formatReference(reference)),
    producing_tasks: of("outlet").map((reference) => ({ ...formatReference(reference), task_id: reference.taskId })),
    consuming_tasks: of("inlet").map((reference) => ({ ...formatReference(reference), task_id: reference.taskId })),
    aliases: aliases.map(formatAlias),
    watchers: [],
    last_asset_event: last === null ? null : { id: last.id, timestamp: formatInstant(last.at) },
  };
}

function formatReference({ team, dagId, createdAt, updatedAt }: StoredReference) {
  const dag_id = formatDagId({ team, dagId });
  return { dag_id, created_at: formatInstant(createdAt), updated_at: formatInstant(updatedAt) };
}

/** What a DAG waits for, as Airflow writes it: `{"all": [{"asset": {…}}, {"alias": {…}}]}`. */
export function formatExpression(condition: AssetCondition): Record<string, unknown> {
  switch (condition.kind) {
    case "all":
    case "any":
      return { [condition.kind]: condition.of.map(formatExpression) };
    case "asset":
      return { asset: { uri: condition.uri, name: condition.name, group: condition.group ?? DEFAULT_GROUP } };
    case "alias":
      return { alias: { name: condition.name, group: condition.group ?? DEFAULT_GROUP } };
    case "ref":
      return { asset_ref: condition.name === null ? { uri: condition.uri } : { name: condition.name } };
  }
}
