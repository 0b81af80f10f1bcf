import type { MemorySql } from "../../support/world/memory-sql.ts";

/** Objects whose keys are somebody's names: a further key is a further thing, not an unknown field. */
const NAMED: ReadonlySet<string> = new Set([
  "inputs",
  "conf",
  "params",
  "paramsDefaults",
  "arms",
  "extra",
  "fields",
  "value",
  "resume",
]);

/** The same with a field nobody knows in every object: what a later release may say to this one. */
export function addUnknown<T>(value: T): T;
export function addUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => addUnknown(item));
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).map(([key, item]) => [key, NAMED.has(key) ? item : addUnknown(item)] as const);
  return { ...Object.fromEntries(known), fromTheFuture: { list: [1, { deep: true }] } };
}

/** Adds unknown fields to everything a run's or a DAG's object has stored as JSON, and a mark nobody reads. */
export function storeUnknown(sql: MemorySql): void {
  for (const row of sql.exec("select seq, part, text from journal")) {
    const text = JSON.stringify(addUnknown(JSON.parse(String(row["text"]))));
    sql.exec("update journal set text = ? where seq = ? and part = ?", text, row["seq"] ?? 0, row["part"] ?? 0);
  }
  sql.exec("insert into mark (name, value, text) values ('from the future', 7, '{}')");
  sql.keep();
}

/** Cuts every row of a journal into three: a reader must not mind where a writer cut. */
export function cutRows(sql: MemorySql): void {
  for (const row of sql.exec("select seq, text from journal")) {
    const text = String(row["text"]);
    const at = [0, Math.floor(text.length / 3), Math.floor(text.length / 2), text.length];
    sql.exec("delete from journal where seq = ?", row["seq"] ?? 0);
    for (let part = 0; part < 3; part += 1)
      sql.exec("insert into journal values (?, ?, ?)", row["seq"] ?? 0, part, text.slice(at[part], at[part + 1]));
  }
  sql.keep();
}
