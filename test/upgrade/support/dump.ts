import type { Sql } from "../../../src/coordinator/ports.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";

/** One object's tables as text: a statement a line, or a few where a table was written so. */
export function dumpSql(sql: Sql): string {
  const made = sql.exec("select type, name, sql from sqlite_master where sql is not null order by type desc, name");
  const rows = made.filter(({ type }) => type === "table").flatMap(({ name }) => dumpRows(sql, String(name)));
  return [...made.map((row) => String(row["sql"])), ...rows].map((statement) => `${statement};\n`).join("");
}

function dumpRows(sql: Sql, table: string): string[] {
  return sql.exec(`select * from ${table}`).map((row) => {
    const values = Object.values(row).map(quote);
    return `insert into ${table} (${Object.keys(row).join(", ")}) values (${values.join(", ")})`;
  });
}

function quote(value: string | number | null): string {
  if (value === null) return "null";
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** An object's SQLite with what a dump holds, kept. */
export function loadSql(dump: string): MemorySql {
  const sql = new MemorySql(() => undefined);
  for (const statement of dump.split(/;\n/)) if (statement !== "") sql.exec(statement);
  sql.keep();
  return sql;
}
