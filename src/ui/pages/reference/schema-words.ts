import type { Schema } from "../../api/reference.ts";

export type Schemas = Readonly<Record<string, Schema>>;

/** A type in a few words: `string (date-time) or null`, `array of DAGResponse`. */
export function nameType(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts !== undefined) return [...new Set(parts.map(nameType))].join(" | ");
  if (schema.items !== undefined) return `array of ${nameType(schema.items)}`;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const words = types.length === 0 ? "any" : types.join(" | ");
  return schema.format === undefined ? words : `${words} (${schema.format})`;
}

/** What a reference leads to, through lists and alternatives: the first object with fields. */
export function resolve(schema: Schema, schemas: Schemas, depth = 0): Schema | null {
  if (depth > 8) return null;
  if (schema.properties !== undefined) return schema;
  if (schema.$ref !== undefined) {
    const found = schemas[schema.$ref.split("/").at(-1) ?? ""];
    return found === undefined ? null : resolve(found, schemas, depth + 1);
  }
  if (schema.items !== undefined) return resolve(schema.items, schemas, depth + 1);
  for (const part of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []) {
    const found = resolve(part, schemas, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
