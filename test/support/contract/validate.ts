import { resolveSchema, type ContractSchema } from "./contract.ts";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** What of a value breaks its schema, as "path: fault". Fields beyond the schema's are told where it allows none. */
export function findFaults(value: unknown, given: ContractSchema, path = "$"): string[] {
  const schema = resolveSchema(given);
  if (value === null) return isNullable(schema) ? [] : [`${path}: is null`];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const faults = choices.map((choice) => findFaults(value, choice, path));
    return faults.some((list) => list.length === 0)
      ? []
      : [`${path}: is none of its choices (${faults.flat().join("; ")})`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${path}: ${JSON.stringify(value)} is no choice`];
  if (schema.const !== undefined && schema.const !== value) return [`${path}: is not ${JSON.stringify(schema.const)}`];
  return checkType(value, schema, path);
}

/** A schema without any type may be anything, null too. */
function isNullable(schema: ContractSchema): boolean {
  if (schema.nullable === true || schema.type === "null") return true;
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? schema.type === undefined && schema.enum === undefined : choices.some(isNullable);
}

function checkType(value: unknown, schema: ContractSchema, path: string): string[] {
  switch (schema.type) {
    case "string":
      return typeof value === "string" ? checkText(value, schema, path) : [`${path}: is no string`];
    case "integer":
      return Number.isInteger(value) ? [] : [`${path}: is no integer`];
    case "number":
      return typeof value === "number" ? [] : [`${path}: is no number`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: is no boolean`];
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) => findFaults(item, schema.items ?? {}, `${path}[${index}]`))
        : [`${path}: is no list`];
    case "object":
      return typeof value === "object" ? checkFields(value, schema, path) : [`${path}: is no object`];
    default:
      return [];
  }
}

function checkText(value: string, { format }: ContractSchema, path: string): string[] {
  if (format === "date-time" && !INSTANT.test(value)) return [`${path}: ${value} is no instant`];
  return [];
}

function checkFields(value: object | null, schema: ContractSchema, path: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(value ?? {});
  const missing = required
    .filter((name) => !fields.some(([field]) => field === name))
    .map((name) => `${path}.${name}: missing`);
  const faults = fields.flatMap(([name, field]) => {
    const own = properties[name];
    if (own !== undefined) return findFaults(field, own, `${path}.${name}`);
    if (additionalProperties === false) return [`${path}.${name}: is not of the schema`];
    return typeof additionalProperties === "object" ? findFaults(field, additionalProperties, `${path}.${name}`) : [];
  });
  return [...missing, ...faults];
}
