import type { CONNECTION_TYPES, Connection, ConnectionTypeName, StandardField } from "../core/connection.ts";
import type { Json } from "../core/json.ts";

/** Where variables and connections come from. Reads of a store that does not answer throw ConfigurationUnavailable. */
export interface Configuration {
  /** Plain text; null when the team has no such variable. */
  readVariable(team: string, key: string): Promise<string | null>;
  readConnection(team: string, connectionId: string): Promise<Connection | null>;
}

/** The store does not answer just now: the attempt begins again later, and no try is used. */
export class ConfigurationUnavailable extends Error {
  override readonly name = "ConfigurationUnavailable";
}

/** Reads a variable's JSON: a zod schema, or anything else with a `parse` that throws at what it does not take. */
export interface VariableSchema<T> {
  readonly parse: (value: unknown) => T;
}

/**
 * A variable of the DAG's team. Its text as it is; with a schema, the JSON that it holds as the schema reads it. Without
 * `default` one that does not exist fails the try. What its name, or a field's, tells to be secret shows as `***` in logs.
 */
export interface ReadVariable {
  <T>(key: string, options: { readonly schema: VariableSchema<T>; readonly default?: NoInfer<T> }): Promise<T>;
  (key: string, options?: { readonly default?: string }): Promise<string>;
}

/**
 * A connection of the DAG's team. With a type, one of another type fails the try, and so does one that lacks what the type
 * requires. Its password and the secret fields of its extra show as `***` in logs.
 */
export interface ReadConnection {
  <Name extends ConnectionTypeName>(connectionId: string, type: Name): Promise<TypedConnection<Name>>;
  (connectionId: string): Promise<Connection>;
}

type Types = typeof CONNECTION_TYPES;

/** A connection of a type we know: what the type requires is there, what it has no use for is null. */
export type TypedConnection<Name extends ConnectionTypeName> = Omit<Connection, StandardField | "extra" | "type"> & {
  readonly type: Name;
  readonly extra: TypedExtra<Types[Name]["extra"]>;
} & { readonly [Field in StandardField]: TypedField<Field, Types[Name]["fields"]> };

type TypedField<Field extends StandardField, Fields> = Field extends keyof Fields
  ? Fields[Field] extends { readonly isRequired: true }
    ? NonNullable<Connection[Field]>
    : Connection[Field]
  : null;

type TypedExtra<Extra> = { readonly [Field in keyof Extra]?: TypedValue<Extra[Field]> } & Readonly<
  Record<string, Json>
>;

interface Values {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly object: { readonly [key: string]: Json };
}
type TypedValue<Form> = Form extends { readonly type: keyof Values } ? Values[Form["type"]] : Json;

/** In place of a deployment's own, in a test. */
export interface ConfigurationFakes {
  /** By key; what is no text is JSON. */
  readonly variables?: Readonly<Record<string, Json>>;
  /** By id; fields left out are null. */
  readonly connections?: Readonly<Record<string, Partial<Omit<Connection, "connectionId">>>>;
}

const EMPTY: Omit<Connection, "connectionId"> = {
  type: "generic",
  host: null,
  login: null,
  password: null,
  schema: null,
  port: null,
  extra: {},
};

/** Serves a test; every team has the same. */
export function fakeConfiguration({ variables = {}, connections = {} }: ConfigurationFakes): Configuration {
  return {
    readVariable: (_, key) => {
      const value = Object.hasOwn(variables, key) ? (variables[key] ?? null) : undefined;
      if (value === undefined) return Promise.resolve(null);
      return Promise.resolve(typeof value === "string" ? value : JSON.stringify(value));
    },
    readConnection: (_, connectionId) => {
      const fields = Object.hasOwn(connections, connectionId) ? connections[connectionId] : undefined;
      return Promise.resolve(fields === undefined ? null : { ...EMPTY, ...fields, connectionId });
    },
  };
}

export type { Connection, ConnectionTypeName };
