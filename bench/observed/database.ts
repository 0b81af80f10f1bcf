import { count } from "./counters.ts";
import { call } from "./invocations.ts";
import { delay } from "./settings.ts";
import { wrap } from "./wrap.ts";

/** D1 with queries and rows counted, and answering late when told to. */
export function observeDatabase(db: D1Database, latency: number): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const observe = (statement: D1PreparedStatement, query: string): D1PreparedStatement => {
    const run = async <T>() => note(latency, () => statement.all<T>());
    const observed = wrap(statement, {
      bind: (...values: unknown[]) => observe(statement.bind(...values), query),
      all: run,
      run,
      // Hides what it costs. A read may happen twice; rows of a write come out the same from objects.
      raw: async () => {
        const { results } = await run<Record<string, unknown>>();
        return /^\s*(select|with)\b/i.test(query) ? await statement.raw() : results.map((row) => Object.values(row));
      },
      first: async (column?: string) => {
        const [row] = (await run<Record<string, unknown>>()).results;
        return column === undefined ? (row ?? null) : (row?.[column] ?? null);
      },
    });
    originals.set(observed, statement);
    return observed;
  };
  return wrap(db, {
    prepare: (query: string) => observe(db.prepare(query), query),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await call(async () => {
        await delay(latency);
        return await db.batch(statements.map((statement) => originals.get(statement) ?? statement));
      });
      for (const { meta } of results) countMeta(meta);
      return results;
    },
  });
}

async function note<T>(latency: number, work: () => Promise<D1Result<T>>): Promise<D1Result<T>> {
  const result = await call(async () => {
    await delay(latency);
    return await work();
  });
  countMeta(result.meta);
  return result;
}

function countMeta(meta: D1Meta): void {
  count("d1Queries");
  count("d1RowsRead", meta.rows_read);
  count("d1RowsWritten", meta.rows_written);
}
