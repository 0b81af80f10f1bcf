import type { Json } from "../core/json.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";

/** Where inside a value something stands that JSON cannot carry, as "$.rows[3].callback", and what it is. */
export interface Fault {
  readonly path: string;
  readonly problem: string;
}

const DEEPEST = 500;
const KEY = /^[A-Za-z_$][\w$]*$/;
/** Of all built-in objects, those that JSON carries faithfully; the rest would arrive as `{}`. */
const CARRIED: ReadonlySet<string> = new Set(["Object", "Array", "Number", "String", "Boolean"]);

/** Unwinds the descent into one value; it never leaves this file. */
class Unfit extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(problem);
    this.path = path;
  }
}

/**
 * A copy of a value as JSON carries it, or the place of what it cannot carry. JSON.stringify would silently drop a
 * function, turn a Map into {} and NaN into null. Undefined fields are left out, undefined elements are null.
 */
export function toJson(value: unknown): Result<Json | undefined, Fault> {
  try {
    return succeed(copy(value, "$", []));
  } catch (error) {
    if (error instanceof Unfit) return refuse({ path: error.path, problem: error.message });
    // A getter or a toJSON of the value itself threw.
    return refuse({ path: "$", problem: `cannot be read: ${describe(error)}` });
  }
}

function copy(value: unknown, path: string, above: readonly object[]): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new Unfit(path, `is ${value}`);
      return value;
    case "object":
      return value === null ? null : copyObject(value, path, above);
    case "bigint":
    case "function":
    case "symbol":
      throw new Unfit(path, `is a ${typeof value}`);
  }
}

function copyObject(value: object, path: string, above: readonly object[]): Json | undefined {
  if (above.includes(value)) throw new Unfit(path, "contains itself");
  if (above.length >= DEEPEST) throw new Unfit(path, `is nested deeper than ${DEEPEST} levels`);
  if (value instanceof Date && Number.isNaN(value.getTime())) throw new Unfit(path, "is an invalid Date");
  const within = [...above, value];
  if (hasToJson(value)) return copy(value.toJSON(), path, within);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (Array.isArray(value)) {
    return Array.from(value, (part: unknown, index) => copy(part, `${path}[${index}]`, within) ?? null);
  }
  if (!CARRIED.has(tag)) throw new Unfit(path, `is a ${tag}`);
  if (tag !== "Object") return copy(value.valueOf(), path, within);
  const fields = Object.entries(value).flatMap(([key, part]): [string, Json][] => {
    const copied = copy(part, `${path}${formatKey(key)}`, within);
    return copied === undefined ? [] : [[key, copied]];
  });
  return Object.fromEntries(fields);
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
function formatKey(key: string): string {
  return KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
