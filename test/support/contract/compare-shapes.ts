import type { DescribedSchema } from "./compare.ts";
import { resolveSchema, SCHEMAS, type ContractSchema } from "./contract.ts";

type Schemas = Readonly<Record<string, DescribedSchema>>;

/** What differs between a named schema of the contract and ours: fields, which of them are required, their types. */
export function compareShapes(name: string, schemas: Schemas): string[] {
  const theirs = resolveSchema(SCHEMAS[name] ?? {});
  const ours = readShape(schemas[name] ?? {}, schemas);
  if (theirs.enum !== undefined) return compareLists("values", theirs.enum.map(String), listValues(ours));
  if (theirs.properties === undefined) return [];
  const fields = Object.entries(theirs.properties).flatMap(([field, schema]) => {
    const own = ours.properties[field];
    return own === undefined ? [] : compareField(field, resolveSchema(schema), readShape(own, schemas));
  });
  return [
    ...compareLists("fields", Object.keys(theirs.properties), Object.keys(ours.properties)),
    ...(theirs.required ?? []).filter((field) => !ours.required.includes(field)).map((field) => `${field} required`),
    ...fields,
  ];
}

function listValues({ values = [] }: Shape): string[] {
  return values.filter((value) => value !== null).map(String);
}

function compareLists(what: string, theirs: readonly string[], ours: readonly string[]): string[] {
  const missing = theirs.filter((value) => !ours.includes(value)).map((value) => `${what}: no ${value}`);
  return [...missing, ...ours.filter((value) => !theirs.includes(value)).map((value) => `${what}: ${value} is ours`)];
}

function compareField(field: string, theirs: ContractSchema, ours: Shape): string[] {
  const types = theirs.type === undefined ? [] : [theirs.type];
  const isTyped = types.every((type) => ours.types.length === 0 || ours.types.includes(type));
  // Fewer values may be null here than there, never more: a caller reads no null that it does not expect.
  const isTooNull = theirs.type !== undefined && ours.isNullable && theirs.nullable !== true;
  return [...(isTyped ? [] : [`${field} is ${ours.types.join()}`]), ...(isTooNull ? [`${field} may be null`] : [])];
}

interface Shape {
  readonly types: readonly string[];
  readonly isNullable: boolean;
  readonly values: readonly unknown[] | undefined;
  readonly required: readonly string[];
  readonly properties: Schemas;
}

/** A schema of the document, followed through names and unions with null. */
function readShape(schema: DescribedSchema, schemas: Schemas): Shape {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return readShape(schemas[name] ?? {}, schemas);
  if (schema.anyOf !== undefined) return joinShapes(schema.anyOf.map((part) => readShape(part, schemas)));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return {
    types: types.filter((type) => type !== "null"),
    isNullable: types.includes("null"),
    values: schema["enum"] as readonly unknown[] | undefined,
    required: (schema["required"] ?? []) as readonly string[],
    properties: (schema["properties"] ?? {}) as Schemas,
  };
}

function joinShapes(parts: readonly Shape[]): Shape {
  const [first, ...others] = parts.filter(({ types, isNullable }) => types.length > 0 || !isNullable);
  const isNullable = parts.some((part) => part.isNullable);
  const none: Shape = { types: [], isNullable, values: undefined, required: [], properties: {} };
  if (first === undefined) return none;
  return others.length === 0
    ? { ...first, isNullable }
    : { ...none, types: [first, ...others].flatMap(({ types }) => types) };
}
