import { auditLog, backfill, deletedRun, deployment, pool, token, user } from "./primary-tables.ts";
import { dag, dagRun, dagVersion, importError, taskInstance } from "./projected-tables.ts";

/** Rebuilt from the objects, the run registry in R2 and the manifest. */
export const PROJECTED = { dag, dagVersion, importError, dagRun, taskInstance } as const;

/** Known here only: lost with the database unless exported. */
export const PRIMARY = { user, token, pool, auditLog, backfill, deletedRun, deployment } as const;
