import { wrap } from "../../../bench/observed/wrap.ts";

/** Until when D1 fails, in epoch milliseconds, and how many calls it has failed. All of a Worker shares one isolate here. */
export const outage = { until: 0, failed: 0 };

/** Every third call that fails is carried out first: the caller cannot know. */
const AMBIGUOUS = 3;

async function pass<T>(work: () => Promise<T>): Promise<T> {
  if (Date.now() >= outage.until) return await work();
  outage.failed += 1;
  if (outage.failed % AMBIGUOUS === 0) await work();
  throw new Error("D1_ERROR: Network connection lost.");
}

/** D1, out of reach while the outage lasts. */
export function failDatabase(db: D1Database): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const cover = (statement: D1PreparedStatement): D1PreparedStatement => {
    const covered = wrap(statement, {
      bind: (...values: unknown[]) => cover(statement.bind(...values)),
      all: () => pass(() => statement.all()),
      run: () => pass(() => statement.run()),
      raw: () => pass(() => statement.raw()),
      first: (column?: string) => pass(() => (column === undefined ? statement.first() : statement.first(column))),
    });
    originals.set(covered, statement);
    return covered;
  };
  return wrap(db, {
    prepare: (query: string) => cover(db.prepare(query)),
    batch: (statements: D1PreparedStatement[]) =>
      pass(() => db.batch(statements.map((statement) => originals.get(statement) ?? statement))),
    exec: (query: string) => pass(() => db.exec(query)),
  });
}
