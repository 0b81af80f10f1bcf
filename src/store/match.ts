import { and, or, type Column, type SQL, sql } from "drizzle-orm";
import type { Range } from "./list.ts";

/**
 * Airflow's pattern: a part of the text, ASCII letter case aside; "|" parts alternatives, "%" parts pieces that must all
 * occur, "~" matches everything. `_` stands for itself, as ids are full of it. `instr` and not LIKE: D1 refuses LIKE
 * patterns over 50 bytes.
 */
export function matchPattern(column: Column, pattern: string | undefined): SQL | undefined {
  if (pattern === undefined || pattern === "" || pattern === "~") return undefined;
  return or(...pattern.split("|").map((alternative) => matchPieces(column, alternative.split("%"))));
}

function matchPieces(column: Column, pieces: readonly string[]): SQL {
  const conditions = pieces
    .filter((piece) => piece !== "")
    .map((piece) => sql`instr(lower(${column}), ${lowerAscii(piece)}) > 0`);
  return and(...conditions) ?? sql`1`;
}

/** SQLite's lower() knows ASCII only; what is compared with it must know no more. */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function matchPrefix(column: Column, prefix: string | undefined): SQL | undefined {
  return prefix === undefined || prefix === "" ? undefined : sql`substr(${column}, 1, length(${prefix})) = ${prefix}`;
}

/** Bounds on an instant or a number; a null is in no range. */
export function matchRange(value: Column | SQL, range: Range | undefined): SQL | undefined {
  if (range === undefined) return undefined;
  return and(
    range.gte === undefined ? undefined : sql`${value} >= ${range.gte}`,
    range.gt === undefined ? undefined : sql`${value} > ${range.gt}`,
    range.lte === undefined ? undefined : sql`${value} <= ${range.lte}`,
    range.lt === undefined ? undefined : sql`${value} < ${range.lt}`,
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
