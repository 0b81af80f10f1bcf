import type { Sql } from "../../../src/coordinator/ports.ts";

/** The tables of a store as they were made, and every path there is in the JSON of their rows. */
export function describeShape(sql: Sql): string[] {
  const made = sql.exec("select type, name, sql from sqlite_master where sql is not null order by name");
  const tables = made.filter(({ type }) => type === "table").map(({ name }) => String(name));
  const paths = tables.flatMap((table) => sql.exec(`select * from ${table}`).flatMap((row) => listPaths(table, row)));
  return [...made.map((row) => String(row["sql"])), ...new Set(paths)].sort();
}

function listPaths(path: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => listPaths(`${path}[]`, item));
  if (typeof value === "string" && /^[[{]/.test(value)) return listPaths(path, JSON.parse(value));
  if (typeof value !== "object" || value === null) return [`${path}: ${value === null ? "null" : typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => listPaths(`${path}.${key}`, item));
}
