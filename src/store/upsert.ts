import { type Column, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { chunkRows } from "./json-rows.ts";

type Value = string | number | boolean | null;

export interface BulkUpsert {
  readonly table: SQLiteTable;
  /** Columns that differ by row, and the rows' values in their order. JSON columns come as text. */
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
  /** Columns that are the same for every row. */
  readonly constants: readonly (readonly [column: Column, value: Value])[];
  readonly key: readonly Column[];
  /** Columns a conflict overwrites. An indexed column named here costs an index row even when it stays the same. */
  readonly update: readonly Column[];
  /** Condition under which anything is written at all. */
  readonly guard: SQL;
  /** Condition under which a row that exists is overwritten; `excluded` is the new one. */
  readonly overwrite: SQL;
}

/** One statement a chunk, whose number of parameters does not grow with its rows. */
export function buildBulkUpsert(upsert: BulkUpsert): SQL[] {
  const { table, columns, constants, key, update, guard, overwrite } = upsert;
  const names = listNames([...columns, ...constants.map(([column]) => column)]);
  const values = [
    ...columns.map((_, position) => sql`value ->> ${sql.raw(String(position))}`),
    ...constants.map(([, value]) => sql`${toBound(value)}`),
  ];
  const set = update.map(({ name }) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`);
  return chunkRows(upsert.rows).map(
    (
      chunk,
    ) => sql`insert into ${table} (${names}) select ${sql.join(values, sql`, `)} from json_each(${chunk}) where ${guard}
      on conflict (${listNames(key)}) do update set ${sql.join(set, sql`, `)} where ${overwrite}`,
  );
}

function listNames(columns: readonly Column[]): SQL {
  return sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
}

function toBound(value: Value): string | number | null {
  return typeof value === "boolean" ? Number(value) : value;
}
