/** A database that counts what is asked of it and may fail on the way: the errors are D1's own words. */
export interface SpiedDatabase {
  readonly db: D1Database;
  readonly statements: string[];
  rounds: number;
}

export function spyOn(real: D1Database): SpiedDatabase {
  const statements: string[] = [];
  const spied: SpiedDatabase = { db: real, statements, rounds: 0 };
  const db = new Proxy(real, {
    get(target, name) {
      if (name === "prepare") {
        return (text: string) => {
          statements.push(text);
          return target.prepare(text);
        };
      }
      if (name === "batch") {
        return (batch: D1PreparedStatement[]) => {
          spied.rounds += 1;
          return target.batch(batch);
        };
      }
      return readMember(target, name);
    },
  });
  return Object.assign(spied, { db });
}

/** Fails the given number of batches, then lets them through. `isApplied` has the write happen before it is lost. */
export function failBatches(real: D1Database, message: string, times: number, isApplied = false): D1Database {
  let left = times;
  return new Proxy(real, {
    get(target, name) {
      if (name !== "batch") return readMember(target, name);
      return async (batch: D1PreparedStatement[]) => {
        left -= 1;
        if (left < 0) return target.batch(batch);
        if (isApplied) await target.batch(batch);
        throw new Error(`D1_ERROR: ${message}`);
      };
    },
  });
}

/** Notes what each batch was billed for. */
export function countRows(real: D1Database, field: "rows_read" | "rows_written", counts: number[]): D1Database {
  return new Proxy(real, {
    get(target, name) {
      if (name !== "batch") return readMember(target, name);
      return async (batch: D1PreparedStatement[]) => {
        const results = await target.batch(batch);
        counts.push(results.reduce((sum, { meta }) => sum + meta[field], 0));
        return results;
      };
    },
  });
}

function readMember(target: D1Database, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? (...args: unknown[]): unknown => Reflect.apply(value, target, args) : value;
}
