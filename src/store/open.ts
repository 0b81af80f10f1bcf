import { type Column, getTableColumns, type SQL, sql } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { SQLiteAsyncDialect, type SQLiteTable } from "drizzle-orm/sqlite-core";
import type { DagKey } from "../core/ids.ts";

export type Store = DrizzleD1Database;

/** A typed handle on the database. It holds no state, so it is made per call. */
export function openStore(db: D1Database): Store {
  return drizzle(db);
}

const dialect = new SQLiteAsyncDialect();

/** A statement for `db.batch`, every value of it bound. */
export function prepare(db: D1Database, query: SQL): D1PreparedStatement {
  const { sql: text, params } = dialect.sqlToQuery(query);
  return db.prepare(text).bind(...params);
}

/** A raw row as the table's own type: JSON parsed, 0 and 1 as booleans. */
export function parseRow<T extends SQLiteTable>(table: T, raw: Record<string, unknown>): T["$inferSelect"] {
  const fields = Object.entries(getTableColumns(table)).map(([field, column]): [string, unknown] => {
    const value = raw[column.name] ?? null;
    return [field, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(fields);
}

/** Membership in a list of any length: one bound parameter, as D1 takes at most 100. */
export function isIn(column: Column | SQL, values: readonly (string | number)[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** As isIn; an absent list does not bind, an empty one matches nothing. */
export function isAmong(column: Column, values: readonly (string | number)[] | undefined): SQL | undefined {
  const [first, ...rest] = values ?? [];
  if (first !== undefined && rest.length === 0) return sql`${column} = ${first}`;
  return values === undefined ? undefined : isIn(column, values);
}

/** Whether a row is of one of the DAGs; an absent list does not bind, an empty one matches nothing. */
export function isOfAny(table: { team: Column; dagId: Column }, dags: readonly DagKey[] | undefined): SQL | undefined {
  if (dags === undefined) return undefined;
  const keys = JSON.stringify(dags.map(({ team, dagId }) => [team, dagId]));
  return sql`(${table.team}, ${table.dagId}) in (select value ->> 0, value ->> 1 from json_each(${keys}))`;
}

/**
 * Equality that the planner does not see as a constant: fixed columns amid an index's order would make it sort again.
 * No value does not bind.
 */
export function isExactly(column: Column, value: string | null | undefined): SQL | undefined {
  return value === null || value === undefined ? undefined : sql`+${column} = ${value}`;
}
