import { and, type Column, type SQL, sql } from "drizzle-orm";
import type { Range } from "./list.ts";

/**
 * Airflow's pattern: a part of the text, ASCII letter case aside; "|" parts alternatives, "%" parts pieces that must all
 * occur, "~" matches everything. `_` stands for itself, as ids are full of it. `instr` and not LIKE: D1 refuses LIKE
 * patterns over 50 bytes.
 */
export function matchPattern(column: Column | SQL, pattern: string | undefined): SQL | undefined {
  if (pattern === undefined || pattern === "" || pattern === "~") return undefined;
  const alternatives = pattern.split("|").map((alternative) => lowerAscii(alternative).split("%"));
  const [[piece = "", ...pieces] = [], ...others] = alternatives;
  if (others.length === 0 && pieces.length === 0) return sql`instr(lower(${column}), ${piece}) > 0`;
  // One bound value however many pieces there are: D1 takes at most 100.
  const missing = sql`select 1 from json_each(alternative.value) where ifnull(instr(lower(${column}), value), 0) = 0`;
  const found = sql`select 1 from json_each(${JSON.stringify(alternatives)}) as alternative where not exists (${missing})`;
  return sql`exists (${found})`;
}

/** A part of the text, ASCII letter case aside, in which every character stands for itself. */
export function matchPart(column: Column | SQL, part: string | undefined): SQL | undefined {
  return part === undefined || part === "" ? undefined : sql`instr(lower(${column}), ${lowerAscii(part)}) > 0`;
}

/** SQLite's lower() knows ASCII only; what is compared with it must know no more. */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A text's beginning, letter case included; "|" parts alternatives, "~" matches everything. */
export function matchPrefix(column: Column | SQL, prefix: string | undefined): SQL | undefined {
  if (prefix === undefined || prefix === "" || prefix === "~") return undefined;
  const prefixes = prefix.split("|").filter((one) => one !== "");
  const [only, ...others] = prefixes;
  if (only !== undefined && others.length === 0) return sql`substr(${column}, 1, length(${only})) = ${only}`;
  return sql`exists (select 1 from json_each(${JSON.stringify(prefixes)}) where substr(${column}, 1, length(value)) = value)`;
}

/** Bounds on an instant or a number; a null is in no range, unless the range says otherwise. */
export function matchRange(value: Column | SQL, range: Range | undefined): SQL | undefined {
  if (range === undefined) return undefined;
  const { pendingAt } = range;
  const isPending = pendingAt === undefined ? sql`` : sql` or ${value} is null`;
  const known = pendingAt === undefined ? value : sql`ifnull(${value}, ${pendingAt})`;
  return and(
    range.gte === undefined ? undefined : sql`(${value} >= ${range.gte}${isPending})`,
    range.gt === undefined ? undefined : sql`(${value} > ${range.gt}${isPending})`,
    range.lte === undefined ? undefined : sql`${known} <= ${range.lte}`,
    range.lt === undefined ? undefined : sql`${known} < ${range.lt}`,
  );
}

/** Whether a JSON list column holds any, or all, of the values. */
export function matchListed(
  column: Column,
  values: readonly string[] | undefined,
  mode: "any" | "all",
): SQL | undefined {
  if (values === undefined) return undefined;
  const wanted = JSON.stringify([...new Set(values)]);
  const found = sql`(select count(distinct value) from json_each(${column}) where value in (select value from json_each(${wanted})))`;
  return mode === "any" ? sql`${found} > 0` : sql`${found} = json_array_length(${wanted})`;
}
