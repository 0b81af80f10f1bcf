import { findDatabase, resolveLate } from "../sdk/index.ts";
import type { Handler, Json, Late } from "../sdk/index.ts";

export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, Json>>;

export interface SqlQueryOptions<T, A, P> {
  /** Name of the D1 binding. */
  readonly database: string;
  /** One statement. Values go through `parameters`, never into the text. */
  readonly query: string;
  /** Bound in order to `?1`, `?2`, … */
  readonly parameters?: Late<readonly SqlValue[], A, P>;
  /** What becomes of a row; the row itself unless given. */
  readonly row?: (row: SqlRow) => T;
}

/** Executes one statement on a D1 database; its rows are the output. */
export function sqlQuery<A, P, T = SqlRow>(options: SqlQueryOptions<T, A, P>): Handler<A, T[], P> {
  return async (input, ctx) => {
    const database = findDatabase(ctx.env, options.database);
    const parameters = resolveLate<readonly SqlValue[], A, P>(options.parameters ?? [], input, ctx);
    const { results, meta } = await database
      .prepare(options.query)
      .bind(...parameters)
      .run<SqlRow>();
    ctx.log("query done", { rows: results.length, changes: meta.changes, milliseconds: meta.duration });
    return results.map((row) => (options.row === undefined ? (row as T) : options.row(row)));
  };
}
