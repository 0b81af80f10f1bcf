import type { Operation, Schema } from "../../api/reference.ts";
import { resolve, type Schemas } from "./schema-words.ts";

/** A call that can be pasted into a shell; what is to be filled in stands in capitals. */
export function writeCurl(
  { method, path, parameters, body, policy }: Operation,
  schemas: Schemas,
  origin: string,
): string {
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const query = parameters.filter(({ in: where, required }) => where === "query" && required === true);
  const search = query.map(({ name }) => `${name}=${name.toUpperCase()}`).join("&");
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}'${origin}${place}${search === "" ? "" : `?${search}`}'`,
  ];
  if (policy !== "public") lines.push(`-H "Authorization: Bearer $TOKEN"`);
  if (body !== undefined) {
    const example = JSON.stringify(exampleOf(body, schemas)).replaceAll("'", "'\\''");
    lines.push(`-H 'Content-Type: application/json'`, `-d '${example}'`);
  }
  return lines.join(" \\\n  ");
}

/** What a body needs at least. */
function exampleOf(schema: Schema, schemas: Schemas): Readonly<Record<string, unknown>> {
  const found = resolve(schema, schemas);
  const required = found?.required ?? [];
  return Object.fromEntries(required.map((name) => [name, valueOf(found?.properties?.[name] ?? {}, name)]));
}

function valueOf(schema: Schema, name: string): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return false;
  if (type === "array") return [];
  if (type === "object") return {};
  return schema.format === "date-time" ? "2026-01-01T00:00:00Z" : name.toUpperCase();
}
