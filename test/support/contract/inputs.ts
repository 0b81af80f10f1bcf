import { resolveSchema, type ContractParameter, type ContractSchema, type Operation } from "./contract.ts";

/** Names of what there is to ask for, by the contract's names of parameters and fields. */
export type Known = Readonly<Record<string, unknown>>;

/** Something a schema allows; what is known by the field's name goes first. Fields that are not required are left out. */
export function makeValue(given: ContractSchema, known: Known, name = ""): unknown {
  if (name in known) return known[name];
  const schema = resolveSchema(given);
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf)?.[0];
  if (choice !== undefined) return makeValue(choice, known);
  if (schema.nullable === true) return null;
  return makeTyped(schema, known);
}

function makeTyped(schema: ContractSchema, known: Known): unknown {
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? "2026-11-01T00:00:00Z" : "contract";
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return makeObject(schema, known);
    default:
      return {};
  }
}

function makeObject({ properties = {}, required = [] }: ContractSchema, known: Known): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => required.includes(name));
  return Object.fromEntries(names.map((name) => [name, makeValue(properties[name] ?? {}, known, name)]));
}

/** The schema of an operation's JSON body. */
export function bodyOf({ requestBody }: Operation): ContractSchema | undefined {
  const schema = requestBody?.content["application/json"];
  return schema === undefined ? undefined : resolveSchema(schema);
}

export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request with all that is required of it; `given` names what the rest of it shall be. */
export function makeRequest(operation: Operation, known: Known, given: Known = {}): Asked {
  const place: Record<string, string> = {};
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters ?? []) {
    const { name } = parameter;
    if (!parameter.required && !(name in given)) continue;
    const value = String(name in given ? given[name] : makeValue(toSchema(parameter), known, name));
    if (parameter.in === "path") place[name] = encodeURIComponent(value);
    else if (parameter.in === "query") query.append(name, value);
    else headers[name] = value;
  }
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => place[name] ?? name);
  const schema = bodyOf(operation);
  const body = schema === undefined ? undefined : makeValue(schema, known, operation.operationId);
  return { path: query.size === 0 ? path : `${path}?${query.toString()}`, headers, body };
}

type Parameter = NonNullable<Operation["parameters"]>[number];

function toSchema({ required: _required, ...schema }: Parameter): Omit<ContractParameter, "required"> {
  return schema;
}
