import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { DagVersion } from "../../store/dag-version.ts";
import { nameUuid } from "./identity.ts";
import { formatInstant } from "./time.ts";

/** All DAGs of a deployment come in one bundle. */
export const BUNDLE_NAME = "dags";

export const dagVersion = z
  .object({
    id: z.string().openapi({ format: "uuid" }),
    version_number: z.int(),
    dag_id: z.string(),
    bundle_name: z.string().nullable(),
    bundle_version: z.string().nullable(),
    created_at: z.string().openapi({ format: "date-time" }),
    dag_display_name: z.string(),
    bundle_url: z.string().nullable(),
  })
  .openapi("DagVersionResponse");
export type DagVersionShape = z.infer<typeof dagVersion>;

export const dagVersions = z
  .object({ dag_versions: z.array(dagVersion), total_entries: z.int() })
  .openapi("DAGVersionCollectionResponse");

export function formatDagVersion(version: DagVersion, displayName: string | null = null): DagVersionShape {
  const dagId = formatDagId(version);
  return {
    id: nameUuid(`${version.team}/${version.dagId}/${version.graphHash}/${version.bundleId}`),
    version_number: version.versionNumber,
    dag_id: dagId,
    bundle_name: BUNDLE_NAME,
    bundle_version: version.bundleId,
    created_at: formatInstant(version.createdAt),
    dag_display_name: displayName ?? dagId,
    bundle_url: null,
  };
}
