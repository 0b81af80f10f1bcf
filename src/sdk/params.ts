import type { z } from "zod";
import type { Json } from "../core/json.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import type { DagDefinition } from "./definition.ts";
import { toJson } from "./to-json.ts";

type Fields = Readonly<Record<string, Json>>;

export interface ParamsSchema {
  readonly schema: Json;
  readonly defaults: Fields;
  /** Fields that a run must be given. */
  readonly required: readonly string[];
}

/** The JSON Schema of a zod object as given from outside, unknown fields refused; or why there is none. */
export function describeParams(params: unknown): Result<ParamsSchema, string> {
  if (!isObjectSchema(params)) return refuse("are no zod object");
  try {
    const schema = toJson({ ...params.strict().toJSONSchema({ io: "input" }) });
    if (!schema.ok || !isFields(schema.value)) return refuse("have no JSON Schema");
    const { $schema: _, ...fields } = schema.value;
    return succeed({ schema: fields, defaults: listDefaults(fields), required: listRequired(fields) });
  } catch (error) {
    return refuse(`have no JSON Schema (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** A run's configuration as the DAG's `params` read it, the configuration itself without; or what zod has against it. */
export function readParams({ options }: DagDefinition, conf: Fields): Result<unknown, string> {
  const { params } = options;
  if (!isObjectSchema(params)) return succeed(conf);
  const parsed = params.strict().safeParse(conf);
  if (parsed.success) return succeed(parsed.data);
  return refuse(parsed.error.issues.map(({ path, message }) => `${path.join(".") || "params"}: ${message}`).join("; "));
}

/** By shape and not by class: a DAG's bundle may carry its own copy of zod. */
function isObjectSchema(value: unknown): value is z.ZodObject {
  return (
    typeof value === "object" && value !== null && "shape" in value && "strict" in value && "toJSONSchema" in value
  );
}

function listDefaults({ properties }: Fields): Fields {
  if (!isFields(properties)) return {};
  const defaults = Object.entries(properties).flatMap(([name, property]): [string, Json][] =>
    isFields(property) && property["default"] !== undefined ? [[name, property["default"]]] : [],
  );
  return Object.fromEntries(defaults);
}
function listRequired({ required }: Fields): readonly string[] {
  return Array.isArray(required) ? required.map(String) : [];
}
function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
