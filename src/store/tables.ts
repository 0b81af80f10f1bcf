import { asset, assetAlias, assetEvent, assetEventRun, assetOfAlias, assetReference } from "./asset-tables.ts";
import { auditLog, backfill, deletedRun, deployment, pool, stateEntry, token, user } from "./primary-tables.ts";
import { dag, dagRun, dagVersion, importError, liveLease, taskInstance } from "./projected-tables.ts";

/** Rebuilt from the objects, the run registry in R2 and the manifest. */
export const PROJECTED = {
  dag,
  dagVersion,
  importError,
  dagRun,
  taskInstance,
  liveLease,
  asset,
  assetAlias,
  assetOfAlias,
  assetReference,
  assetEvent,
  assetEventRun,
} as const;

/** Known here only: lost with the database unless exported. */
export const PRIMARY = { user, token, pool, auditLog, backfill, deletedRun, deployment, stateEntry } as const;
