import type { Json } from "../core/json.ts";
import { renderReason } from "../core/reason-words.ts";
import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";
import { type Configuration, ConfigurationUnavailable, type Connection } from "../sdk/index.ts";
import { findConnection, openConnection } from "../store/connection.ts";
import { SecretBox } from "../store/secret-box.ts";
import { findVariable, openVariable } from "../store/variable.ts";

export interface ConfigurationSource {
  readonly db: D1Database;
  /** What the Worker has bound as TRADEWIND_SECRET_KEY. */
  readonly secretKey: unknown;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Milliseconds for which one invocation takes a value for unchanged: a thousand attempts side by side read it once. */
export const FRESH = 30_000;

/**
 * Variables and connections of D1, for the attempts of one invocation. What is read is kept for a while, never a refusal.
 * Whatever goes wrong with the database counts as unavailable; a value that does not open is an error with words.
 */
export function readConfiguration({ db, secretKey, now }: ConfigurationSource): Configuration {
  const box = new SecretBox(secretKey);
  const variables = new Fresh<string>(now);
  const connections = new Fresh<Connection>(now);
  return {
    readVariable: (team, key) =>
      variables.read(JSON.stringify([team, key]), async () => {
        const stored = await ask(() => findVariable(db, { team, key }));
        return stored === null ? null : demand(await openVariable(box, stored));
      }),
    readConnection: (team, connectionId) =>
      connections.read(JSON.stringify([team, connectionId]), async () => {
        const stored = await ask(() => findConnection(db, { team, connectionId }));
        if (stored === null) return null;
        const { password, extra } = demand(await openConnection(box, stored));
        const { type, host, login, schema, port } = stored;
        return { connectionId, type, host, login, password, schema, port, extra: parseExtra(extra) };
      }),
  };
}

/** Values by name, each read once at a time and again when it is no longer fresh. */
class Fresh<T> {
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly until: number; readonly value: Promise<T | null> }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async read(name: string, work: () => Promise<T | null>): Promise<T | null> {
    const known = this.#known.get(name);
    if (known !== undefined && this.#now() < known.until) return await known.value;
    const entry = { until: this.#now() + FRESH, value: work() };
    this.#known.set(name, entry);
    try {
      const value = await entry.value;
      if (value === null) this.#forget(name, entry);
      return value;
    } catch (error) {
      this.#forget(name, entry);
      throw error;
    }
  }

  #forget(name: string, entry: object): void {
    if (this.#known.get(name) === entry) this.#known.delete(name);
  }
}

async function ask<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = `Variables and connections cannot be read just now (${findCause(error)})`;
    throw new ConfigurationUnavailable(message, { cause: error });
  }
}

/** The database's own words: those around them repeat the statement. */
function findCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? findCause(error.cause) : error.message;
}

function demand<T>(result: Result<T, Reason>): T {
  if (result.ok) return result.value;
  throw new Error(renderReason(result.error));
}

/** That it is an object was seen when it was written. */
function parseExtra(text: string | null): Connection["extra"] {
  return text === null ? {} : (JSON.parse(text) as Readonly<Record<string, Json>>);
}
