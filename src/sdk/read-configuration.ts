import { type Connection, type ConnectionTypeName, explainMismatch } from "../core/connection.ts";
import type { Json } from "../core/json.ts";
import { isSensitive, listSensitive } from "../core/sensitive.ts";
import {
  type Configuration,
  ConfigurationUnavailable,
  type ReadConnection,
  type ReadVariable,
  type VariableSchema,
} from "./configuration.ts";
import type { SecretMasker } from "./secret-masker.ts";

export interface Readers {
  readonly variable: ReadVariable;
  readonly connection: ReadConnection;
  /** Why a read got no answer, null when none did: what then goes wrong is not the author's fault. */
  readonly explainUnavailable: () => string | null;
}

interface VariableOptions {
  readonly schema?: VariableSchema<unknown>;
  readonly default?: unknown;
}

/** What one attempt reads of its team's configuration; the secrets among it are told to the masker first. */
export function createReaders(team: string, configuration: Configuration | undefined, masker: SecretMasker): Readers {
  let unavailable: string | null = null;
  const read = async <T>(work: (source: Configuration) => Promise<T | null>): Promise<T | null> => {
    if (configuration === undefined) return null;
    try {
      return await work(configuration);
    } catch (error) {
      if (error instanceof ConfigurationUnavailable) unavailable = error.message;
      throw error;
    }
  };
  const variable = async (key: string, options: VariableOptions = {}): Promise<unknown> => {
    const text = await read((source) => source.readVariable(team, key));
    if (text === null && "default" in options) return options.default;
    if (text === null) throw new Error(`There is no variable "${key}" in team "${team}"`);
    hideVariable(masker, key, text);
    return options.schema === undefined ? text : parse(key, text, options.schema);
  };
  const connection = async (connectionId: string, type?: ConnectionTypeName): Promise<Connection> => {
    const found = await read((source) => source.readConnection(team, connectionId));
    if (found === null) throw new Error(`There is no connection "${connectionId}" in team "${team}"`);
    hideConnection(masker, found);
    const mismatch = type === undefined ? null : explainMismatch(type, found);
    if (mismatch !== null) throw new Error(mismatch);
    return found;
  };
  return {
    // What a schema has read, and explainMismatch has checked, is what the overloads promise.
    variable: variable as ReadVariable,
    connection,
    explainUnavailable: () => unavailable,
  };
}

function parse(key: string, text: string, schema: VariableSchema<unknown>): unknown {
  const value = parseJson(text);
  // The text itself is not told: it may be secret.
  if (value === undefined) throw new Error(`Variable "${key}" holds no JSON; without a schema it is read as text`);
  return schema.parse(value);
}

function hideVariable(masker: SecretMasker, key: string, text: string): void {
  if (isSensitive(key)) masker.add(text);
  for (const secret of listSensitive(parseJson(text) ?? null, key)) masker.add(secret);
}

function hideConnection(masker: SecretMasker, { password, host, extra }: Connection): void {
  if (password !== null) masker.add(password);
  const inHost = /\/\/[^/:@]*:([^/@]+)@/.exec(host ?? "")?.[1];
  if (inHost !== undefined) masker.add(inHost);
  for (const secret of listSensitive(extra)) masker.add(secret);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
