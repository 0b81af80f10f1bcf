import { z } from "@hono/zod-openapi";
import type { Range } from "../store/list.ts";
import { parseInstant } from "./shapes/time.ts";
import { Problem } from "./problem.ts";

/** Rows of one page, at most: a larger limit is taken for this one, as by Airflow's `maximum_page_limit`. */
export const LARGEST_PAGE = 100;

const INTEGER = /^\s*[+-]?\d{1,15}(\.0+)?\s*$/;
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i;

/** What stands in an address is text; a client may give a number, which is written there. */
const given = z.union([z.string(), z.number()]);

/** A whole number of the address, in the spellings FastAPI reads. */
export const integer = given
  .transform((value, context) => {
    if (INTEGER.test(String(value))) return Number(value);
    const message = "Input should be a valid integer, unable to parse string as an integer";
    context.addIssue({ code: "custom", message, params: { type: "int_parsing" } });
    return z.NEVER;
  })
  .openapi({ type: "integer" });

/** A whole number within bounds, both of them allowed. */
export function integerFrom(least: number, most?: number) {
  const within = most === undefined ? z.number().min(least) : z.number().min(least).max(most);
  const bounds = { minimum: least, ...(most === undefined ? {} : { maximum: most }) };
  return integer.pipe(within).openapi({ type: "integer", ...bounds });
}

/** A whole number above a bound. */
export function integerAbove(bound: number) {
  return integer.pipe(z.number().gt(bound)).openapi({ type: "integer", exclusiveMinimum: bound });
}

export const limit = integerFrom(0)
  .transform((value) => Math.min(value, LARGEST_PAGE))
  .default(50)
  .openapi({ default: 50 });
export const offset = integerFrom(0).default(0).openapi({ default: 0 });
/** -1, unless another is named, is the instance of a task that is not mapped. */
export const mapIndex = integer.default(-1).openapi({ default: -1 });
export const text = z.string().optional();
export const decimal = given
  .transform((value, context) => {
    if (DECIMAL.test(String(value))) return Number(value);
    const message = "Input should be a valid number, unable to parse string as a number";
    context.addIssue({ code: "custom", message, params: { type: "float_parsing" } });
    return z.NEVER;
  })
  .openapi({ type: "number" });
export const number = decimal.optional();

/** A number above a bound. */
export function decimalAbove(bound: number) {
  return decimal.pipe(z.number().gt(bound)).openapi({ type: "number", exclusiveMinimum: bound });
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  "1": true,
  yes: true,
  y: true,
  on: true,
  false: false,
  f: false,
  "0": false,
  no: false,
  n: false,
  off: false,
};

/** A boolean of the query string, in all spellings FastAPI reads. */
export const flag = z
  .string()
  .transform((value, context) => {
    const meaning = WORDS[value.toLowerCase()];
    if (meaning !== undefined) return meaning;
    const message = "Input should be a valid boolean, unable to interpret input";
    context.addIssue({ code: "custom", message, params: { type: "bool_parsing" } });
    return z.NEVER;
  })
  .openapi({ type: "boolean" });

/** A boolean of the query string that may be left out. */
export function flagOr(initial: boolean) {
  return flag.default(initial).openapi({ type: "boolean", default: initial });
}

/** A parameter that may stand several times; absent it is an empty list. */
export const list = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value): readonly string[] => (typeof value === "string" ? [value] : (value ?? [])))
  .openapi({ type: "array", items: { type: "string" } });

/** Names to order by, each descending with a leading "-"; absent it is the list's own order, which Airflow names so. */
export function orderBy(...initial: readonly string[]) {
  return list.openapi({ type: "array", items: { type: "string" }, default: [...initial] });
}

/** Throws Airflow's 400 for a name that is none of those a list can be ordered by. */
export function checkOrder(given: readonly string[], allowed: readonly string[]): void {
  const unknown = given.map((name) => name.replace(/^-/, "")).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  throw new Problem(400, `Ordering with '${unknown}' is disallowed or the attribute does not exist on the model`);
}

export const integers = list
  .transform((values, context): readonly number[] => {
    if (values.every((value) => /^[+-]?\d{1,15}$/.test(value))) return values.map(Number);
    const message = "Input should be a valid integer, unable to parse string as an integer";
    context.addIssue({ code: "custom", message, params: { type: "int_parsing" } });
    return z.NEVER;
  })
  .openapi({ type: "array", items: { type: "integer" } });

/** An instant of the query string, or its Unix time; without an offset it is read as UTC. */
export const instant = z
  .string()
  .optional()
  .transform((value, context): number | undefined => {
    if (value === undefined) return undefined;
    const at = readUnixTime(value) ?? readInstant(value);
    if (at !== null) return at;
    const params = { type: "datetime_from_date_parsing" };
    context.addIssue({ code: "custom", message: "Input should be a valid datetime or date", params });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date-time" });

/** An instant that Airflow reads by hand, where nonsense is answered with 400 and not 422. */
export const looseInstant = z
  .string()
  .optional()
  .transform((value): number | undefined => {
    if (value === undefined) return undefined;
    const at = readInstant(value);
    if (at !== null) return at;
    throw new Problem(400, `Invalid datetime: '${value}'. Please check the date parameter have this value.`);
  })
  .openapi({ type: "string" });

const DAY_MS = 86_400_000;

/** A day of the query string, as the instant it begins at in UTC. */
export const day = z
  .string()
  .optional()
  .transform((value, context): number | undefined => {
    if (value === undefined) return undefined;
    const at = readUnixTime(value) ?? readInstant(value);
    if (at !== null && at % DAY_MS === 0) return at;
    const params = { type: "date_from_datetime_parsing" };
    context.addIssue({ code: "custom", message: "Input should be a valid date or datetime", params });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date" });

function readInstant(value: string): number | null {
  const parsed = parseInstant(value);
  if (parsed.kind === "instant") return parsed.at;
  return parsed.kind === "naive" ? parsed.asUtc : null;
}

/** Up to here pydantic takes a Unix time for seconds, above for milliseconds. */
const LARGEST_SECONDS = 20_000_000_000;
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function readUnixTime(value: string): number | null {
  if (!/^[+-]?\d{1,15}(\.\d{1,9})?$/.test(value)) return null;
  const time = Number(value);
  const at = Math.abs(time) > LARGEST_SECONDS ? time : time * 1000;
  return Math.abs(at) > LAST_INSTANT ? null : Math.round(at);
}

/** An instant of a JSON body, which must carry its offset. */
export const awareInstant = z
  .string()
  .transform((value, context) => {
    const parsed = parseInstant(value);
    if (parsed.kind === "instant") return parsed.at;
    const isNaive = parsed.kind === "naive";
    const message = isNaive ? "Input should have timezone info" : "Input should be a valid datetime";
    const type = isNaive ? "timezone_aware" : "datetime_from_date_parsing";
    context.addIssue({ code: "custom", message, params: { type } });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date-time" });

/** The four bounds Airflow gives to every instant one can filter by. */
export function describeRange<Name extends string>(name: Name) {
  return { [`${name}_gte`]: instant, [`${name}_gt`]: instant, [`${name}_lte`]: instant, [`${name}_lt`]: instant } as {
    [Key in `${Name}_${Bound}`]: typeof instant;
  };
}

type Bound = "gte" | "gt" | "lte" | "lt";

/** The bounds that were given, multiplied by `factor`; undefined when none was. */
export function toRange<Name extends string>(
  query: { readonly [Key in `${Name}_${Bound}`]?: number | undefined },
  name: Name,
  factor = 1,
): Range | undefined {
  const bounds = (["gte", "gt", "lte", "lt"] as const).flatMap((bound): [Bound, number][] => {
    const value = query[`${name}_${bound}`];
    return value === undefined ? [] : [[bound, value * factor]];
  });
  return bounds.length === 0 ? undefined : Object.fromEntries(bounds);
}

/** As toRange, for what may not have begun or ended yet: Airflow counts that in as what is still to come. */
export function toOpenRange<Name extends string>(
  query: { readonly [Key in `${Name}_${Bound}`]?: number | undefined },
  name: Name,
  now: number,
): Range | undefined {
  const range = toRange(query, name);
  return range === undefined ? undefined : { ...range, pendingAt: now };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only the fields that were given: a filter's absent field does not bind. */
export function dropUndefined<T extends object>(value: T): Given<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Given<T>;
}

/** An absent list does not bind; to the store an empty one would match nothing. */
export function unlessEmpty<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}

/**
 * The store's page of a request, in Airflow's order unless another is asked for. A limit of 0 asks for the total alone,
 * which the store answers with one row.
 */
export function toPage(query: PageQuery, order: readonly string[] = []) {
  const size = Math.min(Math.max(query.limit, 1), LARGEST_PAGE);
  const orderBy = query.order_by.length === 0 ? order : query.order_by;
  return { limit: size, offset: query.offset, ...(orderBy.length === 0 ? {} : { orderBy }) };
}

interface PageQuery {
  readonly limit: number;
  readonly offset: number;
  readonly order_by: readonly string[];
}
