import type { Sql } from "./ports.ts";

/**
 * Brings an object's tables to the newest shape: `steps[n]` leads from version n to n + 1. Refuses a store that a newer
 * release wrote. Creates nothing for an object that is empty unless `create` says so: a late call to a deleted object
 * must leave no trace.
 */
export function openSchema(sql: Sql, steps: readonly (readonly string[])[], create: boolean): boolean {
  const exists = sql.exec("select 1 from sqlite_master where type = 'table' and name = 'schema_version'").length > 0;
  if (!exists && !create) return false;
  sql.transact(() => {
    if (!exists) {
      sql.exec("create table schema_version (version integer not null)");
      sql.exec("insert into schema_version (version) values (0)");
    }
    const version = Number(sql.exec("select version from schema_version")[0]?.["version"]);
    if (version > steps.length)
      throw new Error(`This object was written by a newer release (store version ${version}, known ${steps.length})`);
    for (const step of steps.slice(version)) for (const statement of step) sql.exec(statement);
    if (version < steps.length) sql.exec("update schema_version set version = ?", steps.length);
  });
  return true;
}
