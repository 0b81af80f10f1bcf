import { and, eq, sql } from "drizzle-orm";
import type { Reason } from "../core/reason.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { matchPattern, matchPrefix } from "./match.ts";
import { isAmong, openStore } from "./open.ts";
import { importError } from "./projected-tables.ts";

/** Why a DAG file was not taken up; one per file. `at` in epoch milliseconds. */
export interface ImportError {
  readonly id: number;
  readonly team: string;
  readonly file: string;
  readonly reasons: readonly Reason[];
  readonly stackTrace: string;
  readonly source: string;
  readonly at: number;
}

export interface ImportErrorFilter extends PageRequest {
  readonly team?: string | null;
  readonly files?: readonly string[];
  readonly filePattern?: string;
  readonly filePrefix?: string;
}

export async function findImportError(db: D1Database, id: number): Promise<ImportError | null> {
  return (await openStore(db).select().from(importError).where(eq(importError.id, id)).get()) ?? null;
}

/** Orders: id, import_error_id, filename, timestamp. Errors: see ListResult. */
export function listImportErrors(db: D1Database, filter: ImportErrorFilter): Promise<ListResult<ImportError>> {
  const { team = null } = filter;
  const query = {
    table: importError,
    from: sql`${importError}`,
    where: and(
      team === null ? undefined : eq(importError.team, team),
      isAmong(importError.file, filter.files),
      matchPattern(importError.file, filter.filePattern),
      matchPrefix(importError.file, filter.filePrefix),
    ),
    natural: [importError.id],
    naturalNames: ["id", "import_error_id"],
    isNewestFirst: false,
    orders: {
      filename: importError.file,
      timestamp: importError.at,
      stacktrace: importError.stackTrace,
      // All files are of one bundle.
      bundle_name: sql`null`,
    },
    view: (row: ImportError) => row,
  };
  return runList(db, query, filter);
}
