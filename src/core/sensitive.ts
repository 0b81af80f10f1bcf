import type { Json } from "./json.ts";

/** What stands in place of a secret, here as in Airflow. */
export const MASK = "***";

/** Parts of names that tell a secret: Airflow's DEFAULT_SENSITIVE_FIELDS, and `connection_string`. */
const SENSITIVE = [
  "access_token",
  "api_key",
  "apikey",
  "authorization",
  "connection_string",
  "keyfile_dict",
  "passphrase",
  "passwd",
  "password",
  "private_key",
  "secret",
  "service_account",
  "token",
] as const;

/** Deeper values are masked whole: nobody nests an honest setting like that, and recursion has an end. */
const DEEPEST = 64;

/** Whether a field of that name holds a secret, as far as names tell. "-" counts as "_". */
export function isSensitive(name: string): boolean {
  const plain = name.trim().toLowerCase().replaceAll("-", "_");
  return SENSITIVE.some((part) => plain.includes(part));
}

/** The value with `***` for all that a sensitive name covers; `name` is its own. Empty texts and nulls hide nothing. */
export function redact(value: Json, name = "", depth = 0): Json {
  return mapSensitive(value, isSensitive(name), depth, hide);
}

/** Texts that a sensitive name covers. */
export function listSensitive(value: Json, name = ""): readonly string[] {
  const found: string[] = [];
  mapSensitive(value, isSensitive(name), 0, (covered) => {
    if (typeof covered === "string" || typeof covered === "number") found.push(String(covered));
    return covered;
  });
  return found;
}

function hide(value: Json): Json {
  return value === null || value === "" ? value : MASK;
}

function mapSensitive(value: Json, isCovered: boolean, depth: number, cover: (value: Json) => Json): Json {
  if (depth > DEEPEST) return MASK;
  if (isList(value)) return value.map((item) => mapSensitive(item, isCovered, depth + 1, cover));
  if (typeof value !== "object" || value === null) return isCovered ? cover(value) : value;
  const fields = Object.entries(value).map(([name, field]): [string, Json] => [
    name,
    mapSensitive(field, isCovered || isSensitive(name), depth + 1, cover),
  ]);
  return Object.fromEntries(fields);
}

/**
 * What a form means that was filled with redacted values: where a sensitive name still covers `***` the previous value
 * stays. Lists are compared by position.
 */
export function restore(next: Json, previous: Json | undefined, name = ""): Json {
  return restoreCovered(next, previous, isSensitive(name), 0);
}

function restoreCovered(next: Json, previous: Json | undefined, isCovered: boolean, depth: number): Json {
  if (isCovered && next === MASK && previous !== undefined) return previous;
  if (depth > DEEPEST || typeof next !== "object" || next === null) return next;
  if (isList(next)) {
    const before = previous !== undefined && isList(previous) ? previous : [];
    return next.map((item, at) => restoreCovered(item, before[at], isCovered, depth + 1));
  }
  const before = isFields(previous) ? previous : {};
  const fields = Object.entries(next).map(([name, field]): [string, Json] => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, restoreCovered(field, old, isCovered || isSensitive(name), depth + 1)];
  });
  return Object.fromEntries(fields);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isFields(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value);
}
